using k8s.Models;

namespace SpecKitExtension.Cluster;

/// <summary>How far a pod has come, in the words of its three roles.</summary>
internal enum PodStage
{
    Waiting,
    Cloning,
    Working,
    Delivering,
    Over,
}

/// <summary>What a pod's status says: a pure function of the pod, its events and the time.</summary>
/// <param name="Stage">How far it has come.</param>
/// <param name="Detail">Why it waits, for a person; null when there is nothing to say.</param>
/// <param name="Message">What courier, or clone, left as its termination message.</param>
/// <param name="StartFailure">Why it will never begin.</param>
/// <param name="MayBegin">Whether it could begin after all, e.g. when its image turns up.</param>
/// <param name="Killed">How it ended, for when there is no message, or none that can be read.</param>
/// <param name="Because">Why the cluster has ended it, e.g. an eviction; null when it ended by itself or was deleted.</param>
/// <param name="OutOfTime">Whether its hard deadline ended it.</param>
/// <param name="OutOfMemory">Whether the agent took more memory than its limit.</param>
internal sealed record PodReading(
    PodStage Stage,
    string? Detail = null,
    string? Message = null,
    string? StartFailure = null,
    bool MayBegin = false,
    string? Killed = null,
    string? Because = null,
    bool OutOfTime = false,
    bool OutOfMemory = false
)
{
    private const string OverDeadline = "the pod's hard deadline (activeDeadlineSeconds) was over";

    /// <summary>A node that has not confirmed a deletion by this time after the pod's grace has gone away.</summary>
    private static readonly TimeSpan NodePatience = TimeSpan.FromMinutes(2);

    /// <summary>Reads a pod.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="events">Its events, oldest first.</param>
    /// <param name="now">The time.</param>
    /// <param name="grace">How long images, volumes and nodes may take.</param>
    public static PodReading Of(V1Pod pod, IReadOnlyList<Corev1Event> events, DateTimeOffset now, TimeSpan grace)
    {
        var start = StartFailures.Of(pod, events, now, grace);
        var courier = pod.Container("courier")?.State?.Terminated;
        if (start is { Fatal: true } || (start is not null && courier is not null))
        {
            // Whatever courier says of an agent that never began, this is why.
            return new(PodStage.Over, StartFailure: start.Reason, MayBegin: !pod.IsOver());
        }

        if (courier?.Message is { Length: > 0 } message)
        {
            return Ended(pod, courier) with { Message = message };
        }

        if (pod.Container("clone")?.State?.Terminated is { ExitCode: not 0 } clone && (pod.IsOver() || clone.Message is { Length: > 0 }))
        {
            return new(
                PodStage.Over,
                Message: clone.Message,
                StartFailure: $"clone ended with exit code {clone.ExitCode}{InBrackets(clone.Reason)}"
            );
        }

        if (pod.IsOver())
        {
            return Ended(pod, courier);
        }

        if (pod.Metadata.DeletionTimestamp.At() is { } deletion)
        {
            return now > deletion + NodePatience
                ? new(PodStage.Over, Killed: $"the pod was deleted and its node {pod.Spec?.NodeName} does not answer")
                : new(StageOf(pod), "is being deleted");
        }

        return start is null
            ? new(StageOf(pod))
            : new(pod.Container("clone")?.State is { Running: not null } ? PodStage.Cloning : PodStage.Waiting, start.Reason);
    }

    private static PodReading Ended(V1Pod pod, V1ContainerStateTerminated? courier) =>
        HowItEnded(pod, courier) with
        {
            OutOfMemory = pod.Container("agent")?.State?.Terminated?.Reason == "OOMKilled",
        };

    private static PodReading HowItEnded(V1Pod pod, V1ContainerStateTerminated? courier) =>
        pod.Status switch
        {
            { Reason: "DeadlineExceeded" } => new(PodStage.Over, Killed: OverDeadline, Because: OverDeadline, OutOfTime: true),
            { Reason: { Length: > 0 } reason } when !pod.HasBegun() => new(PodStage.Over, StartFailure: Text(reason, pod.Status.Message)),
            { Reason: { Length: > 0 } reason } => new(
                PodStage.Over,
                Killed: Text(reason, pod.Status.Message),
                Because: Text(reason, pod.Status.Message)
            ),
            _ when pod.Disruption() is { } disruption => new(PodStage.Over, Killed: disruption, Because: disruption),
            _ => new(
                PodStage.Over,
                Killed: courier is null
                    ? "the pod ended without a result"
                    : $"courier ended with exit code {courier.ExitCode}{InBrackets(courier.Reason)} and no result"
            ),
        };

    private static PodStage StageOf(V1Pod pod) =>
        pod.Container("agent")?.State is { Running: not null } ? PodStage.Working
        : pod.Container("agent")?.State is { Terminated: not null } ? PodStage.Delivering
        : pod.Container("courier")?.State is { Running: not null } ? PodStage.Working
        : pod.Container("clone")?.State is { Running: not null } or { Terminated: not null } ? PodStage.Cloning
        : PodStage.Waiting;

    private static string Text(string reason, string? message) => message?.Trim() is { Length: > 0 } why ? $"{reason}: {why}" : reason;

    private static string InBrackets(string? reason) => reason is null or "Error" or "Completed" ? "" : $" ({reason})";
}
