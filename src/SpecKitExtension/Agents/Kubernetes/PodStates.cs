using SpecKitExtension.Cluster;
using SpecKitExtension.Naming;
using SpecKitExtension.Tasks;

namespace SpecKitExtension.Agents.Kubernetes;

/// <summary>Pods as agents: a pure translation.</summary>
internal static class PodStates
{
    /// <summary>The state of a pod's attempt.</summary>
    /// <returns>Null when the pod is none of ours.</returns>
    public static AgentState? Of(Pod pod, bool gone, IReadOnlyList<ClusterEvent> events, DateTimeOffset now, TimeSpan grace)
    {
        var labels = pod.Metadata.Labels ?? [];
        var notes = pod.Metadata.Annotations ?? [];
        if (labels.GetValueOrDefault("app.kubernetes.io/managed-by") != "speckit-async"
            || !labels.TryGetValue(Labels.Task, out var task)
            || !int.TryParse(labels.GetValueOrDefault(Labels.Attempt), out var attempt))
        {
            return null;
        }

        var reading = PodReading.Of(pod, events, now, grace);
        AgentState state = new(
            TaskId.FromGrammar(notes.GetValueOrDefault("speckit-async/task", task)),
            attempt,
            pod.Metadata.Name,
            notes.GetValueOrDefault("speckit-async/branch", ""),
            notes.GetValueOrDefault("speckit-async/base-commit", ""),
            PhaseOf(reading.Stage),
            reading.Detail,
            pod.Metadata.CreationTimestamp ?? now);
        return reading.Stage == PodStage.Over ? state with { End = EndOf(reading), EndedAt = EndedAt(pod) ?? now }
            : gone ? state with { Phase = AgentPhase.Ended, End = new AgentEnd.Killed("the pod was deleted before it could report"), EndedAt = now }
            : state;
    }

    private static AgentEnd EndOf(PodReading reading) => reading switch
    {
        { Message: { } message } => TaskResult.TryParse(message) is { } result ? new AgentEnd.Reported(result) : new AgentEnd.Killed($"its termination message is no result: {message}"),
        { StartFailure: { } why } => new AgentEnd.NeverStarted(why),
        _ => new AgentEnd.Killed(reading.Killed ?? "the pod ended", reading.OutOfTime),
    };

    private static AgentPhase PhaseOf(PodStage stage) => stage switch
    {
        PodStage.Waiting => AgentPhase.Pending,
        PodStage.Cloning => AgentPhase.Cloning,
        PodStage.Working => AgentPhase.Working,
        PodStage.Delivering => AgentPhase.Delivering,
        _ => AgentPhase.Ended,
    };

    private static DateTimeOffset? EndedAt(Pod pod) =>
        (pod.Status?.ContainerStatuses ?? []).Select(container => container.State?.Terminated?.FinishedAt).Max();
}
