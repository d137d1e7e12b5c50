using k8s.Models;
using SpecKitExtension.Agents;
using SpecKitExtension.Agents.Kubernetes;
using SpecKitExtension.Cluster;

namespace SpecKitExtension.Tests.Cluster;

public sealed class PodReadingTests
{
    private const string Result =
        """{"version":1,"task":"T001","outcome":"delivered","commit":"0123456789012345678901234567890123456789"}""";
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(10);

    [Theory]
    [InlineData("invalid-image-name", "InvalidImageName: Failed to apply default image tag")]
    [InlineData("err-image-never-pull", "ErrImageNeverPull: Container image \"localhost/absent:1\" is not present")]
    [InlineData("create-container-config-error", "CreateContainerConfigError: secret \"missing\" not found")]
    [InlineData("init-failed", "clone ended with exit code 128")]
    public void Some_starts_fail_at_once(string state, string reason) =>
        End<AgentEnd.NeverStarted>(state, WithoutCourier(Recorded.Pod(state)), TimeSpan.Zero).Reason.ShouldStartWith(reason);

    [Theory]
    [InlineData("image-pull-back-off", "ImagePullBackOff: Back-off pulling image \"localhost:1/none:1\"")]
    [InlineData(
        "missing-volume-secret",
        "FailedMount: MountVolume.SetUp failed for volume \"git\" : secret \"absent-git-token\" not found"
    )]
    [InlineData("unschedulable", "Unschedulable: 0/1 nodes are available: 1 Insufficient cpu.")]
    public void Others_have_their_grace_and_say_meanwhile_what_they_wait_for(string state, string reason)
    {
        var pod = WithoutCourier(Recorded.Pod(state));
        var waiting = PodReading.Of(pod, Recorded.Events(state), pod.Metadata.CreationTimestamp.At()!.Value + Grace, Grace);
        waiting.Stage.ShouldBe(PodStage.Waiting);
        waiting.Detail!.ShouldStartWith(reason);

        // Seconds after its creation it had a node, and was cloned.
        End<AgentEnd.NeverStarted>(state, pod, Grace + TimeSpan.FromSeconds(5)).Reason.ShouldStartWith(reason);
    }

    [Theory]
    [InlineData("evicted", "Evicted: Usage of EmptyDir volume \"work\" exceeds the limit \"8Mi\".")]
    [InlineData("evicted-courier-killed", "Evicted: Usage of EmptyDir volume \"work\" exceeds the limit \"8Mi\".")]
    [InlineData("oom-killed", "the agent took more memory than its limit (OOMKilled)")]
    [InlineData("succeeded", "courier ended with exit code 0 and no result")]
    public void A_pod_that_ends_without_a_result_says_how(string state, string reason) =>
        End<AgentEnd.Killed>(state, Recorded.Pod(state), TimeSpan.Zero).Reason.ShouldStartWith(reason);

    [Theory]
    [InlineData("deadline-exceeded")]
    [InlineData("deadline-with-result")]
    public void A_hard_deadline_is_out_of_time(string state) =>
        End<AgentEnd.Killed>(state, Recorded.Pod(state), TimeSpan.Zero).OutOfTime.ShouldBeTrue();

    [Theory]
    [InlineData("deadline-with-result")]
    [InlineData("evicted")]
    [InlineData("succeeded")]
    [InlineData("agent-exit-3")]
    public void A_late_result_counts_however_the_pod_ended(string state) =>
        End<AgentEnd.Reported>(state, WithMessage(Recorded.Pod(state), Result), TimeSpan.Zero).Result.Outcome.ShouldBe("delivered");

    [Fact]
    public void What_the_cluster_took_away_was_not_cancelled_by_anybody()
    {
        var cancelled = Result.Replace("delivered", "cancelled", StringComparison.Ordinal);
        End<AgentEnd.Killed>("evicted", WithMessage(Recorded.Pod("evicted"), cancelled), TimeSpan.Zero).Reason.ShouldStartWith("Evicted: ");
        End<AgentEnd.Killed>("deadline-with-result", WithMessage(Recorded.Pod("deadline-with-result"), cancelled), TimeSpan.Zero)
            .OutOfTime.ShouldBeTrue();
        End<AgentEnd.Reported>("succeeded", WithMessage(Recorded.Pod("succeeded"), cancelled), TimeSpan.Zero)
            .Result.Outcome.ShouldBe("cancelled");
    }

    [Fact]
    public void What_a_drained_node_or_a_preemption_took_was_not_cancelled_either()
    {
        var pod = WithMessage(Recorded.Pod("succeeded"), Result.Replace("delivered", "cancelled", StringComparison.Ordinal));
        pod = pod with
        {
            Status = pod.Status! with
            {
                Conditions =
                [
                    new()
                    {
                        Type = "DisruptionTarget",
                        Status = "True",
                        Reason = "EvictionByEvictionAPI",
                        Message = "Eviction API: evicting",
                    },
                ],
            },
        };
        End<AgentEnd.Killed>("succeeded", pod, TimeSpan.Zero).Reason.ShouldBe("EvictionByEvictionAPI: Eviction API: evicting");
        var running = Ours(
            SomePod.In(
                "Running",
                DateTimeOffset.UnixEpoch,
                main: [SomePod.Container("agent", SomePod.Running())],
                conditions: pod.Status.Conditions
            )
        );
        PodStates
            .Of(running, gone: true, [], DateTimeOffset.UtcNow, Grace)!
            .End.ShouldBe(new AgentEnd.Killed("EvictionByEvictionAPI: Eviction API: evicting"));
    }

    [Fact]
    public void A_start_that_was_given_up_may_still_come_until_the_pod_has_ended()
    {
        var late = Grace + TimeSpan.FromSeconds(1);
        End<AgentEnd.NeverStarted>("unschedulable", Recorded.Pod("unschedulable"), late).MayBegin.ShouldBeTrue();
        End<AgentEnd.NeverStarted>("init-failed", WithoutCourier(Recorded.Pod("init-failed")), TimeSpan.Zero).MayBegin.ShouldBeFalse();
        var pod = Ours(Recorded.Pod("unschedulable"));
        PodStates
            .Of(pod, gone: true, [], pod.Metadata.CreationTimestamp.At()!.Value + late, Grace)!
            .End.ShouldBeOfType<AgentEnd.NeverStarted>()
            .MayBegin.ShouldBeFalse();
    }

    [Fact]
    public void A_pod_that_the_kubelet_rejects_never_started()
    {
        var pod = SomePod.In("Failed");
        (pod.Status.Reason, pod.Status.Message) = ("OutOfcpu", "Pod was rejected: Node didn't have enough resource: cpu");
        PodReading
            .Of(pod, [], DateTimeOffset.UtcNow, Grace)
            .StartFailure.ShouldBe("OutOfcpu: Pod was rejected: Node didn't have enough resource: cpu");
    }

    [Fact]
    public void A_node_that_does_not_confirm_a_deletion_is_lost()
    {
        var now = DateTimeOffset.UtcNow;
        var pod = SomePod.In("Running", main: [SomePod.Container("agent", SomePod.Running())]);
        (pod.Metadata.DeletionTimestamp, pod.Spec.NodeName) = (now.UtcDateTime, "node7");
        PodReading.Of(pod, [], now, Grace).ShouldBe(new PodReading(PodStage.Working, "is being deleted"));
        PodReading.Of(pod, [], now.AddMinutes(3), Grace).Killed.ShouldBe("the pod was deleted and its node node7 does not answer");
    }

    [Fact]
    public void A_watch_of_a_deleted_pod_goes_through_its_stages_and_never_back()
    {
        var stages = Recorded
            .Watch("running")
            .Select(change =>
                PodReading.Of(WithMessage(change.Pod, null), [], change.Pod.Metadata.CreationTimestamp.At()!.Value, Grace).Stage
            )
            .ToList();
        stages.ShouldBe(stages.Order());
        stages.Distinct().ShouldBe([PodStage.Waiting, PodStage.Cloning, PodStage.Working, PodStage.Over]);
        Recorded.Watch("running").Last().Type.ShouldBe("DELETED");
    }

    [Fact]
    public void A_pod_of_an_unsuccessful_start_ended_when_it_was_made()
    {
        var pod = Ours(Recorded.Pod("unschedulable"));
        PodStates.Of(pod, gone: false, [], DateTimeOffset.UtcNow, Grace)!.EndedAt.ShouldBe(pod.Metadata.CreationTimestamp.At());
    }

    [Fact]
    public void A_pod_that_is_not_ours_is_no_agent() =>
        PodStates.Of(Recorded.Pod("succeeded"), gone: false, [], DateTimeOffset.UtcNow, Grace).ShouldBeNull();

    [Theory, InlineData("2147483647"), InlineData("10000"), InlineData("0"), InlineData("-1"), InlineData("one")]
    public void A_pod_with_a_made_up_attempt_is_no_agent(string attempt)
    {
        var pod = Ours(Recorded.Pod("succeeded"));
        pod.Metadata.Labels!["speckit-async/attempt"] = attempt;
        PodStates.Of(pod, gone: false, [], DateTimeOffset.UtcNow, Grace).ShouldBeNull();
    }

    private static T End<T>(string state, V1Pod pod, TimeSpan after)
        where T : AgentEnd =>
        PodStates
            .Of(
                Ours(pod),
                gone: false,
                Recorded.Events(state),
                after == TimeSpan.Zero ? Recorded.Time(state) : pod.Metadata.CreationTimestamp.At()!.Value + after,
                Grace
            )!
            .End.ShouldBeOfType<T>();

    private static V1Pod Ours(V1Pod pod) =>
        pod with
        {
            Metadata = pod.Metadata with
            {
                Labels = new Dictionary<string, string>
                {
                    ["app.kubernetes.io/managed-by"] = "speckit-async",
                    ["speckit-async/task"] = "T001",
                    ["speckit-async/attempt"] = "1",
                },
            },
        };

    private static V1Pod WithMessage(V1Pod pod, string? message) =>
        With(pod, courier =>
            courier with
            {
                State = courier.State! with
                {
                    Terminated = courier.State.Terminated is { } ended ? ended with { Message = message } : null,
                },
            }
        );

    /// <summary>Our courier waits for the agent; the recorded one ended by itself.</summary>
    private static V1Pod WithoutCourier(V1Pod pod) => With(pod, courier => courier with { State = SomePod.Running() });

    private static V1Pod With(V1Pod pod, Func<V1ContainerStatus, V1ContainerStatus> change) =>
        pod with
        {
            Status = pod.Status! with
            {
                ContainerStatuses =
                [
                    .. (pod.Status.ContainerStatuses ?? []).Select(container =>
                        container.Name == "courier" && container.State?.Waiting is null ? change(container) : container
                    ),
                ],
            },
        };
}
