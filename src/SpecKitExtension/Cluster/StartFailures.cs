namespace SpecKitExtension.Cluster;

/// <summary>Why a pod does not begin.</summary>
/// <param name="Reason">The reason with its message, for a person.</param>
/// <param name="Fatal">Whether it will not begin by itself, or has waited too long.</param>
internal sealed record StartFailures(string Reason, bool Fatal)
{
    /// <summary>Nothing but a change of the pod helps: waiting is pointless.</summary>
    private static readonly HashSet<string> Hopeless = ["InvalidImageName", "ErrImageNeverPull", "CreateContainerConfigError"];

    /// <summary>The ordinary way of a pod that begins.</summary>
    private static readonly HashSet<string> Ordinary = ["ContainerCreating", "PodInitializing"];

    private static readonly HashSet<string> Obstacles = ["FailedMount", "FailedAttachVolume", "FailedCreatePodSandBox", "FailedScheduling"];

    /// <summary>What keeps a pod from beginning; null when nothing does.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="events">Its events.</param>
    /// <param name="now">The time.</param>
    /// <param name="grace">How long it may wait for an image, a volume, a node.</param>
    public static StartFailures? Of(Pod pod, IReadOnlyList<ClusterEvent> events, DateTimeOffset now, TimeSpan grace)
    {
        var late = now - (pod.Metadata.CreationTimestamp ?? now) > grace;
        if (Containers(pod).FirstOrDefault(state => state is { Reason: { } reason } && !Ordinary.Contains(reason)) is { Reason: { } waiting } stuck)
        {
            return new(Text(waiting, stuck.Message), late || Hopeless.Contains(waiting));
        }

        if (pod.Status?.Conditions?.FirstOrDefault(condition => condition is { Type: "PodScheduled", Status: "False" }) is { } unscheduled)
        {
            return new(Text(unscheduled.Reason ?? "Unschedulable", unscheduled.Message), late);
        }

        return Containers(pod).Any() && events.LastOrDefault(happened => Obstacles.Contains(happened.Reason ?? "")) is { } obstacle
            ? new(Text(obstacle.Reason!, obstacle.Message), late)
            : null;
    }

    private static IEnumerable<WaitingState> Containers(Pod pod) =>
        (pod.Status?.InitContainerStatuses ?? []).Concat(pod.Status?.ContainerStatuses ?? []).Select(container => container.State?.Waiting).OfType<WaitingState>();

    private static string Text(string reason, string? message) => message is { Length: > 0 } ? $"{reason}: {message}" : reason;
}
