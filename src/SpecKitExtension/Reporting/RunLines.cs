using System.Text;
using SpecKitExtension.Agents;
using SpecKitExtension.Logs;
using SpecKitExtension.Running;
using SpecKitExtension.Tasks;

namespace SpecKitExtension.Reporting;

/// <summary>A run as lines of text: each begins with its task, so that parallel agents can be told apart.</summary>
/// <param name="colours">Colours of the prefixes; off where nobody sees them.</param>
internal sealed class RunLines(TaskColours colours)
{
    private char[] wide = new char[1_024];

    /// <summary>The line of an event; null for events that are not worth one.</summary>
    public string? For(RunEvent happened) =>
        happened switch
        {
            RunEvent.Log log => IsForPrograms(log.Line) ? null : $"{colours.Prefix(log.Task)} {Sanitizer.Neutralize(log.Line.Text)}",
            RunEvent.Spawned { Start: var start } => $"{colours.Prefix(start.Task)} {Spawned(start)}",
            // The watch may be faster than the answer to the creation: a pod that waits for nothing in particular is told by its start
            // alone.
            RunEvent.State { Agent: { Phase: AgentPhase.Pending, Detail: null } } => null,
            RunEvent.State { Agent: { Live: true } agent } =>
                $"{colours.Prefix(agent.Task)} · {TaskStatus.Of(agent.Phase)}{(agent.Detail is null ? "" : ": " + Sanitizer.Clean(agent.Detail))}",
            RunEvent.Judged { Task: var task } => $"{colours.Prefix(task.Id)} = {Verdict(task)}",
            RunEvent.Integrated { Merge: var merge } =>
                $"Merged {string.Join(", ", merge.Included)} as {merge.Commit[..7]} for the tasks to come{string.Concat(merge.Conflicts.Select(conflict => $"; {Sanitizer.Clean(conflict.ToString())}"))}",
            RunEvent.Paced paced => Paced(paced),
            RunEvent.Notice { Text: var text } => Sanitizer.Clean(text),
            _ => null,
        };

    /// <summary>Appends a log's line with its end, unless it is not worth one.</summary>
    public StringBuilder Append(StringBuilder text, TaskId task, LogLine line)
    {
        if (IsForPrograms(line))
        {
            return text;
        }

        text.Append(colours.Prefix(task)).Append(' ');
        if (!Sanitizer.IsPrintable(line.Utf8.Span))
        {
            return text.Append(Sanitizer.Neutralize(line.Text)).Append('\n');
        }

        if (wide.Length < line.Utf8.Length)
        {
            Array.Resize(ref wide, line.Utf8.Length * 2);
        }

        return text.Append(wide.AsSpan(0, Encoding.ASCII.GetChars(line.Utf8.Span, wide))).Append('\n');
    }

    /// <summary>What the courier says to programs, its result above all; people get the verdict.</summary>
    private static bool IsForPrograms(LogLine line) =>
        line.Container == "courier" && line.Text.StartsWith(TaskResult.Marker, StringComparison.Ordinal);

    /// <summary>Which earlier work an attempt goes on from.</summary>
    public static string From(TaskStart start) =>
        $"goes on from {start.From}{(start.IsBehind ? ", which lacks what has been committed since; `--retry --fresh` begins there" : "")}";

    private static string Spawned(TaskStart start) =>
        start.Answer switch
        {
            StartAnswer.Started =>
                $"+ {start.Pod} on {Sanitizer.Neutralize(start.Branch)}{(start.Attempt > 1 ? $" (attempt {start.Attempt}{(start.From is null ? "" : $", {Sanitizer.Neutralize(From(start))}")})" : "")}",
            StartAnswer.Exists => $"+ {start.Pod} runs already",
            StartAnswer.NoRoom no => $"· waits: {Sanitizer.Clean(no.Reason)}",
            StartAnswer.Refused no => $"! not started: {Sanitizer.Clean(no.Reason)}",
            _ => "",
        };

    /// <summary>How the provider slows a run down, or no longer does.</summary>
    public static string Paced(RunEvent.Paced paced)
    {
        var wait = SummaryText.Duration(TimeSpan.FromSeconds(Math.Ceiling(paced.Pause.TotalSeconds)));
        return $"{paced.Limit} of {paced.Most}, {(paced.Pause == TimeSpan.Zero ? "after the provider's rate limit" : paced.Asked ? $"provider asks to wait {wait}" : $"provider limits its rate, waiting {wait}")}";
    }

    private static string Verdict(TaskView task)
    {
        var status = TaskStatus.Of(task);
        var commit = task.Git.DeliveredCommit is { } hash && task.Outcome is { Succeeded: true } ? $" {hash[..7]} on {task.Branch}" : "";
        return Sanitizer.Clean($"{status.Word}{commit}{(status.Detail.Length > 0 ? ": " + status.Detail : "")}");
    }
}
