using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using SpecKitExtension.Logs;

namespace SpecKitExtension.Cluster;

/// <summary>A container's log over every kind of interruption, each line once, until the container has ended.</summary>
internal sealed class PodLogStream(ClusterApi api, PodCache cache, string pod, string container)
{
    /// <summary>After this many refusals a log of a container that has ended counts as gone.</summary>
    private const int Tries = 5;
    private static readonly TimeSpan SettlingTime = TimeSpan.FromSeconds(2);

    private LogCursor cursor;
    private int failures;
    private int refusals;
    private string? refusal;
    private bool passing;
    private long since;
    private bool complete;

    // Where this connection's reading began: of that second the server sends again what was seen.
    private DateTimeOffset second;
    private long skip;

    /// <summary>The lines behind a cursor, those that come together in one list.</summary>
    public async IAsyncEnumerable<IReadOnlyList<LogLine>> ReadAsync(LogCursor from, [EnumeratorCancellation] CancellationToken ct)
    {
        cursor = from;
        var wasOver = false;
        while (!complete && await BegunAsync(ct))
        {
            // Known before reading: a stream that was opened after the end and read to its end is complete.
            var over = IsOver();
            if (over && !wasOver)
            {
                (wasOver, since) = (true, TimeProvider.System.GetTimestamp());
            }

            await foreach (var lines in ReadOnceAsync(over, ct))
            {
                Recovered();
                yield return lines;
            }

            var isFinal = over && refusals > Tries && !(passing && TimeProvider.System.GetElapsedTime(since) < api.Limits.Log);
            if (!isFinal && refusals > Tries)
            {
                api.LogTrouble.Failed($"{pod}/{container}", refusal!);
            }

            if (isFinal)
            {
                api.LogTrouble.Over($"{pod}/{container}");
                yield return
                [
                    new(
                        pod,
                        TranscriptFile.Hole,
                        DateTimeOffset.UtcNow,
                        $"the log of {container} cannot be read{(isFinal && passing ? " to its end" : "")}: {refusal!.Split('\n')[0]}"
                    )
                    {
                        Cut = isFinal && passing,
                    },
                ];
            }

            if (complete || isFinal)
            {
                yield break;
            }

            await SettleAsync(ct);
        }
    }

    /// <summary>Waits until the container has begun.</summary>
    /// <returns>False when it never will.</returns>
    private async Task<bool> BegunAsync(CancellationToken ct)
    {
        while (true)
        {
            var change = cache.Changed;
            var entry = cache[pod];
            if (entry is { Gone: true } || (entry is null && !await cache.KnowsAsync(pod, ct)))
            {
                // Asked again each time: it may be deleted before the watch has ever shown it.
                return false;
            }

            if (entry?.Pod.Container(container)?.State is { Running: not null } or { Terminated: not null })
            {
                return true;
            }

            if (cache.IsOver(pod))
            {
                return false;
            }

            await cache.NextAsync(change, ct);
        }
    }

    /// <summary>How long nothing may come: what a container wrote before it ended comes at once, and one whose pod is given up is not
    /// waited for.</summary>
    private TimeSpan ReadLimit() =>
        !IsOver() ? api.Limits.Line
        : cache[pod]?.Pod.IsOver(container) == true ? api.Limits.Rest
        : TimeSpan.Zero;

    private bool IsOver() => cache[pod] is null or { Gone: true } || cache[pod]!.Pod.IsOver(container) || cache.IsOver(pod);

    /// <summary>A stream that ended early is opened again at once when it broke, a moment later when the container may just have
    /// ended.</summary>
    private async Task SettleAsync(CancellationToken ct)
    {
        if (cache.Changed is { IsFaulted: true } given)
        {
            // The watch has given the cluster up; a log that went on alone would wait for ever.
            await given;
        }

        if (failures + refusals > 0)
        {
            await Task.Delay(BackOff.After(failures + refusals), ct);
        }
        else if (cache.Changed is var change && !IsOver())
        {
            await cache.NextAsync(change, ct, SettlingTime);
        }
    }

    private async IAsyncEnumerable<IReadOnlyList<LogLine>> ReadOnceAsync(bool over, [EnumeratorCancellation] CancellationToken ct)
    {
        var since = cursor == LogCursor.Start ? "" : $"&sinceTime={cursor.Second.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}";
        (second, skip) = (cursor.Second, cursor.Seen);

        // Whoever writes much gets a connection of its own, so that it holds up nobody; the others say a few lines in an hour.
        using LogConnection connection = new(
            api,
            api.Path($"pods/{pod}/log?container={container}&follow={(over ? "false" : "true")}&timestamps=true{since}"),
            alone: container == "agent",
            over ? () => api.Limits.Answer : ReadLimit,
            ct
        );
        while (await MoreAsync(connection) is { } came)
        {
            var (lines, trouble) = Take(came);
            if (lines.Count > 0)
            {
                yield return lines;
            }

            if (trouble is not null)
            {
                Refuse(trouble, mayPass: false);
                yield break;
            }
        }

        // The last line of a log may lack its end; of a connection that just ended early it may be half a line.
        if (
            over
            && connection.Ended
            && LogLineText.Parse(pod, container, connection.Rest) is { } last
            && (last.At >= second.AddSeconds(1) || skip <= 0)
        )
        {
            cursor = cursor.After(last.At);
            yield return [last];
        }

        if (connection.Ended)
        {
            Recovered();
            complete = over;
        }
    }

    private void Recovered()
    {
        if (refusals > Tries)
        {
            api.LogTrouble.Over($"{pod}/{container}");
        }

        failures = refusals = 0;
    }

    private void Refuse(string why, bool mayPass)
    {
        since = refusals++ == 0 ? TimeProvider.System.GetTimestamp() : since;
        (refusal, passing) = (why, mayPass);
    }

    /// <summary>The new ones of the lines that are here; the API server writes its own troubles into the body, without a time.</summary>
    private (List<LogLine> Lines, string? Trouble) Take(ReadOnlyMemory<byte> came)
    {
        List<LogLine> lines = new(came.Span.Count((byte)'\n'));
        for (int feed; (feed = came.Span.IndexOf((byte)'\n')) >= 0; came = came[(feed + 1)..])
        {
            if (LogLineText.Parse(pod, container, came[..feed]) is not { } line)
            {
                return (lines, Encoding.UTF8.GetString(came.Span[..feed]));
            }

            if (line.At < second || (skip > 0 && line.At < second.AddSeconds(1) && skip-- > 0))
            {
                continue;
            }

            cursor = cursor.After(line.At);
            lines.Add(line);
        }

        return (lines, null);
    }

    private async ValueTask<ReadOnlyMemory<byte>?> MoreAsync(LogConnection connection)
    {
        try
        {
            return await connection.MoreAsync();
        }
        catch (ClusterException refused) when (refused.Status != 0)
        {
            Refuse(refused.Message, refused.Transient);
        }
        catch (Exception broken) when (broken is ClusterException or IOException)
        {
            failures++;
        }

        return null;
    }
}
