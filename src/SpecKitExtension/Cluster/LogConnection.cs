namespace SpecKitExtension.Cluster;

/// <summary>One connection that carries a log, given up when it has been silent for longer than a living one would be.</summary>
/// <param name="api">The cluster.</param>
/// <param name="path">The log.</param>
/// <param name="alone">Whether it gets a connection of its own.</param>
/// <param name="atMost">How long nothing may come, as things stand now.</param>
/// <param name="ct">Ends the reading.</param>
internal sealed class LogConnection(ClusterApi api, string path, bool alone, Func<TimeSpan> atMost, CancellationToken ct) : IDisposable
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(ct);
    private HttpResponseMessage? answer;
    private ByteLines? lines;

    /// <summary>Whether the server has ended the log, as opposed to a connection that broke or fell silent.</summary>
    public bool Ended { get; private set; }

    /// <summary>What came behind the last line's end.</summary>
    public ReadOnlyMemory<byte> Rest => lines is null ? default : lines.Rest;

    /// <summary>Waits for more lines.</summary>
    /// <returns>What came of whole lines, each with its line feed; null when there is no more here.</returns>
    /// <exception cref="Tools.ToolFailedException">The server refuses or does not answer, or kubectl fails.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    public async ValueTask<ReadOnlyMemory<byte>?> MoreAsync()
    {
        if (lines is null)
        {
            // A server may send the head of its answer together with the first line only.
            var opening = OpenAsync();
            if (!await IsAliveAsync(opening))
            {
                return null;
            }

            lines = await opening;
        }

        if (lines.IsSlow)
        {
            // Where little comes, a read a moment later brings more for the same price.
            await Pauses.Next.WaitAsync(end.Token);
        }

        var coming = lines.Arriving(end.Token);
        if (!coming.IsCompleted && !await IsAliveAsync(coming))
        {
            return null;
        }

        Ended = await lines.ReadAsync(end.Token) == 0;
        if (Ended)
        {
            return null;
        }

        return lines.Take();
    }

    public void Dispose()
    {
        end.Cancel();
        answer?.Dispose();
        end.Dispose();
    }

    private async Task<ByteLines> OpenAsync()
    {
        answer = await api.OpenAsync(path, alone, end.Token);
        return new(await answer.Content.ReadAsStreamAsync(end.Token));
    }

    /// <summary>Waits for what comes.</summary>
    /// <returns>False when nothing has come for so long that nothing will.</returns>
    private async Task<bool> IsAliveAsync(Task coming)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            // Most beats pass without a word, so their end must not be an exception that is thrown.
            await coming.WaitAsync(PollInterval, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            ct.ThrowIfCancellationRequested();
            if (coming.IsCompleted)
            {
                return true;
            }

            if (TimeProvider.System.GetElapsedTime(began) >= atMost())
            {
                _ = coming.ContinueWith(
                    static late => _ = late.Exception,
                    CancellationToken.None,
                    TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
                    TaskScheduler.Default
                );
                return false;
            }
        }
    }
}

/// <summary>The pauses of all logs, which end together: many logs wake this process no more often than one.</summary>
internal static class Pauses
{
    private static readonly TimeSpan Length = TimeSpan.FromMilliseconds(90);
    private static readonly Lock Gate = new();
    private static Task next = Task.CompletedTask;

    /// <summary>Completes at the end of the pause that goes on, or of a new one.</summary>
    public static Task Next
    {
        get
        {
            lock (Gate)
            {
                return next.IsCompleted ? next = Task.Delay(Length) : next;
            }
        }
    }
}
