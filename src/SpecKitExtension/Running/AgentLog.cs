using System.Globalization;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using SpecKitExtension.Agents;
using SpecKitExtension.Logs;

namespace SpecKitExtension.Running;

/// <summary>One agent's whole log: what the transcript has, then what the runtime sends, each line once.</summary>
internal sealed class AgentLog(IAgentRuntime runtime, AgentScope scope, TranscriptFile transcript, TimeProvider clock)
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(200);

    /// <summary>The lines behind a number of lines; ends when the log is complete.</summary>
    /// <param name="skip">Lines the reader has had.</param>
    /// <param name="ct">Ends the reading.</param>
    public async IAsyncEnumerable<LogLine> FollowAsync(int skip, [EnumeratorCancellation] CancellationToken ct)
    {
        var agent = await FindAsync(ct);
        var created = agent?.CreatedAt;
        var (had, seen) = (0, 0);
        while (true)
        {
            using var writer = TranscriptWriter.TryOpen(transcript, created);
            foreach (var line in transcript.IsOf(created) ? transcript.Read(had) : [])
            {
                if (line.Container == TranscriptFile.Closing)
                {
                    if (agent is not { Live: true } || await FindAsync(ct) is not { Live: true })
                    {
                        yield break;
                    }

                    // It was given up, and began after all.
                    had++;
                    continue;
                }

                had++;
                if (seen++ >= skip)
                {
                    yield return line;
                }
            }

            if (writer is not null)
            {
                await foreach (var line in PumpAsync(writer, ct))
                {
                    if (seen++ >= skip)
                    {
                        yield return line;
                    }
                }

                yield break;
            }

            // Another process of this tool writes the transcript; if it dies, this one takes over.
            await Task.Delay(Beat, clock, ct);
        }
    }

    private async IAsyncEnumerable<LogLine> PumpAsync(TranscriptWriter writer, [EnumeratorCancellation] CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var channel = Channel.CreateBounded<LogLine>(256);
        var cut = false;
        var pumps = Task.WhenAll(runtime.Streams.Select(container => CopyAsync(container, writer.Cursors.GetValueOrDefault(container, LogCursor.Start), channel.Writer, stop.Token)));
        _ = pumps.ContinueWith(done => channel.Writer.Complete(done.Exception?.InnerExceptions[0]), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        try
        {
            await foreach (var line in channel.Reader.ReadAllAsync(ct))
            {
                cut |= line.Cut;
                writer.Append(line);
                yield return line;
            }

            if (Missing() is { } notice)
            {
                writer.Append(notice);
                yield return notice;
            }

            if (!cut && await FindAsync(ct) is not ({ Live: true } or { End: AgentEnd.NeverStarted { MayBegin: true } }))
            {
                writer.Append(new(transcript.Pod, TranscriptFile.Closing, clock.GetUtcNow(), ""));
            }
        }
        finally
        {
            await stop.CancelAsync();
            await pumps.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    private async Task<AgentState?> FindAsync(CancellationToken ct) =>
        (await runtime.ListAsync(scope, ct)).FirstOrDefault(agent => agent.Pod == transcript.Pod);

    /// <summary>A node rotates logs, and forgets what came before: courier's count of the agent's lines proves it.</summary>
    private LogLine? Missing()
    {
        var (lines, counted) = (0L, 0L);
        foreach (var line in transcript.Read(0))
        {
            lines += line.Container == "agent" ? 1 : 0;
            counted = line.Container == "courier" && line.Text.StartsWith(TaskResult.Prefix, StringComparison.Ordinal) ? TaskResult.TryParse(line.Text[TaskResult.Prefix.Length..])?.AgentLogLines ?? counted : counted;
        }

        return counted > lines
            ? new(transcript.Pod, "notice", clock.GetUtcNow(), string.Create(CultureInfo.InvariantCulture, $"{counted - lines} of {counted} lines of the agent's log are missing: its node no longer had them"))
            : null;
    }

    private async Task CopyAsync(string container, LogCursor from, ChannelWriter<LogLine> writer, CancellationToken ct)
    {
        await foreach (var line in runtime.LogsAsync(scope, transcript.Pod, container, from, ct))
        {
            // A line is text for people and files: no control character gets past this point.
            await writer.WriteAsync(line with { Text = Sanitizer.Clean(line.Text) }, ct);
        }
    }
}
