using System.Text;
using EndToEnd.Charts;
using EndToEnd.Support;
using k8s;
using SpecKitExtension.Cluster;
using SpecKitExtension.Tools;
using Xunit.Abstractions;

namespace EndToEnd.Kubernetes;

/// <summary>The real kubectl and this tool, side by side before one recording server: the same success or failure, and the same things
/// said.</summary>
public sealed class KubeconfigTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Every_kubeconfig_leads_kubectl_and_this_tool_to_the_same_place_as_the_same_person()
    {
        using TempDirectory home = new();
        await using RecordingServer server = await RecordingServer.StartAsync();
        List<string> differences = [];
        foreach (var kase in KubeconfigCases.All(home, server))
        {
            kase.Write(home);
            var kubectl = await KubectlAsync(home, kase, server);
            var own = await OwnAsync(home, kase, server);
            var same = kubectl.Same(own);
            output.WriteLine($"{(same ? "same" : "DIFFERENT"),-9} {kase.Name}: {kubectl.Short}");
            if (!same)
            {
                differences.Add($"{kase.Name}\n  kubectl: {kubectl}\n  tool:    {own}");
            }
            else if (!own.Fine)
            {
                own.Said.Split('\n').Length.ShouldBeGreaterThan(1, $"{kase.Name}: a message with a remedy, not\n{own.Said}");
            }
        }

        differences.ShouldBeEmpty(string.Join('\n', differences));
        KubeconfigCases.All(home, server).Count().ShouldBeGreaterThanOrEqualTo(50);
    }

    [Fact]
    public async Task Without_a_kubeconfig_a_pod_speaks_to_its_own_cluster_as_its_account_until_the_token_is_renewed()
    {
        using TempDirectory home = new();
        await using RecordingServer server = await RecordingServer.StartAsync();
        KubeconfigCase pod = new(
            "in a pod",
            new Dictionary<string, string>
            {
                ["account/token"] = "first\n",
                ["account/ca.crt"] = server.Authority.ExportCertificatePem(),
                ["account/namespace"] = "agents\n",
            }
        )
        {
            Variables = new Dictionary<string, string>
            {
                ["KUBERNETES_SERVICE_HOST"] = "127.0.0.1",
                ["KUBERNETES_SERVICE_PORT"] = $"{server.Port}",
                ["SPECKIT_ASYNC_TEST_SERVICE_ACCOUNT"] = home["account"],
            },
        };
        pod.Write(home);
        (await OwnAsync(home, pod, server)).ToString().ShouldContain("authorization=Bearer first]");
        await File.WriteAllTextAsync(home["account/token"], "second");
        (await OwnAsync(home, pod, server)).ToString().ShouldContain("authorization=Bearer second]");
    }

    private static async Task<Visit> KubectlAsync(TempDirectory home, KubeconfigCase kase, RecordingServer server)
    {
        server.Forget();
        var result = ProgramResult.Of(
            "kubectl",
            ["version", "-o", "json", "--request-timeout=10s", .. kase.Context is null ? (string[])[] : ["--context", kase.Context]],
            "",
            start =>
            {
                start.WorkingDirectory = home.Path;
                foreach (var (name, value) in kase.Environment(home))
                {
                    start.Environment[name] = value;
                }
            }
        );
        return new(result.ExitCode == 0, result.Error, server.Seen());
    }

    private static async Task<Visit> OwnAsync(TempDirectory home, KubeconfigCase kase, RecordingServer server)
    {
        server.Forget();
        var environment = kase.Environment(home);
        using ClusterApi api = new(
            new(
                new ToolRunner(Variables.OfProcess()),
                name => environment.GetValueOrDefault(name) ?? (name == "PATH" ? System.Environment.GetEnvironmentVariable(name) : null),
                home.Path
            ),
            new("agents", kase.Context, null)
        );
        try
        {
            await api.AskOnceAsync((k8s, ct) => k8s.Version.GetCodeAsync(ct), CancellationToken.None);
            return new(true, "", server.Seen());
        }
        catch (ToolFailedException failure)
        {
            return new(false, failure.Message, server.Seen());
        }
    }

    /// <summary>What one of both has met, and what the server has seen of it.</summary>
    private sealed record Visit(bool Fine, string Said, IReadOnlyList<string> Seen)
    {
        public string Short =>
            Fine ? string.Join(" | ", Seen) : $"refused: {Said.Trim().Split('\n').LastOrDefault(line => line.Length > 0)}";

        public bool Same(Visit other) => Fine == other.Fine && Seen.SequenceEqual(other.Seen);

        public override string ToString() =>
            $"{(Fine ? "fine" : "failed")} [{string.Join(" | ", Seen)}] {Said.Trim().ReplaceLineEndings(" ")}";
    }
}
