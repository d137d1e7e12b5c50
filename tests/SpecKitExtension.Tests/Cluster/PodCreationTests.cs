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
    public async Task Two_who_change_a_quota_at_once_get_out_of_each_others_way()
    {
        Scripted kubectl = new(
            (1, "", "Error from server (Conflict): error when creating \"STDIN\": Operation cannot be fulfilled on resourcequotas \"agents\": the object has been modified; please apply your changes to the latest version and try again\n"),
            (0, "pod/a\n", ""));
        (await CreateAsync(kubectl, "a")).ShouldHaveSingleItem().Refusal.ShouldBeNull();
    }

    [Theory]
    [InlineData("requested: limits.memory=8Gi, used: limits.memory=0, limited: limits.memory=4Gi", false)]
    [InlineData("requested: limits.memory=8Gi,pods=1, used: limits.memory=0,pods=10, limited: limits.memory=4Gi,pods=10", false)]
    [InlineData("requested: limits.cpu=2,pods=1, used: limits.cpu=10,pods=0, limited: limits.cpu=10,pods=0", false)]
    [InlineData("requested: limits.memory=8Gi,pods=1, used: limits.memory=30Gi,pods=10, limited: limits.memory=32Gi,pods=10", true)]
    [InlineData("requested: limits.cpu=2, used: limits.cpu=500m, limited: limits.cpu=2", true)]
    public async Task A_quota_in_which_nothing_is_used_never_has_room(string numbers, bool room)
    {
        var made = (await CreateAsync(new((1, "", $"Error from server (Forbidden): error when creating \"STDIN\": pods \"a\" is forbidden: exceeded quota: agents, {numbers}\n")), "a")).ShouldHaveSingleItem();
        made.NoRoom.ShouldBe(room);
        made.Why.ShouldContain("exceeded quota");
    }

    [Fact]
    public async Task The_context_stays_the_one_that_was_current_at_the_beginning()
    {
        Scripted kubectl = new((0, "kind-dev\n", ""), (0, "pod/a\n", ""));
        var pinned = await (Address with { Kubeconfig = "/k" }).PinnedAsync(kubectl, CancellationToken.None);
        await PodCreation.CreateAsync(kubectl, pinned, [("a", "manifest")], CancellationToken.None);
        kubectl.Calls[0].Arguments.ShouldBe(["config", "current-context", "--kubeconfig", "/k"]);
        string.Join(' ', kubectl.Calls[1].Arguments).ShouldContain("--context kind-dev --kubeconfig /k");
        (await pinned.PinnedAsync(kubectl, CancellationToken.None)).ShouldBe(pinned);
        (await Address.PinnedAsync(new Scripted((1, "", "error: current-context is not set\n")), CancellationToken.None)).ShouldBe(Address, "as inside a cluster");
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
