namespace SpecKitExtension.Cluster;

/// <summary>One connection that carries a log, given up when it has been silent for longer than a living one would be.</summary>
/// <param name="api">The cluster.</param>
/// <param name="path">The log.</param>
/// <param name="patience">How long nothing may come, as things stand now.</param>
/// <param name="ct">Ends the reading.</param>
internal sealed class LogConnection(ClusterApi api, string path, Func<TimeSpan> patience, CancellationToken ct) : IDisposable
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(2);

    /// <summary>A server sends every line by itself. Where a read brings less than this, the next one waits, so that it brings more: a read costs more than a line.</summary>
    private const int Little = 2_048;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(80);

    private readonly CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(ct);
    private HttpResponseMessage? answer;
    private ByteLines? lines;
    private bool pauses;

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

        if (pauses)
        {
            await Task.Delay(Pause, end.Token);
        }

        var reading = lines.ReadAsync(end.Token).AsTask();
        if (!reading.IsCompleted && !await IsAliveAsync(reading))
        {
            return null;
        }

        var read = await reading;
        Ended = read == 0;
        pauses = read < Little;
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
