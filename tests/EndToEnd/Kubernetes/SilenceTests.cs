using System.Text.Json.Nodes;
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

/// <summary>Connections that die without a word, with a patience of seconds instead of minutes.</summary>
public sealed class SilenceTests : IAsyncLifetime, IAsyncDisposable
{
    private static readonly RepositoryKey Key = RepositoryKey.From("https://example.invalid/a/b.git");
    private static readonly FeatureName Feature = new("001-albums");
    private static readonly AgentScope Scope = new(Key.Hash, "001-albums");

    private readonly string home = Directory.CreateTempSubdirectory("silence-").FullName;
    private readonly System.Collections.Concurrent.ConcurrentQueue<string> told = [];
    private Simulator simulator = null!;
    private KubernetesRuntime runtime = null!;

    public async Task InitializeAsync()
    {
        simulator = await Simulator.StartAsync();
        var kubeconfig = Path.Combine(home, "kubeconfig");
        await simulator.WriteKubeconfigAsync(kubeconfig);
        ToolRunner tools = new(Variables.OfProcess());
        runtime = new(
            new(tools, _ => null, home),
            new(simulator.Namespace, null, kubeconfig),
            new ManifestRenderer(tools, new ValuesRenderer(new TemplateFolder(null)), home),
            new()
            {
                Key = Key,
                Feature = Feature,
                Limits = new()
                {
                    Answer = TimeSpan.FromSeconds(1),
                    Watch = TimeSpan.FromSeconds(2),
                    Line = TimeSpan.FromSeconds(2),
                    Rest = TimeSpan.FromSeconds(1),
                    Silence = TimeSpan.FromSeconds(2),
                    Reopen = TimeSpan.FromSeconds(3),
                    Away = TimeSpan.FromSeconds(20),
                },
                Tell = told.Enqueue,
            },
            TimeProvider.System
        );
    }

    async Task IAsyncLifetime.DisposeAsync() => await DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        await runtime.DisposeAsync();
        await simulator.DisposeAsync();
        Directory.Delete(home, recursive: true);
    }

    [Fact]
    public async Task A_log_goes_on_after_a_silence_and_repeats_nothing()
    {
        await StartAsync("for ((i = 1; i <= 60; i++)); do echo line $i; sleep 0.1; done");
        var reading = ReadAsync("agent");
        await Task.Delay(1500);
        simulator.Silence(TimeSpan.FromSeconds(1));
        (await Within(reading, 60)).ShouldBe(Enumerable.Range(1, 60).Select(line => $"line {line}"));
    }

    [Fact]
    public async Task The_end_of_a_pod_is_seen_after_a_silence()
    {
        await StartAsync("sleep 3");
        var watching = Task.Run(async () =>
        {
            await foreach (var state in runtime.WatchAsync(Scope, CancellationToken.None))
            {
                if (state.Phase == AgentPhase.Working)
                {
                    simulator.Silence(TimeSpan.FromSeconds(0.5));
                }
                else if (!state.Live)
                {
                    return;
                }
            }
        });
        await Within(watching, 60);
    }

    [Fact]
    public async Task A_question_is_asked_again_when_nobody_answers()
    {
        await StartAsync("true");
        (await runtime.ListAsync(Scope, CancellationToken.None)).Count.ShouldBe(1);
        simulator.Silence(TimeSpan.FromSeconds(2));
        (await Within(runtime.ListAsync(Scope, CancellationToken.None), 60)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_cluster_that_is_away_for_a_while_is_told_once_and_so_is_its_return()
    {
        await StartAsync("sleep 12");
        var reading = ReadAsync("agent");
        await Task.Delay(1500);
        await simulator.RestartAsync(TimeSpan.FromSeconds(5));
        (await Within(reading, 90)).ShouldBeEmpty();
        told.Count.ShouldBe(2, string.Join('\n', told));
        told.First().ShouldStartWith("The cluster has not answered for 2 s");
        told.Last().ShouldBe("The cluster answers again.");
    }

    [Fact]
    public async Task A_log_does_not_wait_for_a_cluster_that_the_watch_has_given_up()
    {
        await StartAsync("for ((i = 1; ; i++)); do echo line $i; sleep 0.1; done");
        var reading = ReadAsync("agent");
        await Task.Delay(1500);
        await simulator.LeaveAsync();
        (await Should.ThrowAsync<ToolFailedException>(Within(reading, 120))).Message.ShouldContain("does not answer");
    }

    [Fact]
    public async Task A_log_that_is_refused_many_times_is_read_when_the_server_has_recovered()
    {
        await StartAsync("for ((i = 1; i <= 3; i++)); do echo line $i; done");
        await Eventually.HoldsAsync(
            async () => (await runtime.ListAsync(Scope, CancellationToken.None)) is [{ Live: false }],
            "it has ended",
            60
        );
        simulator.Faults.FailNext(8, 503, "/log");
        (await Within(ReadAsync("agent"), 120))
            .Where(line => line.StartsWith("line", StringComparison.Ordinal))
            .ShouldBe(["line 1", "line 2", "line 3"]);
    }

    [Fact]
    public async Task Another_features_pod_of_that_name_is_not_waited_for()
    {
        using ClusterClient client = new(simulator);
        await client.CreateAsync(SamplePod.Create("agent-t001", "sleep 30", courier: "sleep 0.2"));
        foreach (var stream in runtime.Streams)
        {
            (await Within(ReadAsync(stream), 30)).ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task A_container_that_never_says_a_word_costs_little_and_ends()
    {
        await StartAsync("sleep 4");
        (await Within(ReadAsync("agent"), 60)).ShouldBeEmpty();
        simulator.Cluster.Requests.Count(request => request.Contains("/log?container=agent", StringComparison.Ordinal)).ShouldBeLessThan(8);
    }

    [Fact]
    public async Task Carriage_returns_empty_lines_and_a_missing_last_line_end_survive()
    {
        await StartAsync("printf '10 %%\\r20 %%\\rdone\\n\\n\\xff\\xfe bytes\\r\\nlast without end'");
        (await Within(ReadAsync("agent"), 60)).ShouldBe(["10 %\r20 %\rdone", "", "\ufffd\ufffd bytes", "last without end"]);
    }

    [Fact]
    public async Task A_pod_that_is_not_there_has_no_log()
    {
        await StartAsync("true");
        foreach (var stream in runtime.Streams)
        {
            (await Within(CollectAsync("agent-t999", stream), 30)).ShouldBeEmpty();
        }
    }

    private async Task StartAsync(string agent)
    {
        using ClusterClient client = new(simulator);
        var pod = SamplePod.Create("agent-t001", agent, courier: "sleep 0.2");
        var labels = pod["metadata"]!["labels"]!.AsObject();
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
            labels[name] = value;
        }

        await client.CreateAsync(pod);
    }

    private Task<List<string>> ReadAsync(string container) => CollectAsync("agent-t001", container);

    private async Task<List<string>> CollectAsync(string pod, string container)
    {
        List<string> lines = [];
        await foreach (var some in runtime.LogsAsync(Scope, pod, container, LogCursor.Start, CancellationToken.None))
        {
            lines.AddRange(some.Select(line => line.Text));
        }

        return lines;
    }

    private static async Task<T> Within<T>(Task<T> task, double seconds) => await task.WaitAsync(TimeSpan.FromSeconds(seconds));

    private static async Task Within(Task task, double seconds) => await task.WaitAsync(TimeSpan.FromSeconds(seconds));
}
