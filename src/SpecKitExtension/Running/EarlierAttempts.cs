using System.Globalization;
using SpecKitExtension.Agents;
using SpecKitExtension.Git;
using SpecKitExtension.Logs;
using SpecKitExtension.Naming;
using SpecKitExtension.Rendering;
using SpecKitExtension.Tools;

namespace SpecKitExtension.Running;

/// <summary>Finds out what an attempt that goes on from earlier work has to know of it.</summary>
/// <param name="context">The feature.</param>
/// <param name="runtime">Where agents run; it may still have the earlier one's log.</param>
/// <param name="transcripts">An agent's transcript.</param>
/// <param name="clock">The time.</param>
internal sealed class EarlierAttempts(
    FeatureContext context,
    IAgentRuntime runtime,
    Func<string, TranscriptFile> transcripts,
    TimeProvider clock
)
{
    private const int MostNamed = 50;
    private const int MostLines = 40;
    private const int MostLetters = 6_000;
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(20);

    /// <summary>Finds it out.</summary>
    /// <param name="view">The feature as it was just seen.</param>
    /// <param name="task">The task.</param>
    /// <param name="from">What it goes on from.</param>
    /// <param name="ct">Ends the search.</param>
    public async Task<FoundWork> FindAsync(FeatureView view, TaskView task, Continuation from, CancellationToken ct)
    {
        var couriers = await DeliveryTrailers.FindAsync(context.Repository, context.Feature, [$"^{view.Head}", from.Commit], ct);
        List<DeliveryTrailers> mine = [.. couriers.Where(commit => commit.IsFor(task.Id) && commit.Digest == task.Planned.Item.Digest)];
        var (last, first) = (mine.FirstOrDefault(), mine.LastOrDefault());
        var start = first is not null && await context.Repository.IsAncestorAsync(first.Base, from.Commit, ct) ? first.Base : view.Head;
        var log = await context.Repository.RunAsync(
            ct,
            "log",
            "--reverse",
            "--no-merges",
            "--format=tformat:%h %an: %s",
            from.Commit,
            $"^{view.Head}",
            $"^{start}",
            "--"
        );
        var files = await ChangedFiles.BetweenAsync(context.Repository, start, from.Commit, ct);
        var attempt = last?.Attempt ?? task.Attempts;
        return new(
            attempt,
            last is { Delivers: true },
            Ended(task, last),
            Some(log.Lines),
            Some(files),
            await SaidAsync(PodName.For(context.Key, context.Feature, task.Id, attempt).Value, view, ct),
            from.Note ?? ""
        );
    }

    /// <summary>The verdict where it is on this very attempt, else what its own commit says.</summary>
    private static string Ended(TaskView task, DeliveryTrailers? last) =>
        task.Outcome is { } outcome && (outcome.Succeeded ? task.Git.DeliveredAttempt : task.Attempts) == last?.Attempt
            ? outcome.Reason is { } reason
                ? $"{outcome.Name}: {reason}"
                : outcome.Name
            : last is { AgentOutcome.Length: > 0 }
                ? last.AgentOutcome
                : "nobody knows how it ended";

    private static IReadOnlyList<string> Some(IReadOnlyList<string> all) =>
        all.Count <= MostNamed
            ? all
            : [.. all.Take(MostNamed), string.Create(CultureInfo.InvariantCulture, $"and {all.Count - MostNamed} more")];

    /// <summary>The end of an agent's log: from the transcript where it is whole, else from the runtime, else as far as the transcript
    /// goes.</summary>
    private async Task<string> SaidAsync(string pod, FeatureView view, CancellationToken ct)
    {
        var agent = view.Agents.FirstOrDefault(agent => agent.Pod == pod);
        var transcript = transcripts(pod);
        Queue<LogLine> kept = new();
        var isWhole = false;
        if (transcript.IsOf(agent?.CreatedAt))
        {
            foreach (var line in transcript.Read(0))
            {
                isWhole |= line.Container == TranscriptFile.Closing;
                Keep(kept, line);
            }
        }

        var said =
            isWhole || agent is null ? kept
            : await FromRuntimeAsync(pod, ct) is { Count: > 0 } live ? live
            : kept;
        var text = string.Join('\n', said.Select(line => Sanitizer.Clean(line.Text)));
        return text.Length <= MostLetters ? text : text[^MostLetters..];
    }

    private async Task<Queue<LogLine>> FromRuntimeAsync(string pod, CancellationToken ct)
    {
        Queue<LogLine> kept = new();
        using CancellationTokenSource enough = new(TimeLimit, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(enough.Token, ct);
        try
        {
            await foreach (var lines in runtime.LogsAsync(context.Scope, pod, "agent", LogCursor.Start, both.Token))
            {
                foreach (var line in lines)
                {
                    Keep(kept, line);
                }
            }
        }
        catch (Exception failure) when (!ct.IsCancellationRequested && failure is ToolFailedException or OperationCanceledException)
        {
            // The work itself is in git; what its agent said of it is a help, and nobody has it any more.
        }

        return kept;
    }

    private static void Keep(Queue<LogLine> kept, LogLine line)
    {
        if (line.Container == "agent")
        {
            kept.Enqueue(line);
            _ = kept.Count > MostLines ? kept.Dequeue() : null;
        }
    }
}
