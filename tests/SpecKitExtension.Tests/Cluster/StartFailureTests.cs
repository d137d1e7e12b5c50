using k8s;
using k8s.Models;
using SpecKitExtension.Cluster;

namespace SpecKitExtension.Tests.Cluster;

public sealed class StartFailureTests
{
    private static readonly DateTimeOffset Created = new(2026, 11, 20, 10, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(10);

    [Fact]
    public void An_obstacle_that_was_overcome_keeps_nobody_from_beginning()
    {
        Corev1Event mount = Event("FailedMount", 1),
            pulling = Event("Pulling", 5);
        StartFailures.Of(Waiting("PodInitializing"), [mount], Created, Grace).ShouldBe(new StartFailures("FailedMount: of volume", false));
        StartFailures.Of(Waiting("PodInitializing"), [mount, pulling], Created.AddHours(1), Grace).ShouldBeNull();
        StartFailures.Of(Begun(), [mount], Created.AddHours(1), Grace).ShouldBeNull();
    }

    [Fact]
    public void A_kubelet_that_looks_again_for_a_secret_gets_its_time()
    {
        var pod = Waiting("CreateContainerConfigError", "failed to sync secret cache: timed out waiting for the condition");
        StartFailures.Of(pod, [], Created, Grace)!.Fatal.ShouldBeFalse();
        StartFailures.Of(pod, [], Created.AddMinutes(11), Grace)!.Fatal.ShouldBeTrue();
        StartFailures.Of(Waiting("CreateContainerConfigError", "secret \"model\" not found"), [], Created, Grace)!.Fatal.ShouldBeTrue();
    }

    [Fact]
    public void A_pod_in_a_queue_waits_for_its_turn()
    {
        StartFailures
            .Of(Unscheduled("SchedulingGated"), [], Created.AddDays(1), Grace)
            .ShouldBe(new StartFailures("SchedulingGated: said the scheduler", false));
        StartFailures.Of(Unscheduled("Unschedulable"), [], Created.AddDays(1), Grace)!.Fatal.ShouldBeTrue();

        static V1Pod Unscheduled(string reason) =>
            SomePod.In(
                "Pending",
                Created,
                conditions:
                [
                    new()
                    {
                        Type = "PodScheduled",
                        Status = "False",
                        Reason = reason,
                        Message = "said the scheduler",
                    },
                ]
            );
    }

    [Theory]
    [InlineData("ContainerCreating")]
    [InlineData("PodInitializing")]
    public void The_ordinary_way_takes_as_long_as_it_takes(string reason) =>
        StartFailures.Of(Waiting(reason), [], Created.AddHours(1), Grace).ShouldBeNull();

    [Fact]
    public void Every_change_of_a_recorded_image_failure_names_the_image_as_soon_as_it_is_known()
    {
        var said = Recorded
            .Watch("image-pull-back-off")
            .Select(change => StartFailures.Of(change.Pod, [], change.Pod.Metadata.CreationTimestamp.At()!.Value, Grace))
            .OfType<StartFailures>()
            .ToList();
        said.ShouldNotBeEmpty();
        said.ShouldAllBe(failure => !failure.Fatal && failure.Reason.Contains("localhost:1/none:1"));
    }

    [Fact]
    public void Events_belong_to_a_pod_and_not_to_its_name()
    {
        var items = KubernetesJson.Deserialize<Corev1EventList>(
            """
            {"metadata": {}, "items": [
              {"metadata": {"name": "a.1"}, "involvedObject": {"kind": "Pod", "name": "agent-t001", "uid": "the one before"}, "reason": "FailedMount"},
              {"metadata": {"name": "a.2"}, "involvedObject": {"kind": "Pod", "name": "agent-t001", "uid": "mine"}, "reason": "Pulling", "count": 1},
              {"metadata": {"name": "a.2"}, "involvedObject": {"kind": "Pod", "name": "agent-t001", "uid": "mine"}, "reason": "Pulling", "count": 2},
              {"metadata": {"name": "b.1"}, "involvedObject": {"kind": "Pod", "name": "web", "uid": "somebody's"}, "reason": "Pulling"}
            ]}
            """
        );
        PodEvents events = new();
        events.Add(items.Items);
        events
            .Of(
                new()
                {
                    Metadata = new() { Name = "agent-t001", Uid = "mine" },
                }
            )
            .ShouldHaveSingleItem()
            .Count.ShouldBe(2);
        events
            .Of(
                new()
                {
                    Metadata = new() { Name = "web", Uid = "somebody's" },
                }
            )
            .ShouldBeEmpty();
    }

    [Fact]
    public void Events_of_one_second_keep_their_order()
    {
        Corev1Event[] events = [Event("Started", 1, "b"), Event("Created", 1, "a"), Event("Scheduled", 0, "c")];
        PodEvents.InOrder(events).Select(happened => happened.Reason).ShouldBe(["Scheduled", "Created", "Started"]);
    }

    [Fact]
    public void A_sidecar_that_crashes_later_stops_no_agent_that_works()
    {
        var proxy = SomePod.Container("istio-proxy", SomePod.Waiting("CrashLoopBackOff", "back-off 5m0s restarting failed container"));
        V1Pod Beside(V1ContainerState agent, V1ContainerState clone) =>
            SomePod.In(
                "Running",
                Created,
                [proxy, SomePod.Container("clone", clone)],
                [SomePod.Container("agent", agent), SomePod.Container("courier", agent)]
            );
        V1ContainerState ended = SomePod.Ended(Created.AddMinutes(1)),
            waiting = SomePod.Waiting("PodInitializing");
        StartFailures.Of(Beside(SomePod.Running(), ended), [], Created.AddHours(1), Grace).ShouldBeNull();
        StartFailures.Of(Beside(ended, ended), [], Created.AddHours(1), Grace).ShouldBeNull();
        StartFailures.Of(Beside(waiting, SomePod.Running()), [], Created.AddHours(1), Grace)!.Fatal.ShouldBeFalse("the clone is at work");
        StartFailures
            .Of(Beside(waiting, waiting), [], Created.AddHours(1), Grace)!
            .Fatal.ShouldBeTrue("it keeps all of ours from beginning");
        StartFailures.Of(Beside(waiting, waiting), [], Created.AddMinutes(9), Grace)!.Reason.ShouldStartWith("CrashLoopBackOff: ");
        PodReading.Of(Beside(waiting, SomePod.Running()), [], Created.AddHours(1), Grace).Stage.ShouldBe(PodStage.Cloning);
    }

    [Fact]
    public void The_grace_begins_when_the_pod_has_its_node_and_again_when_it_is_cloned()
    {
        var pulling = Waiting("ImagePullBackOff");
        StartFailures.Of(pulling, [], Created.AddMinutes(11), Grace)!.Fatal.ShouldBeTrue();
        var scheduled = pulling with
        {
            Status = pulling.Status! with
            {
                Conditions =
                [
                    new()
                    {
                        Type = "PodScheduled",
                        Status = "True",
                        LastTransitionTime = Created.AddMinutes(8).UtcDateTime,
                    },
                ],
            },
        };
        StartFailures
            .Of(scheduled, [], Created.AddMinutes(11), Grace)!
            .Fatal.ShouldBeFalse("an autoscaler took eight minutes for the node");
        StartFailures.Of(scheduled, [], Created.AddMinutes(19), Grace)!.Fatal.ShouldBeTrue();
        var cloned = scheduled with
        {
            Status = scheduled.Status with { InitContainerStatuses = [SomePod.Container("clone", SomePod.Ended(Created.AddMinutes(15)))] },
        };
        StartFailures.Of(cloned, [], Created.AddMinutes(19), Grace)!.Fatal.ShouldBeFalse();
    }

    private static Corev1Event Event(string reason, int second, string name = "x") =>
        SomePod.Event(name, reason, "of volume", Created.AddSeconds(second));

    private static V1Pod Waiting(string reason, string? message = null) =>
        SomePod.In("Pending", Created, main: [SomePod.Container("agent", SomePod.Waiting(reason, message))]);

    private static V1Pod Begun() =>
        SomePod.In(
            "Pending",
            Created,
            [SomePod.Container("clone", SomePod.Running())],
            [SomePod.Container("agent", SomePod.Waiting("PodInitializing"))]
        );
}
