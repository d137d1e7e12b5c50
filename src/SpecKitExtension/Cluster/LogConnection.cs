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
    public string Rest => lines?.Rest ?? "";

    /// <summary>The next line, or null when there are no more here.</summary>
    /// <exception cref="Tools.ToolFailedException">The server refuses or does not answer, or kubectl fails.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    public async ValueTask<string?> NextAsync()
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

        if (!lines.TryNext(out var line))
        {
            var coming = lines.NextAsync(end.Token).AsTask();
            if (!await IsAliveAsync(coming))
            {
                return null;
            }

            line = await coming;
            Ended = line is null;
        }

        return line;
    }

    public void Dispose()
    {
        end.Cancel();
        answer?.Dispose();
        end.Dispose();
    }

    private async Task<ByteLines> OpenAsync()
    {
        answer = await api.OpenAsync(path, end.Token);
        return new(await answer.Content.ReadAsStreamAsync(end.Token));
    }

    /// <summary>Waits for what comes.</summary>
    /// <returns>False when nothing has come for so long that nothing will.</returns>
    private async Task<bool> IsAliveAsync(Task coming)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                await coming.WaitAsync(Beat, ct);
                return true;
            }
            catch (TimeoutException)
            {
                if (TimeProvider.System.GetElapsedTime(began) >= patience())
                {
                    _ = coming.ContinueWith(static late => _ = late.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
                    return false;
                }
            }
        }
    }
}
