using k8s.Models;
using SpecKitExtension.Cluster;
using SpecKitExtension.Naming;
using SpecKitExtension.Tasks;

namespace SpecKitExtension.Agents.Kubernetes;

/// <summary>Pods as agents: a pure translation.</summary>
internal static class PodStates
{
    private const int MostSaid = 200;
    private const string OutOfMemory = "the agent took more memory than its limit (OOMKilled)";

    /// <summary>The annotation that asks a pod's agent to stop.</summary>
    public const string Stop = "speckit-async/stop";

    private const string NeverStarted = "never started: ";

    /// <summary>What stands in that annotation.</summary>
    /// <param name="neverStarted">Why a pod was given up before it had begun; null for one whose agent works.</param>
    public static string StopText(string? neverStarted) =>
        neverStarted is null ? "stop" : $"{NeverStarted}{(neverStarted.Length > MostSaid ? neverStarted[..MostSaid] + "…" : neverStarted)}";

    /// <summary>The state of a pod's attempt.</summary>
    /// <returns>Null when the pod is none of ours.</returns>
    public static AgentState? Of(V1Pod pod, bool gone, IReadOnlyList<Corev1Event> events, DateTimeOffset now, TimeSpan grace)
    {
        var labels = pod.Metadata.Labels ?? new Dictionary<string, string>();
        var notes = pod.Metadata.Annotations ?? new Dictionary<string, string>();
        if (
            labels.Text("app.kubernetes.io/managed-by") != "speckit-async"
            || !labels.TryGetValue(Labels.Task, out var task)
            || !int.TryParse(labels.Text(Labels.Attempt), out var attempt)
            || attempt is < 1 or > PodName.MostAttempts
        )
        {
            return null;
        }

        var reading = PodReading.Of(pod, events, now, grace);
        AgentState state = new(
            TaskId.FromGrammar(notes.Text("speckit-async/task") ?? task),
            attempt,
            pod.Metadata.Name,
            notes.Text("speckit-async/branch") ?? "",
            notes.Text("speckit-async/base-commit") ?? "",
            PhaseOf(reading.Stage),
            reading.Detail,
            pod.Metadata.CreationTimestamp.At() ?? now
        )
        {
            Digest = TaskDigest.TryParse(labels.Text(Labels.Digest)),
        };
        return reading.Stage == PodStage.Over
                ? state with
                {
                    End = EndOf(reading, gone, notes.Text(Stop)),
                    EndedAt = EndedAt(pod) ?? state.CreatedAt,
                }
            : gone || pod.IsGone()
                ? state with
                {
                    Phase = AgentPhase.Ended,
                    End = new AgentEnd.Killed(pod.Disruption() ?? "the pod was deleted before it could report"),
                    EndedAt = now,
                }
            : state;
    }

    private static AgentEnd EndOf(PodReading reading, bool gone, string? stop)
    {
        if (TaskResult.TryParse(reading.Message) is { } result)
        {
            if (result.Outcome == "cancelled" && reading.Because is { } taken)
            {
                // Nobody has cancelled it: the cluster took the pod away, and courier only saw the signal.
                return new AgentEnd.Killed(taken, reading.OutOfTime);
            }

            if (result.Outcome == "cancelled" && stop?.StartsWith(NeverStarted, StringComparison.Ordinal) == true)
            {
                // It began after it was given up, and ended because it was: the first reason is the one that helps.
                return new AgentEnd.NeverStarted(stop[NeverStarted.Length..]);
            }

            return new AgentEnd.Reported(reading.OutOfMemory ? result with { Reason = Join(OutOfMemory, result.Reason) } : result);
        }

        var unreadable = reading.Message?.Trim() is { Length: > 0 } said
            ? $"its termination message is no result: {(said.Length > MostSaid ? said[..MostSaid] + "…" : said)}"
            : null;
        return reading.StartFailure is { } why
            ? new AgentEnd.NeverStarted(Join(why, unreadable), reading.MayBegin && !gone)
            : new AgentEnd.Killed(Join(reading.OutOfMemory ? OutOfMemory : reading.Killed, unreadable), reading.OutOfTime);
    }

    private static string? Text(this IDictionary<string, string> map, string key) => map.TryGetValue(key, out var value) ? value : null;

    private static string Join(params string?[] reasons) => string.Join("; ", reasons.OfType<string>());

    private static AgentPhase PhaseOf(PodStage stage) =>
        stage switch
        {
            PodStage.Waiting => AgentPhase.Pending,
            PodStage.Cloning => AgentPhase.Cloning,
            PodStage.Working => AgentPhase.Working,
            PodStage.Delivering => AgentPhase.Delivering,
            _ => AgentPhase.Ended,
        };

    private static DateTimeOffset? EndedAt(V1Pod pod) =>
        pod.Containers().Select(container => container.State?.Terminated?.FinishedAt.At()).Max();
}
