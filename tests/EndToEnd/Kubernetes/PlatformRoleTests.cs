using System.Net.Sockets;
using System.Text;
using EndToEnd.Charts;
using EndToEnd.Support;

namespace EndToEnd.Kubernetes;

/// <summary>What the program does in the pods of <c>helm test</c> and of the clean-up job.</summary>
public sealed class PlatformRoleTests
{
    [SkippableFact]
    public async Task The_sweep_removes_agents_that_have_ended_and_nobody_else()
    {
        Skip.If(TestCluster.IsReal, "On a real cluster the release's own job does this: RealPlatformTests.");
        await using var feature = await ClusterFeature.CreateAsync(
            ClusterFeature.Tasks("T001", "T002"),
            "[ $TASK_ID != T001 ] || { " + ScriptedAgent.Failing + "; }; " + ScriptedAgent.Idle
        );
        (await feature.RunAsync("spawn", "T001", "T002")).ShouldEndWith(0);
        await Eventually.HoldsAsync(async () => (await feature.Clone.StatusAsync()).Of("T001") == "AgentFailed", "one has ended", 60);
        var (ended, living) = (feature.PodOf("T001"), feature.PodOf("T002"));
        feature.Cluster.Kubectl(
            ["create", "-f", "-"],
            """{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "somebody-elses"}, "spec": {"containers": [{"name": "a", "image": "a", "command": ["true"]}]}}"""
        );
        await Eventually.HoldsAsync(
            () => feature.Cluster.Kubectl(["get", "pod", "somebody-elses", "-o", "jsonpath={.status.phase}"]) == "Succeeded",
            "somebody else's has ended",
            60
        );

        Sweep(feature, "7").Output().ShouldBe("0 ended agents removed that ended more than 7 days ago\n");
        await Task.Delay(1100);
        Sweep(feature, "0").Output().ShouldContain($"removed {ended}: ended ");

        await Eventually.HoldsAsync(() => !Pods().Contains(ended), "its node has confirmed that it is gone", 60);
        Pods().ShouldBe([living, "somebody-elses"], ignoreOrder: true);
        feature.Cluster.Simulator.Faults.Deny("list", "pods");
        Sweep(feature, "0").Refusal().ShouldContain("cannot list resource \"pods\"");
        Sweep(feature, "soon").Refusal().ShouldContain("SWEEP_KEEP_DAYS");

        string[] Pods() =>
            feature
                .Cluster.Kubectl(["get", "pods", "-o", "jsonpath={.items[*].metadata.name}"])
                .Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }

    [Fact]
    public async Task The_test_reaches_a_host_of_a_private_authority_and_says_why_where_it_does_not()
    {
        using TempDirectory folder = new();
        using PrivateAuthority authority = new("git.internal.test");
        await using var model = await ModelSimulator.ModelServer.StartAsync(new());
        await using TlsFront host = new(authority.Server, new Uri(model.BaseUrl).Port);
        await using ConnectProxy proxy = new(new Dictionary<string, int> { ["git.internal.test:443"] = host.Port });
        await using Greeter ssh = new("SSH-2.0-OpenSSH_9.6\r\n");
        var (own, all) = (Path.Combine(folder.Path, "ca.crt"), Path.Combine(folder.Path, "all.crt"));
        File.WriteAllText(own, authority.Pem);
        (string, string)[] trust = [("CA_BUNDLE_FILE", own), ("SSL_CERT_FILE", all)];

        Test($"https://127.0.0.1:{host.Port} ssh://127.0.0.1:{ssh.Port}", trust)
            .Output()
            .ShouldContain($"ok: ssh://127.0.0.1:{ssh.Port}/ answers (ssh)");
        Test("https://git.internal.test", [.. trust, ("HTTPS_PROXY", $"http://127.0.0.1:{proxy.Port}")])
            .Output()
            .ShouldContain("ok: https://git.internal.test/ answers");
        Failed(Test($"https://127.0.0.1:{host.Port}")).ShouldContain("certificate");
        Failed(Test("https://git.internal.test", trust)).ShouldContain("FAILED: https://git.internal.test/");
        Failed(Test("", ("CA_BUNDLE_FILE", Path.Combine(folder.Path, "none")), ("SSL_CERT_FILE", all))).ShouldContain("pod.caBundle");
        Test("")
            .Output()
            .ShouldBe("ok: the image runs\nnothing else was tried: git.hosts, and model.baseUrl or a known model.provider, say where to\n");
    }

    private static string Failed(ProgramResult result)
    {
        result.ExitCode.ShouldBe(4, result.Out);
        return result.Out;
    }

    private static ProgramResult Sweep(ClusterFeature feature, string days) =>
        Role("sweep", ("KUBECONFIG", feature.Cluster.Kubeconfig), ("NAMESPACE", TestCluster.Namespace), ("SWEEP_KEEP_DAYS", days));

    private static ProgramResult Test(string addresses, params (string, string)[] more) =>
        Role("test", [("TEST_ADDRESSES", addresses), .. more]);

    private static ProgramResult Role(string role, params (string Name, string Value)[] variables) =>
        ProgramResult.Of(OwnTool.Pod[0], [.. OwnTool.Pod[1..], role], "", start =>
        {
            foreach (var (name, value) in variables)
            {
                start.Environment[name] = value;
            }
        });

    /// <summary>A server that says one line to everybody.</summary>
    private sealed class Greeter(string line) : LoopbackListener
    {
        protected override async Task ServeAsync(NetworkStream client, CancellationToken ct) =>
            await client.WriteAsync(Encoding.ASCII.GetBytes(line), ct);
    }
}
