using System.Runtime.CompilerServices;
using SpecKitExtension.Logs;

namespace SpecKitExtension.Cluster;

/// <summary>What the cluster says of a pod, as lines among those of its containers.</summary>
internal sealed class PodEventLines(PodCache cache, string pod)
{
    /// <summary>What happens to every healthy pod is not worth a line each.</summary>
    private static readonly HashSet<string> RoutineReasons = ["Created", "Started", "Pulled"];

    /// <summary>The lines behind a cursor; ends when the pod has ended.</summary>
    public async IAsyncEnumerable<IReadOnlyList<LogLine>> ReadAsync(LogCursor from, [EnumeratorCancellation] CancellationToken ct)
    {
        if (!await cache.KnowsAsync(pod, ct))
        {
            yield break;
        }

        HashSet<string> told = [];
        var skip = from.Seen;
        var last = from.Second;
        while (true)
        {
            var change = cache.Changed;
            var over = cache.IsOver(pod);
            foreach (var (at, text) in Lines())
            {
                var second = DateTimeOffset.FromUnixTimeSeconds(at.ToUnixTimeSeconds());
                if (told.Add(text) && (second > from.Second || (second == from.Second && skip-- <= 0)))
                {
                    last = at > last ? at : last;
                    yield return [new(pod, "event", last, text)];
                }
            }

            if (over || (cache[pod] is null && !await cache.KnowsAsync(pod, ct)))
            {
                yield break;
            }

            await cache.NextAsync(change, ct);
        }
    }

    /// <summary>By the time at which each was first told: an event that repeats keeps its name and message, and once is enough.</summary>
    private IEnumerable<(DateTimeOffset At, string Text)> Lines()
    {
        if (cache[pod]?.Pod is not { } known)
        {
            return [];
        }

        var events = cache
            .EventsOf(known)
            .Where(happened => !RoutineReasons.Contains(happened.Reason ?? ""))
            .Select(happened =>
                (At: happened.Metadata.CreationTimestamp.At() ?? happened.At(), Text: $"{happened.Reason}: {happened.Message}")
            );

        // No event tells of a container that took too much memory.
        var kills = (known.Status?.ContainerStatuses ?? [])
            .Where(container => container.State?.Terminated is { Reason: "OOMKilled" })
            .Select(container =>
                (
                    At: container.State!.Terminated!.FinishedAt.At() ?? DateTimeOffset.UnixEpoch,
                    Text: $"OOMKilled: {container.Name} took more memory than its limit"
                )
            );
        return events.Concat(kills).OrderBy(line => line.At);
    }
}
