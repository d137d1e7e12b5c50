using SpecKitExtension.Cluster;
using SpecKitExtension.Tools;

namespace SpecKitExtension.Tests.Cluster;

public sealed class PodCreationTests
{
    private static readonly ClusterAddress Address = new("agents", null, null);

    [Fact]
    public async Task Each_pod_of_a_batch_is_judged_alone()
    {
        Scripted kubectl = new((1, "pod/a\npod/d\n", """
            Error from server (AlreadyExists): error when creating "STDIN": pods "b" already exists
            Error from server (Forbidden): error when creating "STDIN": pods "c" is forbidden: exceeded quota: agents, requested: pods=1, used: pods=1, limited: pods=1
            The Pod "e" is invalid:
            * metadata.labels: Invalid value: "ö"
            * spec: Forbidden
            """));
        var made = await CreateAsync(kubectl, "a", "b", "c", "d", "e");
        made.Select(pod => (pod.Pod, pod.Refusal is null, pod.Exists, pod.NoRoom)).ShouldBe([("a", true, false, false), ("b", false, true, false), ("c", false, false, true), ("d", true, false, false), ("e", false, false, false)]);
        made[2].Why.ShouldBe("pods \"c\" is forbidden: exceeded quota: agents, requested: pods=1, used: pods=1, limited: pods=1");
        made[4].Why.ShouldBe("The Pod \"e\" is invalid: * metadata.labels: Invalid value: \"ö\" * spec: Forbidden");
        kubectl.Calls.Count.ShouldBe(1);
    }

    [Fact]
    public async Task What_fails_in_passing_is_tried_again_and_nothing_else()
    {
        Scripted kubectl = new(
            (1, "pod/a\n", "Error from server (InternalError): error when creating \"STDIN\": etcdserver: leader changed\n"),
            (1, "", "unable to recognize \"STDIN\": Get \"http://127.0.0.1:9/api\": dial tcp 127.0.0.1:9: connect: connection refused\n"),
            (0, "pod/b\n", ""));
        (await CreateAsync(kubectl, "a", "b")).ShouldAllBe(pod => pod.Refusal == null);
        kubectl.Calls.Select(call => call.Input).ShouldBe(["manifest a\n---\nmanifest b", "manifest b", "manifest b"]);
    }

    [Fact]
    public async Task A_webhook_that_stays_broken_is_a_refusal()
    {
        var broken = (1, "", "Error from server (InternalError): error when creating \"STDIN\": Internal error occurred: failed calling webhook \"policy.example\"\n");
        (await CreateAsync(new(broken, broken, broken, broken, broken), "a")).ShouldHaveSingleItem().Why.ShouldBe("Internal error occurred: failed calling webhook \"policy.example\"");
    }

    [Fact]
    public async Task What_kubectl_says_of_nobody_in_particular_is_its_own_failure()
    {
        var failure = await Should.ThrowAsync<ToolFailedException>(() => CreateAsync(new((1, "", "error: context \"absent\" does not exist\n")), "a", "b"));
        failure.Message.ShouldContain("context \"absent\" does not exist");
    }

    private static Task<IReadOnlyList<PodCreation>> CreateAsync(Scripted kubectl, params string[] pods) =>
        PodCreation.CreateAsync(kubectl, Address, [.. pods.Select(pod => (pod, $"manifest {pod}"))], CancellationToken.None);

    /// <summary>A program that gives prepared answers.</summary>
    private sealed class Scripted(params (int ExitCode, string Output, string Error)[] answers) : IToolRunner
    {
        public List<ToolCall> Calls { get; } = [];

        public Task<ToolResult> TryAsync(ToolCall call, CancellationToken ct)
        {
            var (code, output, error) = answers[Calls.Count];
            Calls.Add(call);
            return Task.FromResult(new ToolResult(call, code, output, error));
        }
    }
}
