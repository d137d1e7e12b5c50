using ClusterSimulator;
using EndToEnd.OpenCode;
using EndToEnd.Support;
using ModelSimulator;

namespace EndToEnd.Kubernetes;

/// <summary>A company's network: https by an authority of its own, and the world behind a proxy. One value each, and the real git and
/// OpenCode find their way.</summary>
public sealed class PrivateNetworkTests
{
    private const string GitHost = "git.internal.test";
    private const string ModelHost = "models.internal.test";

    private const string Scripts =
        """{ "T001": [ { "tools": [ { "name": "write", "arguments": { "filePath": "{{CWD}}/made/T001.txt", "content": "Hello\n" } } ] }, { "text": "Done." } ] }""";

    [SkippableFact]
    public async Task A_private_authority_is_one_value_for_git_and_for_the_model()
    {
        await using var network = await Network.StartAsync();
        await using var feature = await CreateAsync(network, "", network.Model.Port);
        await UseAsync(feature, network, $"https://127.0.0.1:{network.Git.Port}/origin.git", "");

        var result = await feature.RunAsync("run");

        result.ShouldEndWith(0).Output.ShouldContain("1 of 1 ASYNC tasks delivered");
        network.Answers.Requests.ShouldNotBeEmpty();
    }

    [SkippableFact]
    public async Task Without_the_value_nothing_trusts_that_authority()
    {
        await using var network = await Network.StartAsync();
        await using var feature = await CreateAsync(network, "", network.Model.Port, trusted: false);
        await UseAsync(feature, network, $"https://127.0.0.1:{network.Git.Port}/origin.git", "");

        (await feature.RunAsync("run")).ShouldEndWith(2).Output.ShouldContain("certificate");
    }

    [SkippableFact]
    public async Task A_proxy_that_demands_CONNECT_is_one_value_for_git_and_for_the_model()
    {
        await using var network = await Network.StartAsync();
        await using ConnectProxy proxy = new(
            new Dictionary<string, int> { [$"{GitHost}:443"] = network.Git.Port, [$"{ModelHost}:443"] = network.Model.Port }
        );
        var address = $"http://127.0.0.1:{proxy.Port}";
        await using var feature = await CreateAsync(network, $", proxy: {{http: \"{address}\", https: \"{address}\"}}", null);
        await UseAsync(feature, network, $"https://{GitHost}/origin.git", $"\tproxy = {address}\n");
        proxy.Requests.Clear();

        var result = await feature.RunAsync("run");

        result.ShouldEndWith(0).Output.ShouldContain("1 of 1 ASYNC tasks delivered");
        proxy.Requests.ShouldContain(line => line.StartsWith($"CONNECT {GitHost}:443 ", StringComparison.Ordinal));
        proxy.Requests.ShouldContain(line => line.StartsWith($"CONNECT {ModelHost}:443 ", StringComparison.Ordinal));
        network.Answers.Requests.ShouldNotBeEmpty();
    }

    /// <summary>The feature's release: the certificates in a config map, and the model's endpoint.</summary>
    private static async Task<ClusterFeature> CreateAsync(Network network, string more, int? port, bool trusted = true)
    {
        Skip.If(TestCluster.IsReal, "The servers of this test run on this machine's loopback, which only simulated pods reach.");
        OpenCodeProgram.SkipWhereAbsent();
        var model = port is null ? $"https://{ModelHost}/v1" : $"https://127.0.0.1:{port}/v1";
        var authority = trusted ? "configMap: company-ca" : "key: ca.crt";
        var values = $$"""
            pod: {caBundle: { {{authority}} }{{more}}}
            git: {auth: token, secretName: git, token: {secretKey: git-token}, username: robot}
            model: {provider: openai-compatible, name: scripted, baseUrl: "{{model}}", keys: [{env: MODEL_API_KEY, secretKey: key}]}

            """;
        var feature = await ClusterFeature.CreateAsync(
            ClusterFeature.Tasks("T001"),
            settings: json => json.Remove("agent"),
            options: options =>
                options with
                {
                    Environment = new Dictionary<string, string> { ["RETRY_SECONDS"] = "0" },
                    AgentEnvironment = new Dictionary<string, string> { ["OPENCODE_BIN"] = OpenCodeProgram.Binary },
                    Secrets = new Dictionary<string, IReadOnlyDictionary<string, string>>
                    {
                        ["git"] = new Dictionary<string, string> { ["git-token"] = Network.Token },
                        ["agentic-sdlc-orchestrator-model"] = new Dictionary<string, string> { ["key"] = "sk-a-key-that-nobody-may-read" },
                    },
                },
            more: clone => clone.Write("values.yaml", values)
        );
        feature.Cluster.Kubectl(
            ["create", "-f", "-"],
            new System.Text.Json.Nodes.JsonObject
            {
                ["apiVersion"] = "v1",
                ["kind"] = "ConfigMap",
                ["metadata"] = new System.Text.Json.Nodes.JsonObject { ["name"] = "company-ca" },
                ["data"] = new System.Text.Json.Nodes.JsonObject { ["ca.crt"] = network.Authority.Pem },
            }.ToJsonString()
        );
        return feature;
    }

    /// <summary>The developer's machine trusts the authority, and knows the way; pods must learn both from the values.</summary>
    private static async Task UseAsync(ClusterFeature feature, Network network, string url, string more)
    {
        network.Serve(Path.GetDirectoryName((await feature.OriginAsync()).Git.Directory)!);
        var file = feature["home/authority.pem"];
        await File.WriteAllTextAsync(file, network.Authority.Pem);
        var helper = $"[credential]\n\thelper = \"!f() {{ echo username=me; echo password={Network.Token}; }}; f\"\n";
        await File.AppendAllTextAsync(feature["home/.gitconfig"], $"{helper}[http]\n\tsslCAInfo = {file}\n{more}");
        await feature.Clone.Git.RunAsync("remote", "set-url", "origin", url);
    }

    /// <summary>A git server and a model's endpoint, both behind https by one private authority.</summary>
    private sealed class Network : IAsyncDisposable
    {
        public const string Token = "a-token-of-the-robot-11aa22bb";

        private readonly string root = Directory.CreateTempSubdirectory("network-").FullName;
        private GitServer? server;

        public required PrivateAuthority Authority { get; init; }

        public required ModelServer Answers { get; init; }

        public TlsFront Git { get; private set; } = null!;

        public TlsFront Model { get; private set; } = null!;

        public static async Task<Network> StartAsync()
        {
            Network network = new()
            {
                Authority = new(GitHost, ModelHost),
                Answers = await ModelServer.StartAsync(new() { Scripts = Scripts }),
            };
            network.server = await GitServer.StartAsync(network.root);
            network.server.Passwords[Token] = true;
            network.Git = new(network.Authority.Server, network.server.Port);
            network.Model = new(network.Authority.Server, new Uri(network.Answers.BaseUrl).Port);
            return network;
        }

        /// <summary>Serves the repositories of a folder.</summary>
        public void Serve(string folder) =>
            Directory.CreateSymbolicLink(Path.Combine(root, "origin.git"), Path.Combine(folder, "origin.git"));

        public async ValueTask DisposeAsync()
        {
            await Git.DisposeAsync();
            await Model.DisposeAsync();
            await server!.DisposeAsync();
            await Answers.DisposeAsync();
            Authority.Dispose();
            Directory.Delete(root, recursive: true);
        }
    }
}
