using System.Collections.Concurrent;
using System.Text.Json;

namespace SpecKitExtension.Cluster;

/// <summary>The events of agents' pods. A pod that is made again gets its name again, but not the events of the one before.</summary>
internal sealed class PodEvents
{
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<string, ClusterEvent>> byPod = [];

    /// <summary>Takes events; a later version of one replaces it.</summary>
    /// <returns>The names of the agents' pods that they are about.</returns>
    public IReadOnlySet<string> Add(IEnumerable<JsonElement> items)
    {
        HashSet<string> about = [];
        foreach (var item in items)
        {
            if (item.Deserialize(ClusterJson.Default.ClusterEvent) is { InvolvedObject: { Uid: { } pod, Name: { } name } } happened && name.StartsWith("agent-", StringComparison.Ordinal))
            {
                byPod.GetOrAdd(pod, _ => [])[happened.Metadata.Name] = happened;
                about.Add(name);
            }
        }

        return about;
    }

    /// <summary>A pod's events in the order in which they happened last.</summary>
    public IReadOnlyList<ClusterEvent> Of(Pod pod) => byPod.TryGetValue(pod.Metadata.Uid ?? "", out var own) ? InOrder(own.Values) : [];

    /// <summary>Events in the order in which they happened last. Times have whole seconds; names end in a finer time.</summary>
    public static IReadOnlyList<ClusterEvent> InOrder(IEnumerable<ClusterEvent> events) =>
        [.. events.OrderBy(happened => happened.At).ThenBy(happened => happened.Metadata.Name, StringComparer.Ordinal)];
}
