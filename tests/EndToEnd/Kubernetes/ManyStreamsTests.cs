using System.Collections.Concurrent;
using System.Globalization;
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
using SpecKitExtension.Tasks;
using SpecKitExtension.Tools;

namespace EndToEnd.Kubernetes;

/// <summary>More agents than anybody has, over connections that break.</summary>
public sealed class ManyStreamsTests
{
    private const int Pods = 200;
    private const int Lines = 40;
    private static readonly RepositoryKey Key = RepositoryKey.From("https://example.invalid/a/b.git");
    private static readonly FeatureName Feature = new("001-albums");

    [Fact]
    public async Task Two_hundred_agents_lose_no_line_and_double_none_while_their_connections_break()
    {
        using TempDirectory home = new();
        await using var simulator = await Simulator.StartAsync(new() { Hollow = true, Certificate = SimulatorCertificate.Create() });
        await simulator.WriteKubeconfigAsync(home["kubeconfig"]);
        ToolRunner tools = new(Variables.OfProcess());
        await using KubernetesRuntime runtime = new(
            new(tools, _ => null, home.Path),
            new(simulator.Namespace, null, home["kubeconfig"]),
            new ManifestRenderer(tools, new ValuesRenderer(new TemplateFolder(null)), home.Path),
            new() { Key = Key, Feature = Feature },
            TimeProvider.System
        );
        string[] pods = [.. Enumerable.Range(1, Pods).Select(number => string.Create(CultureInfo.InvariantCulture, $"agent-t{number}"))];
        await CreateAsync(simulator, pods);
        using CancellationTokenSource limit = new(TimeSpan.FromMinutes(5));
        ConcurrentDictionary<string, List<string>> seen = new(pods.Select(pod => KeyValuePair.Create(pod, new List<string>())));
        var reading = Task.WhenAll(
            pods.Select(async pod =>
            {
                await foreach (var some in runtime.LogsAsync(new(Key.Hash, "001-albums"), pod, "agent", LogCursor.Start, limit.Token))
                {
                    seen[pod].AddRange(some.Select(line => line.Text));
                }
            })
        );

        for (var line = 1; line <= Lines; line++)
        {
            var text = Text(line);
            Array.ForEach(pods, pod => simulator.Write(pod, "agent", [Encoding.UTF8.GetBytes(text + "\n")]));
            if (line % 15 == 0)
            {
                await Eventually.HoldsAsync(() => seen.Values.Any(lines => lines.Count >= line), "somebody reads", 120);
                simulator.DropConnections();
            }
        }

        Array.ForEach(pods, pod => simulator.End(pod, "agent"));
        Array.ForEach(pods, pod => simulator.End(pod, "courier"));
        await reading.WaitAsync(limit.Token);
        string[] all = [.. Enumerable.Range(1, Lines).Select(Text)];
        seen.Values.ShouldAllBe(lines => lines.SequenceEqual(all));
    }

    private static string Text(int line) => string.Create(CultureInfo.InvariantCulture, $"line {line}");

    private static async Task CreateAsync(Simulator simulator, string[] pods)
    {
        using HttpClientHandler handler = new() { ServerCertificateCustomValidationCallback = (_, _, _, _) => true };
        using HttpClient client = new(handler) { BaseAddress = simulator.Address };
        client.DefaultRequestHeaders.Authorization = new("Bearer", "simulated");
        await Parallel.ForEachAsync(pods, async (name, ct) =>
        {
            var pod = SamplePod.Create(name);
            foreach (
                var (label, value) in Labels.For(
                    Key,
                    Feature,
                    TaskId.FromGrammar(name["agent-".Length..].ToUpperInvariant()),
                    TaskDigest.TryParse("84d55e5c1c9b825c")!,
                    1
                )
            )
            {
                pod["metadata"]!["labels"]![label] = value;
            }

            using StringContent content = new(pod.ToJsonString(), Encoding.UTF8, "application/json");
            using var answer = await client.PostAsync($"/api/v1/namespaces/{simulator.Namespace}/pods", content, ct);
            answer.EnsureSuccessStatusCode();
        });
        await Eventually.HoldsAsync(
            () =>
                simulator.Cluster.Store.List("pods", null).Items.Count(pod => pod["status"]?["phase"]?.GetValue<string>() == "Running")
                == pods.Length,
            "they run",
            120
        );
    }
}
