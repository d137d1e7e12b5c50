using SpecKitExtension.Cluster;
using SpecKitExtension.Naming;
using SpecKitExtension.Tasks;

namespace SpecKitExtension.Agents.Kubernetes;

/// <summary>Pods as agents: a pure translation.</summary>
internal static class PodStates
{
    private const int MostSaid = 200;

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
        return reading.Stage == PodStage.Over ? state with { End = EndOf(reading), EndedAt = EndedAt(pod) ?? state.CreatedAt }
            : gone ? state with { Phase = AgentPhase.Ended, End = new AgentEnd.Killed("the pod was deleted before it could report"), EndedAt = now }
            : state;
    }

    private static AgentEnd EndOf(PodReading reading)
    {
        if (TaskResult.TryParse(reading.Message) is { } result)
        {
            return new AgentEnd.Reported(reading.OutOfMemory ? result with { Reason = $"the agent took more memory than its limit (OOMKilled){(result.Reason is null ? "" : $"; {result.Reason}")}" } : result);
        }

        var unreadable = reading.Message?.Trim() is { Length: > 0 } said ? $"; its termination message is no result: {(said.Length > MostSaid ? said[..MostSaid] + "…" : said)}" : "";
        return reading.StartFailure is { } why ? new AgentEnd.NeverStarted(why + unreadable) : new AgentEnd.Killed((reading.Killed ?? "the pod ended") + unreadable, reading.OutOfTime);
    }

    private static AgentPhase PhaseOf(PodStage stage) => stage switch
    {
        PodStage.Waiting => AgentPhase.Pending,
        PodStage.Cloning => AgentPhase.Cloning,
        PodStage.Working => AgentPhase.Working,
        PodStage.Delivering => AgentPhase.Delivering,
        _ => AgentPhase.Ended,
    };

    private static DateTimeOffset? EndedAt(Pod pod) =>
        (pod.Status?.InitContainerStatuses ?? []).Concat(pod.Status?.ContainerStatuses ?? []).Select(container => container.State?.Terminated?.FinishedAt).Max();
}
