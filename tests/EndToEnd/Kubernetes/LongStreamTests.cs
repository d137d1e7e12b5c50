using System.Collections.Concurrent;
using System.Text;
using ClusterSimulator;
using EndToEnd.SimulatorSpecs;
using EndToEnd.Support;
using SpecKitExtension.Agents;
using SpecKitExtension.Agents.Kubernetes;
using SpecKitExtension.Cluster;
using SpecKitExtension.Logs;
using SpecKitExtension.Naming;
using SpecKitExtension.Rendering;
using SpecKitExtension.Tools;

namespace EndToEnd.Kubernetes;

/// <summary>What happens to streams of hours, over TLS and through a relay, with a credential that a plugin hands out.</summary>
/// <remarks>SPECKIT_ASYNC_TEST_LONG waits as long as the tool does; without it, seconds stand for minutes.</remarks>
public sealed class LongStreamTests : IAsyncLifetime, IAsyncDisposable
{
    private const int Lines = 60;
    private static readonly RepositoryKey Key = RepositoryKey.From("https://example.invalid/a/b.git");
    private static readonly FeatureName Feature = new("001-albums");
    private static readonly AgentScope Scope = new(Key.Hash, "001-albums");
    private static readonly string[] All = [.. Enumerable.Range(1, Lines).Select(line => $"line {line}")];
    private static readonly ClusterTimeLimits Waits = Environment.GetEnvironmentVariable("SPECKIT_ASYNC_TEST_LONG") is { Length: > 0 }
        ? new()
        : new()
        {
            Answer = TimeSpan.FromSeconds(3),
            Watch = TimeSpan.FromSeconds(3),
            Line = TimeSpan.FromSeconds(3),
            Rest = TimeSpan.FromSeconds(2),
            Reopen = TimeSpan.FromSeconds(5),
            Away = TimeSpan.FromSeconds(60),
        };

    private readonly TempDirectory home = new();
    private readonly LateClock clock = new();
    private readonly ConcurrentQueue<string> seen = [];
    private Simulator simulator = null!;
    private ForgetfulRelay relay = null!;
    private KubernetesRuntime runtime = null!;

    public async Task InitializeAsync()
    {
        simulator = await Simulator.StartAsync(new() { Hollow = true, Certificate = SimulatorCertificate.Create() });
        relay = new(simulator.Address.Port);
        simulator.Faults.Credential = "Bearer token-1";
        await File.WriteAllTextAsync(home["kubeconfig"], Kubeconfig());
        await File.WriteAllTextAsync(home["plugin"], Plugin());
        File.SetUnixFileMode(home["plugin"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        ToolRunner tools = new(Variables.OfProcess());
        runtime = new(
            new(tools, _ => null, home.Path),
            new(simulator.Namespace, null, home["kubeconfig"]),
            new ManifestRenderer(tools, new ValuesRenderer(new TemplateFolder(null)), home.Path),
            new()
            {
                Key = Key,
                Feature = Feature,
                Limits = Waits,
            },
            clock
        );
        await CreatePodAsync();
    }

    async Task IAsyncLifetime.DisposeAsync() => await DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        await runtime.DisposeAsync();
        await relay.DisposeAsync();
        await simulator.DisposeAsync();
        home.Dispose();
    }

    [Fact]
    public async Task A_relay_that_forgets_connections_without_closing_them_costs_no_line_and_repeats_none()
    {
        var reading = await FollowAsync();
        await WriteAsync(1, 20);
        relay.Forget();
        await WriteAsync(21, 40);
        relay.Forget();
        await WriteAsync(41, Lines);
        await EndAsync(reading);
    }

    [Fact]
    public async Task A_clean_end_too_early_is_no_end()
    {
        simulator.Faults.LogLinesAtMost = 20;
        var reading = await FollowAsync();
        await WriteAsync(1, 20);
        simulator.Faults.LogLinesAtMost = null;
        await WriteAsync(21, Lines);
        await EndAsync(reading);
    }

    [Fact]
    public async Task A_gateways_page_of_HTML_is_asked_again()
    {
        var reading = await FollowAsync();
        await WriteAsync(1, 20);
        simulator.Faults.FailNext(4, 502);
        simulator.DropConnections();
        await WriteAsync(21, Lines);
        seen.ShouldAllBe(line => !line.Contains("Bad Gateway", StringComparison.Ordinal));
        await EndAsync(reading);
    }

    [Fact]
    public async Task A_credential_that_expires_in_the_run_is_asked_for_anew_once()
    {
        var reading = await FollowAsync();
        await WriteAsync(1, 20);
        NextCredential();
        simulator.DropConnections();
        await WriteAsync(21, Lines);
        await EndAsync(reading);
        Calls().ShouldBe(2);
    }

    [Fact]
    public async Task A_laptop_that_slept_for_an_hour_goes_on_where_it_stopped_with_another_credential()
    {
        var reading = await FollowAsync();
        await WriteAsync(1, 20);

        // Whatever lay between has forgotten the connections, and the credential's quarter of an hour is over.
        relay.Forget();
        clock.Late = TimeSpan.FromHours(1);
        NextCredential();
        simulator.Write("agent-t001", "agent", [.. Enumerable.Range(21, Lines - 20).Select(Line)]);
        await Eventually.HoldsAsync(() => seen.Count == Lines, "all lines are here", 120);
        await EndAsync(reading);
        Calls().ShouldBe(2);
    }

    [Fact]
    public async Task Ages_are_told_by_the_servers_clock_however_wrong_this_one_is()
    {
        clock.Late = TimeSpan.FromDays(400);
        var agent = (await runtime.ListAsync(Scope, CancellationToken.None)).ShouldHaveSingleItem();
        (runtime.Now - agent.CreatedAt).ShouldBeLessThan(TimeSpan.FromDays(1));
    }

    [Fact]
    public async Task A_plugins_own_words_are_passed_on()
    {
        await File.WriteAllTextAsync(
            home["plugin"],
            "#!/usr/bin/env bash\necho call >> \"" + home["calls"] + "\"\necho \"Please run 'az login'.\" >&2\nexit 1\n"
        );
        var failure = await Should.ThrowAsync<ToolFailedException>(() => runtime.ListAsync(Scope, CancellationToken.None));
        failure.Message.ShouldContain("Please run 'az login'.");
    }

    [Fact]
    public void A_namespace_of_the_context_that_is_not_used_is_named() =>
        runtime.Whereabouts.ShouldBe(
            $"namespace {simulator.Namespace} at https://127.0.0.1:{relay.Port} (context x, the kubeconfig's current one); the context's own namespace elsewhere is not used"
        );

    /// <summary>Reads the agent's log, lines in the order in which they come.</summary>
    private async Task<Task> FollowAsync()
    {
        var reading = Task.Run(async () =>
        {
            await foreach (var some in runtime.LogsAsync(Scope, "agent-t001", "agent", LogCursor.Start, CancellationToken.None))
            {
                some.ToList().ForEach(line => seen.Enqueue(line.Text));
            }
        });
        await Eventually.HoldsAsync(
            () => reading.IsCompleted || simulator.Cluster.Requests.Any(request => request.Contains("/log?", StringComparison.Ordinal)),
            "it is followed",
            60
        );
        return reading;
    }

    private async Task WriteAsync(int from, int to)
    {
        for (var line = from; line <= to; line++)
        {
            simulator.Write("agent-t001", "agent", [Line(line)]);
        }

        await Eventually.HoldsAsync(() => seen.Count >= to, $"line {to} is here", 120);
    }

    private async Task EndAsync(Task reading)
    {
        simulator.End("agent-t001", "agent");
        simulator.End("agent-t001", "courier");
        await reading.WaitAsync(TimeSpan.FromSeconds(180));
        seen.ShouldBe(All);
    }

    private static byte[] Line(int number) => Encoding.UTF8.GetBytes($"line {number}\n");

    /// <summary>The server takes another credential from now on, and the plugin hands it out.</summary>
    private void NextCredential()
    {
        simulator.Faults.Credential = "Bearer token-2";
        File.WriteAllText(home["next"], "");
    }

    private int Calls() => File.ReadAllLines(home["calls"]).Length;

    private async Task CreatePodAsync()
    {
        var pod = SamplePod.Create("agent-t001");
        foreach (
            var (name, value) in Labels.For(
                Key,
                Feature,
                SpecKitExtension.Tasks.TaskId.FromGrammar("T001"),
                SpecKitExtension.Tasks.TaskDigest.TryParse("84d55e5c1c9b825c")!,
                1
            )
        )
        {
            pod["metadata"]!["labels"]![name] = value;
        }

        using HttpClientHandler handler = new() { ServerCertificateCustomValidationCallback = (_, _, _, _) => true };
        using HttpClient client = new(handler) { BaseAddress = simulator.Address };
        client.DefaultRequestHeaders.Authorization = new("Bearer", "token-1");
        using StringContent content = new(pod.ToJsonString(), Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync($"/api/v1/namespaces/{simulator.Namespace}/pods", content);
        answer.EnsureSuccessStatusCode();
        await Eventually.HoldsAsync(
            () =>
                simulator.Cluster.Store.List("pods", null).Items is [var only] && only["status"]?["phase"]?.GetValue<string>() == "Running",
            "it runs",
            60
        );
    }

    private string Kubeconfig() =>
        $$"""
            apiVersion: v1
            kind: Config
            clusters: [{name: c, cluster: {server: "https://127.0.0.1:{{relay.Port}}", certificate-authority-data: {{Convert.ToBase64String(
                Encoding.ASCII.GetBytes(simulator.Cluster.Options.Certificate!.ExportCertificatePem())
            )}}} }]
            users: [{name: u, user: {exec: {apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never, command: "{{home[
                "plugin"
            ]}}"} } }]
            contexts: [{name: x, context: {cluster: c, user: u, namespace: elsewhere} }]
            current-context: x
            """;

    /// <summary>A credential for a quarter of an hour, as EKS hands it out.</summary>
    private string Plugin() =>
        $$"""
            #!/usr/bin/env bash
            echo call >> "{{home["calls"]}}"
            token=token-1
            until=$(date -u -d '+15 minutes' +%FT%TZ)
            if [ -e "{{home["next"]}}" ]; then
              token=token-2
              until=$(date -u -d '+3 hours' +%FT%TZ)
            fi
            printf '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"%s","expirationTimestamp":"%s"} }' "$token" "$until"
            """;

    /// <summary>A clock that has jumped ahead, as after sleep.</summary>
    private sealed class LateClock : TimeProvider
    {
        public TimeSpan Late { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Late;
    }
}
