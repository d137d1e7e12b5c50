using System.Globalization;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using SpecKitExtension.Agents;
using SpecKitExtension.Logs;

namespace SpecKitExtension.Running;

/// <summary>One agent's whole log: what the transcript has, then what the runtime sends, each line once.</summary>
internal sealed class AgentLog(IAgentRuntime runtime, AgentScope scope, TranscriptFile transcript, TimeProvider clock)
{
    private const int Most = 256;
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(200);

    private long seen;
    private long agentLines;
    private long countedLines;

    /// <summary>The lines behind a number of lines, those that come together in one list; ends when the log is complete.</summary>
    /// <param name="skip">Lines the reader has had.</param>
    /// <param name="ct">Ends the reading.</param>
    public async IAsyncEnumerable<IReadOnlyList<LogLine>> FollowAsync(int skip, [EnumeratorCancellation] CancellationToken ct)
    {
        var agent = await runtime.FindAsync(scope, transcript.Pod, ct);
        var created = agent?.CreatedAt;
        var had = 0;
        while (true)
        {
            using var writer = TranscriptWriter.TryOpen(transcript, created);
            foreach (var lines in transcript.IsOf(created) ? transcript.Read(had).Chunk(Most) : [])
            {
                had += lines.Length;
                var from = 0;
                for (var end = Closing(lines, 0); end >= 0; end = Closing(lines, from))
                {
                    if (New(lines[from..end], skip) is { Count: > 0 } before)
                    {
                        yield return before;
                    }

                    if (agent is not { Live: true } || await runtime.FindAsync(scope, transcript.Pod, ct) is not { Live: true })
                    {
                        yield break;
                    }

                    // It was given up, and began after all.
                    from = end + 1;
                }

                if (New(lines[from..], skip) is { Count: > 0 } some)
                {
                    yield return some;
                }
            }

            if (writer is not null)
            {
                await foreach (var lines in PumpAsync(writer, ct))
                {
                    if (New(lines, skip) is { Count: > 0 } some)
                    {
                        yield return some;
                    }
                }

                yield break;
            }

            // Another process of this tool writes the transcript; if it dies, this one takes over.
            await Task.Delay(Beat, clock, ct);
        }
    }

    private static int Closing(LogLine[] lines, int from) => Array.FindIndex(lines, from, line => line.Container == TranscriptFile.Closing);

    /// <summary>Takes note of lines.</summary>
    /// <returns>Those that the reader has not had.</returns>
    private IReadOnlyList<LogLine> New(IReadOnlyList<LogLine> lines, int skip)
    {
        var known = (int)Math.Clamp(skip - seen, 0, lines.Count);
        seen += lines.Count;
        foreach (var line in lines)
        {
            Count(line);
        }

        return known == 0 ? lines : [.. lines.Skip(known)];
    }

    private async IAsyncEnumerable<IReadOnlyList<LogLine>> PumpAsync(TranscriptWriter writer, [EnumeratorCancellation] CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var channel = Channel.CreateBounded<IReadOnlyList<LogLine>>(1);
        var cut = false;
        var pumps = Task.WhenAll(runtime.Streams.Select(container => CopyAsync(container, writer.Cursors.GetValueOrDefault(container, LogCursor.Start), channel.Writer, stop.Token)));
        _ = pumps.ContinueWith(done => channel.Writer.Complete(done.Exception?.InnerExceptions[0]), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        try
        {
            await foreach (var lines in channel.Reader.ReadAllAsync(ct))
            {
                cut |= lines.Any(line => line.Cut);
                writer.Append(lines);
                yield return lines;
            }

            if (Missing() is { } notice)
            {
                writer.Append([notice]);
                yield return [notice];
            }

            if (!cut && await runtime.FindAsync(scope, transcript.Pod, ct) is not ({ Live: true } or { End: AgentEnd.NeverStarted { MayBegin: true } }))
            {
                writer.Append([new(transcript.Pod, TranscriptFile.Closing, clock.GetUtcNow(), "")]);
            }
        }
        finally
        {
            await stop.CancelAsync();
            await pumps.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    private void Count(LogLine line)
    {
        if (line.Container == "agent")
        {
            agentLines++;
        }
        else if (line.Container == "courier" && line.Text.StartsWith(TaskResult.Prefix, StringComparison.Ordinal))
        {
            countedLines = TaskResult.TryParse(line.Text[TaskResult.Prefix.Length..])?.AgentLogLines ?? countedLines;
        }
    }

    /// <summary>A node rotates logs, and forgets what came before: courier's count of the agent's lines proves it.</summary>
    private LogLine? Missing() => countedLines > agentLines
        ? new(transcript.Pod, "notice", clock.GetUtcNow(), string.Create(CultureInfo.InvariantCulture, $"{countedLines - agentLines} of {countedLines} lines of the agent's log are missing: its node no longer had them"))
        : null;

    private async Task CopyAsync(string container, LogCursor from, ChannelWriter<IReadOnlyList<LogLine>> writer, CancellationToken ct)
    {
        await foreach (var lines in runtime.LogsAsync(scope, transcript.Pod, container, from, ct))
        {
            // A line is text for people and files: no control character gets past this point.
            await writer.WriteAsync([.. lines.Select(Clean)], ct);
        }
    }

    private static LogLine Clean(LogLine line) => Sanitizer.Clean(line.Text) is var text && ReferenceEquals(text, line.Text) ? line : line with { Text = text };
}
