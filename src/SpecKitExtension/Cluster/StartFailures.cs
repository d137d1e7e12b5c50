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

    private static readonly HashSet<string> Obstacles = ["FailedMount", "FailedAttachVolume", "FailedCreatePodSandBox"];

    /// <summary>What shows that the obstacles before it were overcome.</summary>
    private static readonly HashSet<string> Progress = ["Pulling", "Pulled", "Created", "Started"];

    /// <summary>What keeps a pod from beginning; null when nothing does.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="events">Its events, oldest first.</param>
    /// <param name="now">The time.</param>
    /// <param name="grace">How long it may wait for an image, a volume, a node.</param>
    public static StartFailures? Of(Pod pod, IReadOnlyList<ClusterEvent> events, DateTimeOffset now, TimeSpan grace)
    {
        var late = now - (pod.Metadata.CreationTimestamp ?? now) > grace;
        if (Waiting(pod).FirstOrDefault(state => state is { Reason: { } reason } && !Ordinary.Contains(reason)) is { Reason: { } waiting } stuck)
        {
            return new(Text(waiting, stuck.Message), late || (Hopeless.Contains(waiting) && !IsHiccup(stuck)));
        }

        if (pod.Status?.Conditions?.FirstOrDefault(condition => condition is { Type: "PodScheduled", Status: "False" }) is { } unscheduled)
        {
            return new(Text(unscheduled.Reason ?? "Unschedulable", unscheduled.Message), late);
        }

        return !pod.HasBegun() && !pod.IsOver() && events.LastOrDefault(happened => Obstacles.Contains(happened.Reason ?? "") || Progress.Contains(happened.Reason ?? "")) is { Reason: { } obstacle } last && Obstacles.Contains(obstacle)
            ? new(Text(obstacle, last.Message), late)
            : null;
    }

    /// <summary>The kubelet could not look up a secret in time, and looks again.</summary>
    private static bool IsHiccup(WaitingState stuck) => stuck.Message?.StartsWith("failed to sync", StringComparison.Ordinal) == true;

    private static IEnumerable<WaitingState> Waiting(Pod pod) =>
        (pod.Status?.InitContainerStatuses ?? []).Concat(pod.Status?.ContainerStatuses ?? []).Select(container => container.State?.Waiting).OfType<WaitingState>();

    private static string Text(string reason, string? message) => message is { Length: > 0 } ? $"{reason}: {message}" : reason;
}
