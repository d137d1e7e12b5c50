using k8s.Models;

namespace SpecKitExtension.Tests.Cluster;

/// <summary>Pods in few words.</summary>
internal static class SomePod
{
    /// <summary>A pod.</summary>
    public static V1Pod In(
        string phase,
        DateTimeOffset? created = null,
        IList<V1ContainerStatus>? init = null,
        IList<V1ContainerStatus>? main = null,
        IList<V1PodCondition>? conditions = null
    ) =>
        new()
        {
            Metadata = new() { Name = "agent-t001", CreationTimestamp = created?.UtcDateTime },
            Spec = new() { NodeName = "node1" },
            Status = new()
            {
                Phase = phase,
                InitContainerStatuses = init,
                ContainerStatuses = main,
                Conditions = conditions,
            },
        };

    /// <summary>A container's status.</summary>
    public static V1ContainerStatus Container(string name, V1ContainerState state) => new() { Name = name, State = state };

    /// <summary>A container that waits.</summary>
    public static V1ContainerState Waiting(string reason, string? message = null) =>
        new()
        {
            Waiting = new() { Reason = reason, Message = message },
        };

    /// <summary>A container that runs.</summary>
    public static V1ContainerState Running() => new() { Running = new() };

    /// <summary>A container that has ended.</summary>
    public static V1ContainerState Ended(DateTimeOffset at) =>
        new()
        {
            Terminated = new() { ExitCode = 0, FinishedAt = at.UtcDateTime },
        };

    /// <summary>An event.</summary>
    public static Corev1Event Event(string name, string? reason, string? message, DateTimeOffset? last, DateTimeOffset? created = null) =>
        new()
        {
            Metadata = new() { Name = name, CreationTimestamp = created?.UtcDateTime },
            Reason = reason,
            Message = message,
            LastTimestamp = last?.UtcDateTime,
        };
}
