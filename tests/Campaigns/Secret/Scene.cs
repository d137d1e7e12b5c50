using System.Text;
using System.Text.Json.Nodes;
using ClusterSimulator;
using EndToEnd.Kubernetes;
using EndToEnd.Support;

namespace Campaigns.Secret;

/// <summary>A feature in a cluster, behind a git server that wants passwords, with a marker for every credential; and everything that was
/// said.</summary>
internal sealed class Scene : IAsyncDisposable
{
    private readonly StringBuilder said = new();
    private readonly ProcessWatch watch;

    private Scene(ClusterFeature feature, GitServer server, Credentials credentials)
    {
        (Feature, Server, Credentials) = (feature, server, credentials);
        Roots = [Path.GetDirectoryName(feature.Clone.Folder)!, feature.Cluster.Simulator.Cluster.Root];
        watch = new(() => Roots);
    }

    internal ClusterFeature Feature { get; }

    internal GitServer Server { get; }

    internal Credentials Credentials { get; }

    private IReadOnlyList<string> Roots { get; }

    /// <summary>Makes a scene.</summary>
    /// <param name="credentials">Its markers.</param>
    /// <param name="tasks">The ids of its tasks.</param>
    /// <param name="agent">The agent's command line; null for OpenCode.</param>
    /// <param name="values">More helm values.</param>
    /// <param name="git">The chart's values for git, if not a token.</param>
    /// <param name="variables">More variables of the agent's container.</param>
    internal static async Task<Scene> CreateAsync(
        Credentials credentials,
        string[] tasks,
        string? agent,
        string values = "",
        string? git = null,
        Dictionary<string, string>? variables = null
    )
    {
        var all = $$"""
            git: {{git ?? "{auth: token, secretName: git, token: {secretKey: git-token}, username: robot}"}}
            pod:
              imagePullSecrets: [{name: registry}]
              extraEnv: [{name: EXTRA_SETTING, valueFrom: {secretKeyRef: {name: extra, key: value} } }]
            {{(
                values.Length > 0
                    ? values
                    : "model: {provider: openai-compatible, name: scripted, baseUrl: 'http://127.0.0.1:9/v1', secretName: model, keys: [{env: MODEL_API_KEY, secretKey: key}]}"
            )}}

            """;
        var feature = await ClusterFeature.CreateAsync(
            ClusterFeature.Tasks(tasks),
            agent,
            json => Configure(json, agent),
            options =>
                options with
                {
                    Environment = new Dictionary<string, string> { ["RETRY_SECONDS"] = "0" },
                    AgentEnvironment = variables ?? [],
                    Secrets = Secrets(credentials),
                },
            more: clone => clone.Write("values.yaml", all)
        );
        var server = await GitServer.StartAsync(Path.GetDirectoryName((await feature.OriginAsync()).Git.Directory)!);
        server.Passwords[credentials.Token.Value] = server.Passwords[credentials.Password.Value] = true;
        await File.AppendAllTextAsync(feature["home/.gitconfig"], "[credential]\n\thelper = \"!cat \\\"$HOME/password\\\"; :\"\n");
        await File.WriteAllTextAsync(feature["home/password"], $"username=me\npassword={credentials.Password.Value}\n");
        await feature.Clone.Git.RunAsync("remote", "set-url", "origin", $"http://127.0.0.1:{server.Port}/origin.git");
        var kubeconfig = feature.Cluster.Kubeconfig;
        await File.WriteAllTextAsync(
            kubeconfig,
            (await File.ReadAllTextAsync(kubeconfig)).Replace(
                "user: {}",
                $"user: {{token: '{credentials.Cluster.Value}'}}",
                StringComparison.Ordinal
            )
        );
        return new(feature, server, credentials);
    }

    /// <summary>Calls the tool and keeps what it says.</summary>
    internal async Task<FeatureResult> RunAsync(params string[] arguments)
    {
        var result = await Feature.RunAsync(arguments);
        said.AppendLine(result.All);
        return result;
    }

    /// <summary>Keeps what a call has said that was started otherwise.</summary>
    internal FeatureResult Heard(FeatureResult result)
    {
        said.AppendLine(result.All);
        return result;
    }

    /// <summary>Calls what a person calls next, or everything that shows something.</summary>
    internal async Task ShowAsync(bool all = false)
    {
        string[][] shown = all
            ?
            [
                ["plan", "--json"],
                ["status"],
                ["logs", "--all"],
                ["watch", "--max-wait", "1s", "--json"],
                ["doctor"],
                ["doctor", "--json"],
                ["cleanup"],
            ]
            : [];
        foreach (var command in (string[][])[.. shown, ["status", "--json"], ["report"]])
        {
            (await RunAsync(command)).Error.ShouldNotContain("defect of the tool");
        }
    }

    /// <summary>Fails when a credential is anywhere but in its own file and, for what an agent is trusted with, in its variables.</summary>
    /// <param name="agents">Whether an agent ran.</param>
    /// <param name="typed">Whether the developer has typed a URL with a password as an argument, or kept it in a variable.</param>
    internal async Task ShouldLeakNothingAsync(bool agents = true, bool typed = false)
    {
        await watch.DisposeAsync();
        IReadOnlyList<Marker> own = typed ? [Credentials.UserInfo] : [];
        Leaks leaks = new(Credentials.All);
        leaks.Search("what the tool said", said.ToString());
        foreach (var line in watch.Arguments)
        {
            leaks.Search("the arguments of a process", line, own);
        }

        foreach (var environment in watch.Environments)
        {
            leaks.Search("the variables of a process", environment, ProcessWatch.IsAgent(environment) ? Credentials.Agents : own);
        }

        foreach (var (kind, text) in Objects())
        {
            leaks.Search($"the cluster's {kind}", text);
        }

        foreach (var root in Roots)
        {
            leaks.SearchFiles(root, Allowed);
        }

        leaks.ShouldBeNone();
        (watch.AgentEnvironments.Any() || !agents).ShouldBeTrue("the watch has seen the agent");
        watch
            .Arguments.Any(line => line.Contains("dotnet-speckit-async", StringComparison.Ordinal))
            .ShouldBeTrue("the watch has seen the tool");
    }

    public async ValueTask DisposeAsync()
    {
        await watch.DisposeAsync();
        await Server.DisposeAsync();
        await Feature.DisposeAsync();
    }

    private IEnumerable<(string Kind, string Text)> Objects() =>
        from kind in (string[])["pods", "events", "configmaps"]
        from item in Feature.Cluster.Simulator.Cluster.Store.List(kind, null).Items
        select (kind, item.ToJsonString());

    private IReadOnlyList<Marker> Allowed(string file) =>
        file == Feature["home/password"] ? [Credentials.Password]
        : file == Feature.Cluster.Kubeconfig ? [Credentials.Cluster]
        : file.Contains("/volumes/git-credentials/", StringComparison.Ordinal) ? [Credentials.Token, Credentials.SshKey]
        : file.Contains("/volumes/agent-home/", StringComparison.Ordinal) || file.Contains("/volumes/agent-tmp/", StringComparison.Ordinal)
            ? Credentials.Agents // what it was given it may write down, for itself
        : [];

    private static void Configure(JsonObject json, string? agent)
    {
        json["cleanup"] = new JsonObject { ["policy"] = "never" };
        if (agent is null)
        {
            json["agent"]!.AsObject().Remove("command");
        }
    }

    private static Dictionary<string, IReadOnlyDictionary<string, string>> Secrets(Credentials credentials) =>
        new()
        {
            ["git"] = new Dictionary<string, string>
            {
                ["git-token"] = credentials.Token.Value,
                ["ssh-key"] = $"-----BEGIN OPENSSH PRIVATE KEY-----\n{credentials.SshKey.Value}\n-----END OPENSSH PRIVATE KEY-----\n",
                ["known_hosts"] = "127.0.0.1 ssh-ed25519 AAAA\n",
            },
            ["model"] = new Dictionary<string, string> { ["key"] = credentials.Key.Value },
            ["extra"] = new Dictionary<string, string> { ["value"] = credentials.Extra.Value },
            ["registry"] = new Dictionary<string, string>
            {
                [".dockerconfigjson"] = $$"""{"auths":{"registry.invalid":{"password":"{{credentials.Registry.Value}}"} } }""",
            },
        };
}
