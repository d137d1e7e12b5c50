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
/// <param name="Killed">Why it ended without a message.</param>
/// <param name="OutOfTime">Whether its hard deadline ended it.</param>
internal sealed record PodReading(PodStage Stage, string? Detail = null, string? Message = null, string? StartFailure = null, string? Killed = null, bool OutOfTime = false)
{
    /// <summary>Reads a pod.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="events">Its events.</param>
    /// <param name="now">The time.</param>
    /// <param name="grace">How long images, volumes and nodes may take.</param>
    public static PodReading Of(Pod pod, IReadOnlyList<ClusterEvent> events, DateTimeOffset now, TimeSpan grace)
    {
        var courier = pod.Container("courier")?.State?.Terminated;
        var clone = pod.Container("clone")?.State?.Terminated;
        if (courier?.Message is { Length: > 0 } message)
        {
            return new(PodStage.Over, Message: message);
        }

        if (clone is { ExitCode: not 0 } && (pod.IsOver() || clone.Message is { Length: > 0 }))
        {
            return new(PodStage.Over, Message: clone.Message, StartFailure: clone.Message is { Length: > 0 } ? null : $"clone ended with exit code {clone.ExitCode}{Because(clone.Reason)}");
        }

        if (pod.IsOver())
        {
            return Ended(pod, courier);
        }

        return StartFailures.Of(pod, events, now, grace) switch
        {
            { Fatal: true } failure => new(PodStage.Over, StartFailure: failure.Reason),
            { } waiting => new(PodStage.Waiting, waiting.Reason),
            null => new(StageOf(pod)),
        };
    }

    private static PodReading Ended(Pod pod, TerminatedState? courier) => pod.Status switch
    {
        { Reason: "DeadlineExceeded" } => new(PodStage.Over, Killed: "the pod's hard deadline (activeDeadlineSeconds) was over", OutOfTime: true),
        { Reason: { Length: > 0 } reason } => new(PodStage.Over, Killed: $"{reason}{(pod.Status.Message is { Length: > 0 } why ? $": {why}" : "")}"),
        _ => new(PodStage.Over, Killed: courier is null ? "the pod ended without a result" : $"courier ended with exit code {courier.ExitCode}{Because(courier.Reason)} and no result"),
    };

    private static PodStage StageOf(Pod pod) =>
        pod.Container("agent")?.State is { Running: not null } ? PodStage.Working
        : pod.Container("agent")?.State is { Terminated: not null } ? PodStage.Delivering
        : pod.Container("courier")?.State is { Running: not null } ? PodStage.Working
        : pod.Container("clone")?.State is { Running: not null } or { Terminated: not null } ? PodStage.Cloning
        : PodStage.Waiting;

    private static string Because(string? reason) => reason is null or "Error" or "Completed" ? "" : $" ({reason})";
}
