using System.Collections.Concurrent;
using k8s.Models;

namespace SpecKitExtension.Cluster;

/// <summary>The events of agents' pods. A pod that is made again gets its name again, but not the events of the one before.</summary>
internal sealed class PodEvents
{
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<string, Corev1Event>> byPod = [];

    /// <summary>Takes events; a later version of one replaces it.</summary>
    /// <returns>The names of the agents' pods that they are about.</returns>
    public IReadOnlySet<string> Add(IEnumerable<Corev1Event> items)
    {
        HashSet<string> about = [];
        foreach (var happened in items)
        {
            if (happened is { InvolvedObject: { Uid: { } pod, Name: { } name } } && name.StartsWith("agent-", StringComparison.Ordinal))
            {
                byPod.GetOrAdd(pod, _ => [])[happened.Metadata.Name] = happened;
                about.Add(name);
            }
        }

        return about;
    }

    /// <summary>A pod's events in the order in which they happened last.</summary>
    public IReadOnlyList<Corev1Event> Of(V1Pod pod) => byPod.TryGetValue(pod.Metadata.Uid ?? "", out var own) ? InOrder(own.Values) : [];

    /// <summary>Events in the order in which they happened last. Times have whole seconds; names end in a finer time.</summary>
    public static IReadOnlyList<Corev1Event> InOrder(IEnumerable<Corev1Event> events) =>
        [.. events.OrderBy(happened => happened.At()).ThenBy(happened => happened.Metadata.Name, StringComparer.Ordinal)];
}
