using System.Globalization;
using System.Runtime.CompilerServices;
using SpecKitExtension.Logs;

namespace SpecKitExtension.Cluster;

/// <summary>A container's log over every kind of interruption, each line once, until the container has ended.</summary>
internal sealed class PodLogStream(ClusterApi api, PodCache cache, string pod, string container)
{
    /// <summary>A log that a node no longer gives is given up after this many tries.</summary>
    private const int Tries = 5;
    private static readonly TimeSpan SettlingTime = TimeSpan.FromSeconds(2);

    private LogCursor cursor;
    private int failures;

    /// <summary>The lines behind a cursor.</summary>
    public async IAsyncEnumerable<LogLine> ReadAsync(LogCursor from, [EnumeratorCancellation] CancellationToken ct)
    {
        cursor = from;
        while (await BegunAsync(ct))
        {
            // Known before reading: a stream that was opened after the end and read to its end is complete.
            var over = IsOver();
            await foreach (var line in ReadOnceAsync(ct))
            {
                failures = 0;
                yield return line;
            }

            if ((over && failures == 0) || failures > Tries)
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
            var state = entry?.Pod.Container(container)?.State;
            if (entry is { Gone: true })
            {
                return false;
            }

            if (state is { Running: not null } or { Terminated: not null })
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

    private bool IsOver() => cache[pod] is null or { Gone: true } || cache[pod]!.Pod.IsOver(container);

    /// <summary>A stream that ended early is opened again at once when it broke, a moment later when the container may just have ended.</summary>
    private async Task SettleAsync(CancellationToken ct)
    {
        var change = cache.Changed;
        if (!IsOver())
        {
            await Task.WhenAny(change, Task.Delay(failures == 0 ? SettlingTime : BackOff.After(failures), ct));
        }
        else if (failures > 0)
        {
            await Task.Delay(BackOff.After(failures), ct);
        }

        ct.ThrowIfCancellationRequested();
    }

    private async IAsyncEnumerable<LogLine> ReadOnceAsync([EnumeratorCancellation] CancellationToken ct)
    {
        var since = cursor == LogCursor.Start ? "" : $"&sinceTime={cursor.Second.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}";
        var (second, skip) = (cursor.Second, cursor.Seen);
        using var answer = await OpenAsync($"pods/{pod}/log?container={container}&follow=true&timestamps=true{since}", ct);
        if (answer is null)
        {
            yield break;
        }

        using StreamReader reader = new(await answer.Content.ReadAsStreamAsync(ct));
        while (await NextAsync(reader, ct) is { } text)
        {
            if (Parse(text) is not { } line)
            {
                // The API server writes its own troubles into the body, without a time.
                failures++;
                yield break;
            }

            var at = DateTimeOffset.FromUnixTimeSeconds(line.At.ToUnixTimeSeconds());
            if (at < second || (at == second && skip-- > 0))
            {
                continue;
            }

            cursor = cursor.After(line.At);
            yield return line;
        }
    }

    private async Task<HttpResponseMessage?> OpenAsync(string resource, CancellationToken ct)
    {
        try
        {
            return await api.OpenAsync(api.Path(resource), ct);
        }
        catch (Exception broken) when (broken is ClusterException or HttpRequestException { InnerException: not Tools.ToolFailedException })
        {
            failures++;
            return null;
        }
    }

    private async Task<string?> NextAsync(StreamReader reader, CancellationToken ct)
    {
        try
        {
            return await reader.ReadLineAsync(ct);
        }
        catch (Exception broken) when (broken is IOException or HttpRequestException)
        {
            failures++;
            return null;
        }
    }

    private LogLine? Parse(string text)
    {
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        var (stamp, rest) = space < 0 ? (text, "") : (text[..space], text[(space + 1)..]);
        return DateTimeOffset.TryParse(stamp, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at) && stamp.Length >= 20
            ? new(pod, container, at, rest)
            : null;
    }
}
