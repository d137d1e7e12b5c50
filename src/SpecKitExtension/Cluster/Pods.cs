using k8s.Models;

namespace SpecKitExtension.Cluster;

/// <summary>What is read of a pod and its events.</summary>
internal static class Pods
{
    /// <summary>The name.</summary>
    public static string Name(this V1Pod pod) => pod.Metadata.Name;

    /// <summary>The status of a container, init containers included.</summary>
    public static V1ContainerStatus? Container(this V1Pod pod, string name) =>
        pod.Containers().FirstOrDefault(container => container.Name == name);

    /// <summary>The status of every container, init containers first.</summary>
    public static IEnumerable<V1ContainerStatus> Containers(this V1Pod pod) =>
        (pod.Status?.InitContainerStatuses ?? []).Concat(pod.Status?.ContainerStatuses ?? []);

    /// <summary>Whether a container has ended, or never will begin because the pod has ended.</summary>
    public static bool IsOver(this V1Pod pod, string container) =>
        pod.IsOver() || pod.Container(container) is { State.Terminated: not null };

    /// <summary>Whether the pod has ended.</summary>
    public static bool IsOver(this V1Pod pod) => pod.Status?.Phase is "Succeeded" or "Failed";

    /// <summary>Whether it is deleted and all of its containers have ended: its node only has to confirm that, and nobody has to wait for
    /// it.</summary>
    public static bool IsGone(this V1Pod pod) =>
        pod.Metadata.DeletionTimestamp is not null
        && pod.Containers().Any()
        && pod.Containers().All(container => container.State is { Terminated: not null });

    /// <summary>Whether any of its containers has run.</summary>
    public static bool HasBegun(this V1Pod pod) => pod.Containers().Any(container => container.HasBegun());

    /// <summary>Whether it runs or has run.</summary>
    public static bool HasBegun(this V1ContainerStatus container) => container.State is { Running: not null } or { Terminated: not null };

    /// <summary>Why the cluster takes the pod away, e.g. a drained node or a pod of higher priority; null when it does not.</summary>
    public static string? Disruption(this V1Pod pod) =>
        pod.Status?.Conditions?.FirstOrDefault(condition => condition is { Type: "DisruptionTarget", Status: "True" }) is { } condition
            ? condition.Message is { Length: > 0 } message
                ? $"{condition.Reason}: {message}"
                : condition.Reason ?? condition.Type
            : null;

    /// <summary>When an event happened last.</summary>
    public static DateTimeOffset At(this Corev1Event happened) =>
        (happened.LastTimestamp ?? happened.EventTime ?? happened.Metadata.CreationTimestamp).At() ?? DateTimeOffset.UnixEpoch;

    /// <summary>A time of the API, which is always UTC.</summary>
    public static DateTimeOffset? At(this DateTime? time) =>
        time is { } at ? new DateTimeOffset(DateTime.SpecifyKind(at, DateTimeKind.Utc)) : null;
}
