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
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(200);

    // Lines of the transcript that were read, and those among them that a reader gets.
    private long had;
    private long seen;
    private long agentLines;
    private long countedLines;

    /// <summary>What its courier has reported; null until then.</summary>
    public TaskResult? Result { get; private set; }

    /// <summary>Whether every line that its agent wrote is here, as its courier has counted them.</summary>
    public bool IsComplete => Result is not null && agentLines >= countedLines;

    /// <summary>The lines behind a number of lines, those that come together in one list; ends when the log is complete.</summary>
    /// <param name="skip">Lines the reader has had.</param>
    /// <param name="ct">Ends the reading.</param>
    public async IAsyncEnumerable<IReadOnlyList<LogLine>> FollowAsync(int skip, [EnumeratorCancellation] CancellationToken ct)
    {
        var agent = await FindAsync(ct);
        var created = agent?.CreatedAt;
        while (true)
        {
            using var writer = TranscriptWriter.TryOpen(transcript, created);
            var closed = false;
            foreach (var chunk in transcript.IsOf(created) ? transcript.Read((int)had).Chunk(Most) : [])
            {
                closed = chunk[^1].Container == TranscriptFile.Closing;
                LogLine[] lines = [.. chunk.Where(line => line.Container != TranscriptFile.Closing)];
                had += chunk.Length - lines.Length;
                if (New(lines, skip) is { Count: > 0 } some)
                {
                    yield return some;
                }
            }

            // One that lives was given up, and began after all.
            if (closed && (agent is not { Live: true } || await FindAsync(ct) is not { Live: true }))
            {
                yield break;
            }

            if (writer is not null)
            {
                await foreach (var lines in PumpAsync(writer, agent is { Live: false }, ct))
                {
                    if (New(lines, skip) is { Count: > 0 } some)
                    {
                        yield return some;
                    }
                }

                yield break;
            }

            // Another process of this tool writes the transcript; if it dies, this one takes over.
            await Task.Delay(PollInterval, clock, ct);
        }
    }

    /// <summary>Takes note of lines.</summary>
    /// <returns>Those that the reader has not had.</returns>
    private IReadOnlyList<LogLine> New(IReadOnlyList<LogLine> lines, int skip)
    {
        var known = (int)Math.Clamp(skip - seen, 0, lines.Count);
        had += lines.Count;
        seen += lines.Count;
        foreach (var line in lines)
        {
            Count(line);
        }

        return known == 0 ? lines : [.. lines.Skip(known)];
    }

    private async IAsyncEnumerable<IReadOnlyList<LogLine>> PumpAsync(
        TranscriptWriter writer,
        bool over,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var channel = Channel.CreateBounded<IReadOnlyList<LogLine>>(
            new BoundedChannelOptions(1) { SingleReader = true, AllowSynchronousContinuations = true }
        );
        var cut = false;
        IAsyncEnumerable<IReadOnlyList<LogLine>>[] streams =
        [
            .. runtime.Streams.Select(container =>
                runtime.LogsAsync(
                    scope,
                    transcript.Pod,
                    container,
                    writer.Cursors.GetValueOrDefault(container, LogCursor.Start),
                    stop.Token
                )
            ),
        ];

        // What has ended is read in the order in which it was written, what goes on as it comes.
        var pumps = over
            ? CopyAsync(MergedLines.Of(streams, stop.Token), channel.Writer, stop.Token)
            : Task.WhenAll(streams.Select(stream => CopyAsync(stream, channel.Writer, stop.Token)));
        _ = pumps.ContinueWith(
            done => channel.Writer.Complete(done.Exception?.InnerExceptions[0]),
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default
        );
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

            if (!cut && await FindAsync(ct) is not ({ Live: true } or { End: AgentEnd.NeverStarted { MayBegin: true } }))
            {
                writer.Append([new(transcript.Pod, TranscriptFile.Closing, clock.GetUtcNow(), "")]);
            }
        }
        finally
        {
            await stop.CancelAsync();
            await pumps.ContinueWith(
                static _ => { },
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default
            );
        }
    }

    private Task<AgentState?> FindAsync(CancellationToken ct) => runtime.FindAsync(scope, transcript.Pod, ct);

    private void Count(LogLine line)
    {
        if (line.Container == "agent")
        {
            agentLines++;
        }
        else if (line.Container == "courier" && line.Text.StartsWith(TaskResult.Prefix, StringComparison.Ordinal))
        {
            Result = TaskResult.TryParse(line.Text[TaskResult.Prefix.Length..]) ?? Result;
            countedLines = Result?.AgentLogLines ?? countedLines;
        }
    }

    /// <summary>A node rotates logs, and forgets what came before: courier's count of the agent's lines proves it.</summary>
    private LogLine? Missing() =>
        countedLines > agentLines
            ? new(
                transcript.Pod,
                TranscriptFile.Hole,
                clock.GetUtcNow(),
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{countedLines - agentLines} of {countedLines} lines of the agent's log are missing: its node no longer had them"
                )
            )
            : null;

    private static async Task CopyAsync(
        IAsyncEnumerable<IReadOnlyList<LogLine>> stream,
        ChannelWriter<IReadOnlyList<LogLine>> writer,
        CancellationToken ct
    )
    {
        await foreach (var lines in stream)
        {
            // A line is text for people and files: no control character gets past this point.
            await writer.WriteAsync(Sanitizer.Clean(lines), ct);
        }
    }
}
