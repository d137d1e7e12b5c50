namespace SpecKitExtension.Cluster;

/// <summary>One connection that carries a log, given up when it has been silent for longer than a living one would be.</summary>
/// <param name="api">The cluster.</param>
/// <param name="path">The log.</param>
/// <param name="patience">How long nothing may come, as things stand now.</param>
/// <param name="ct">Ends the reading.</param>
internal sealed class LogConnection(ClusterApi api, string path, Func<TimeSpan> patience, CancellationToken ct) : IDisposable
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(ct);
    private HttpResponseMessage? answer;
    private ByteLines? lines;

    /// <summary>Whether the server has ended the log, as opposed to a connection that broke or fell silent.</summary>
    public bool Ended { get; private set; }

    /// <summary>What came behind the last line's end.</summary>
    public ReadOnlySpan<byte> Rest => lines is null ? [] : lines.Rest;

    /// <summary>The next line, if all of it is here.</summary>
    public bool TryNext(out ReadOnlySpan<byte> line)
    {
        line = [];
        return lines?.TryNext(out line) == true;
    }

    /// <summary>Waits for more.</summary>
    /// <returns>False when there is no more here.</returns>
    /// <exception cref="Tools.ToolFailedException">The server refuses or does not answer, or kubectl fails.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    public async ValueTask<bool> MoreAsync()
    {
        if (lines is null)
        {
            // A server may send the head of its answer together with the first line only.
            var opening = OpenAsync();
            if (!await IsAliveAsync(opening))
            {
                return false;
            }

            lines = await opening;
        }

        var reading = lines.ReadAsync(end.Token).AsTask();
        if (!reading.IsCompleted && !await IsAliveAsync(reading))
        {
            return false;
        }

        Ended = !await reading;
        return !Ended;
    }

    public void Dispose()
    {
        end.Cancel();
        answer?.Dispose();
        end.Dispose();
    }

    private async Task<ByteLines> OpenAsync()
    {
        answer = await api.OpenAsync(path, alone: true, end.Token);
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
            await coming.WaitAsync(Beat, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            ct.ThrowIfCancellationRequested();
            if (coming.IsCompleted)
            {
                return true;
            }

            if (TimeProvider.System.GetElapsedTime(began) >= patience())
            {
                _ = coming.ContinueWith(static late => _ = late.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
                return false;
            }
        }
    }
}
