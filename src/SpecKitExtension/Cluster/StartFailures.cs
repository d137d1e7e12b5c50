using k8s.Models;

namespace SpecKitExtension.Cluster;

/// <summary>Why a pod does not begin.</summary>
/// <param name="Reason">The reason with its message, for a person.</param>
/// <param name="Fatal">Whether it will not begin by itself, or has waited too long.</param>
internal sealed record StartFailures(string Reason, bool Fatal)
{
    /// <summary>Nothing but a change of the pod helps: waiting is pointless.</summary>
    private static readonly HashSet<string> PermanentReasons = ["InvalidImageName", "ErrImageNeverPull", "CreateContainerConfigError"];

    /// <summary>The ordinary way of a pod that begins.</summary>
    private static readonly HashSet<string> Ordinary = ["ContainerCreating", "PodInitializing"];

    private const string Gated = "SchedulingGated";

    private static readonly HashSet<string> Obstacles = ["FailedMount", "FailedAttachVolume", "FailedCreatePodSandBox"];

    /// <summary>What shows that the obstacles before it were overcome.</summary>
    private static readonly HashSet<string> Progress = ["Pulling", "Pulled", "Created", "Started"];

    /// <summary>What keeps a pod from beginning; null when nothing does, or it has begun.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="events">Its events, oldest first.</param>
    /// <param name="now">The time.</param>
    /// <param name="grace">How long it may wait for an image, a volume, a node.</param>
    public static StartFailures? Of(V1Pod pod, IReadOnlyList<Corev1Event> events, DateTimeOffset now, TimeSpan grace)
    {
        if (pod.Container("agent")?.State is { Running: not null } or { Terminated: not null })
        {
            // Whatever stumbles now, e.g. a sidecar that somebody injected, the agent is at work or was.
            return null;
        }

        var late = now - LastStep(pod) > grace;
        if (Stuck(pod.Containers().Where(IsRole)) is { } stuck)
        {
            return new(Text(stuck.Reason!, stuck.Message), late || (PermanentReasons.Contains(stuck.Reason!) && !IsHiccup(stuck)));
        }

        if (pod.Status?.Conditions?.FirstOrDefault(condition => condition is { Type: "PodScheduled", Status: "False" }) is { } unscheduled)
        {
            // A gate is a queue, e.g. Kueue's: how long somebody waits there says nothing about the pod.
            return unscheduled.Reason == Gated
                ? new(Text(Gated, unscheduled.Message), false)
                : new(Text(unscheduled.Reason ?? "Unschedulable", unscheduled.Message), late);
        }

        if (Stuck(pod.Containers().Where(container => !IsRole(container))) is { } foreign)
        {
            // Once one of ours has run, only ours matter; before, an injected init container may keep all of them from it.
            return new(
                Text(foreign.Reason!, foreign.Message),
                late && !pod.Containers().Any(container => IsRole(container) && container.HasBegun())
            );
        }

        return
            !pod.HasBegun()
            && !pod.IsOver()
            && events.LastOrDefault(happened => Obstacles.Contains(happened.Reason ?? "") || Progress.Contains(happened.Reason ?? ""))
                is { Reason: { } obstacle } last
            && Obstacles.Contains(obstacle)
            ? new(Text(obstacle, last.Message), late)
            : null;
    }

    /// <summary>When the pod came as far as it is: made, given a node, which an autoscaler may take its time for, or cloned.</summary>
    private static DateTimeOffset LastStep(V1Pod pod) =>
        new[]
        {
            pod.Metadata.CreationTimestamp.At(),
            pod
                .Status?.Conditions?.FirstOrDefault(condition => condition is { Type: "PodScheduled", Status: "True" })
                ?.LastTransitionTime.At(),
            pod.Container("clone")?.State?.Terminated?.FinishedAt.At(),
        }.Max()
        ?? DateTimeOffset.MaxValue;

    private static bool IsRole(V1ContainerStatus container) => container.Name is "clone" or "agent" or "courier";

    private static V1ContainerStateWaiting? Stuck(IEnumerable<V1ContainerStatus> containers) =>
        containers
            .Select(container => container.State?.Waiting)
            .FirstOrDefault(state => state is { Reason: { } reason } && !Ordinary.Contains(reason));

    /// <summary>The kubelet could not look up a secret in time, and looks again.</summary>
    private static bool IsHiccup(V1ContainerStateWaiting stuck) =>
        stuck.Message?.StartsWith("failed to sync", StringComparison.Ordinal) == true;

    private static string Text(string reason, string? message) => message is { Length: > 0 } ? $"{reason}: {message}" : reason;
}
