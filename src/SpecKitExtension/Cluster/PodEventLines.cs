using System.Runtime.CompilerServices;
using SpecKitExtension.Logs;

namespace SpecKitExtension.Cluster;

/// <summary>What the cluster says of a pod, as lines among those of its containers.</summary>
internal sealed class PodEventLines(PodCache cache, string pod)
{
    /// <summary>What happens to every healthy pod is not worth a line each.</summary>
    private static readonly HashSet<string> Dull = ["Created", "Started", "Pulled"];

    /// <summary>The lines behind a cursor; ends when the pod has ended.</summary>
    public async IAsyncEnumerable<LogLine> ReadAsync(LogCursor from, [EnumeratorCancellation] CancellationToken ct)
    {
        HashSet<string> told = [];
        var skip = from.Seen;
        while (true)
        {
            var change = cache.Changed;
            foreach (var happened in cache.EventsOf(pod).Where(happened => !Dull.Contains(happened.Reason ?? "")))
            {
                // An event that repeats keeps its name and message; once is enough.
                if (told.Add($"{happened.Reason}: {happened.Message}") && skip-- <= 0)
                {
                    yield return new(pod, "event", DateTimeOffset.UnixEpoch, $"{happened.Reason}: {happened.Message}");
                }
            }

            if (cache.IsOver(pod))
            {
                yield break;
            }

            await cache.NextAsync(change, ct);
        }
    }
}
