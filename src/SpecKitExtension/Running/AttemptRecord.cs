using System.Globalization;
using SpecKitExtension.Agents;
using SpecKitExtension.Git;
using SpecKitExtension.Logs;
using SpecKitExtension.Naming;
using SpecKitExtension.Tasks;

namespace SpecKitExtension.Running;

/// <summary>One attempt, as far as its runtime, its courier's result and its transcript still tell.</summary>
/// <param name="Attempt">The attempt, from 1.</param>
/// <param name="Began">Whether its agent began, as far as anybody knows.</param>
/// <param name="Result">What its courier reported; null when that is gone.</param>
/// <param name="Took">How long it took, where that is known.</param>
/// <param name="LinesShown">Lines of the agent that reached this machine; null without a transcript.</param>
internal sealed record AttemptRecord(int Attempt, bool Began, TaskResult? Result, TimeSpan? Took, long? LinesShown)
{
    /// <summary>What it used of the model, by its commits where nothing else is left of it; null when nobody knows.</summary>
    public TaskUsage? Usage { get; init; }
}

/// <summary>Reads what is left of a task's attempts.</summary>
/// <param name="context">The feature.</param>
/// <param name="transcripts">An agent's transcript.</param>
internal sealed class AttemptReader(FeatureContext context, Func<string, TranscriptFile> transcripts)
{
    /// <summary>All attempts at a task's present text, as far as it is known which text they were for, the first one first.</summary>
    public IReadOnlyList<AttemptRecord> Read(TaskView task, IReadOnlyList<AgentState> agents)
    {
        List<AttemptRecord> records = [];
        for (var attempt = 1; ; attempt++)
        {
            var pod = PodName.For(context.Key, context.Feature, task.Id, attempt).Value;
            var agent = agents.FirstOrDefault(agent => agent.Pod == pod);
            var transcript = transcripts(pod);
            var isHere = File.Exists(transcript.Path) && transcript.IsOf(agent?.CreatedAt);
            if (attempt > task.Attempts && agent is null && !isHere)
            {
                return records;
            }

            var record = Read(attempt, agent, isHere ? transcript : null);
            if ((agent?.Digest ?? TaskDigest.TryParse(record.Result?.TaskDigest)) is not { } digest || digest == task.Planned.Item.Digest)
            {
                records.Add(record);
            }
        }
    }

    /// <summary>Reads one attempt.</summary>
    /// <param name="attempt">Its number.</param>
    /// <param name="agent">What the runtime says of it; null when it knows it no more.</param>
    /// <param name="transcript">Its transcript; null when there is none here.</param>
    internal static AttemptRecord Read(int attempt, AgentState? agent, TranscriptFile? transcript)
    {
        var (said, lines, first, last, closed) = transcript is null ? (null, null, null, null, false) : Read(transcript);
        var result = (agent?.End as AgentEnd.Reported)?.Result ?? said;

        // How many lines there were is the agent's word, and worth something only when it can write no more.
        result =
            closed || agent is { Live: false } ? result
            : result is null ? null
            : result with { AgentLogLines = null };
        var took = Between(Time(result?.StartedAt), Time(result?.EndedAt))
            ?? Between(agent?.CreatedAt, agent?.EndedAt)
            ?? (agent is { Live: true } ? null : Between(first, last));
        return new(attempt, agent?.End is not AgentEnd.NeverStarted, result, took, lines);
    }

    private static (TaskResult? Result, long? Lines, DateTimeOffset? First, DateTimeOffset? Last, bool Closed) Read(
        TranscriptFile transcript
    )
    {
        (TaskResult? Result, long Lines, DateTimeOffset? First, DateTimeOffset? Last, bool Closed) seen = (null, 0, null, null, false);
        foreach (var line in transcript.Read(0))
        {
            if (line.Container == TranscriptFile.Closing)
            {
                seen.Closed = true;
                continue;
            }

            seen.First ??= line.At;
            seen.Last = line.At;
            seen.Lines += line.Container == "agent" ? 1 : 0;
            if (line.Container == "courier" && line.Text.StartsWith(TaskResult.Prefix, StringComparison.Ordinal))
            {
                seen.Result = TaskResult.TryParse(line.Text[TaskResult.Prefix.Length..]) ?? seen.Result;
            }
        }

        return seen;
    }

    private static DateTimeOffset? Time(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    private static TimeSpan? Between(DateTimeOffset? start, DateTimeOffset? end) =>
        end - start is { } took && took >= TimeSpan.Zero ? took : null;
}
