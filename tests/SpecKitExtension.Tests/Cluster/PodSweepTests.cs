using k8s.Models;
using SpecKitExtension.Agents.Kubernetes;

namespace SpecKitExtension.Tests.Cluster;

public sealed class PodSweepTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 28, 3, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("Succeeded", 8, true)]
    [InlineData("Failed", 8, true)]
    [InlineData("Failed", 6, false)]
    [InlineData("Running", 8, false)]
    [InlineData("Pending", 8, false)]
    [InlineData("Unknown", 8, false)]
    public void Only_an_agent_that_ended_long_ago_is_due(string phase, int daysAgo, bool due) => IsDue(Pod(phase, daysAgo)).ShouldBe(due);

    [Fact]
    public void The_last_container_counts()
    {
        var pod = SomePod.In("Failed", Now.AddDays(-20), init: [Ended("clone", 20)], main: [Ended("agent", 19), Ended("courier", 1)]);
        IsDue(pod).ShouldBeFalse();
    }

    [Fact]
    public void A_pod_whose_containers_nobody_knows_has_ended_by_its_deadline_at_the_latest()
    {
        var pod = SomePod.In("Failed", Now.AddDays(-7).AddHours(-1));
        IsDue(pod).ShouldBeTrue();
        pod.Spec.ActiveDeadlineSeconds = 7200;
        IsDue(pod).ShouldBeFalse();
    }

    [Fact]
    public void A_pod_that_goes_already_is_left_alone()
    {
        var pod = Pod("Succeeded", 8);
        pod.Metadata.DeletionTimestamp = Now.UtcDateTime;
        IsDue(pod).ShouldBeFalse();
    }

    private static bool IsDue(V1Pod pod) => PodSweep.IsDue(pod, Now, TimeSpan.FromDays(7));

    private static V1Pod Pod(string phase, int daysAgo) =>
        SomePod.In(phase, Now.AddDays(-daysAgo).AddHours(-1), main: [Ended("agent", daysAgo), Ended("courier", daysAgo)]);

    private static V1ContainerStatus Ended(string name, int daysAgo) => SomePod.Container(name, SomePod.Ended(Now.AddDays(-daysAgo)));
}
