using System.Text.RegularExpressions;

namespace SpecKitExtension.Tasks;

/// <summary>Collects what is wrong with single lines of tasks.md: lines that were meant as tasks but are none, markers that were meant but
/// are none. A habit gives one warning a file.</summary>
internal sealed partial class LineProblems(TaskGrammar grammar)
{
    private const int FirstWords = 3;

    private static readonly string[] Labels = ["task", "todo", "step", "item", "subtask", "id"];

    // Nothing is wrong where another line is the task of that id.
    private readonly List<(TaskId? UnlessTask, TaskProblem Problem)> _problems = [];

    /// <param name="task">A task.</param>
    public void OfTask(TaskDraft task)
    {
        var (line, id, markers) = (task.Number, task.Head.Id, task.Head.Markers);
        Add(
            markers is { Sync: true, Async: true } ? TaskProblems.BothModes(line, id)
            : task.IsStruckOut ? TaskProblems.StruckOut(line, id)
            : task.Box == TaskBox.InHand ? TaskProblems.InHand(line, id)
            : task.Box == TaskBox.Dropped ? TaskProblems.Dropped(line, id)
            : task.Box == TaskBox.Open && markers is { Sync: false, Async: false } && SaysAsync(task.Head.Text)
                ? TaskProblems.AsyncInText(line, id)
            : null
        );
        Add(task.Head.Text.Length == 0 ? TaskProblems.NoText(line, id) : null);
    }

    /// <param name="task">A task, once all its lines are read.</param>
    public void OfWholeTask(TaskDraft task) => Add(task.FirstHiddenText is { } line ? TaskProblems.HiddenText(line, task.Head.Id) : null);

    /// <param name="title">A heading.</param>
    /// <param name="line">Its line, from 1.</param>
    public void OfHeading(string title, int line)
    {
        if (TaskHead.Read(title, grammar)?.Id is { } id)
        {
            Add(TaskProblems.NoBox(line, id), id);
        }
    }

    /// <param name="line">A line that is no task.</param>
    /// <param name="number">Its number, from 1.</param>
    /// <param name="inDependencies">Whether it stands where lists begin with ids.</param>
    public void OfOther(MarkdownLine line, int number, bool inDependencies)
    {
        var (text, head) = (line.Shown, line.Head);
        if (head.HasBox)
        {
            if (head.BehindBox <= text.Length && IsMeantAsTask(text[head.BehindBox..], out var id))
            {
                Add(TaskProblems.IdNotFirst(number, id is null ? "it has no id" : $"{id} does not come first"), id);
            }
        }
        else if (
            text.AsSpan().ContainsAnyInRange('0', '9')
            && MalformedBox().Match(text) is { Success: true } box
            && TaskHead.Read(text[box.Length..], grammar)?.Id is { } malformed
        )
        {
            Add(TaskProblems.MalformedBox(number, malformed));
        }
        else if (
            !inDependencies
            && head.HasBullet
            && text.Length > head.BehindBullet
            && text[head.BehindBullet] is ' ' or '\t'
            && TaskHead.Read(text[head.BehindBullet..].Trim(), grammar)?.Id is { } id
        )
        {
            Add(TaskProblems.NoBox(number, id), id);
        }
    }

    /// <summary>All of it, given the tasks of the file; of a habit, the first line and how often it occurs.</summary>
    public IEnumerable<TaskProblem> Of(IEnumerable<TaskDraft> tasks)
    {
        var known = tasks.Select(task => task.Head.Id).ToHashSet();
        return _problems
            .Where(item => item.UnlessTask is null || !known.Contains(item.UnlessTask))
            .Select(item => item.Problem)
            .GroupBy(problem => problem.Code)
            .Select(habit =>
                habit.ToList() switch
                {
                    [var only] => only,
                    [var first, .. var more] => first with
                    {
                        Problem =
                            $"{first.Problem} So {(more.Count == 1 ? "does line" : "do lines")} {string.Join(", ", more.Take(5).Select(problem => problem.Line))}{(more.Count > 5 ? $" and {more.Count - 5} more" : "")}.",
                    },
                    _ => throw new System.Diagnostics.UnreachableException(),
                }
            );
    }

    private void Add(TaskProblem? problem, TaskId? unlessTask = null)
    {
        if (problem is not null)
        {
            _problems.Add((unlessTask, problem));
        }
    }

    /// <summary>Whether words behind a box look like a task, with an id that does not come first, or none.</summary>
    private bool IsMeantAsTask(string words, out TaskId? id)
    {
        id = null;
        var text = Tag().Replace(words, "");
        var first = text.Split((char[]?)null, FirstWords + 1, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Take(FirstWords)
            .ToList();
        var hasMode = Mode().IsMatch(text);
        var isLabelled = true;
        foreach (var word in first)
        {
            var bare = word.AsSpan().TrimStart("#[(*_`");
            if ((isLabelled || hasMode) && grammar.IdLength(bare) is var length and > 0)
            {
                id = TaskId.FromGrammar(bare[..length].ToString());
                return true;
            }

            isLabelled &= !word.Any(char.IsLetter) || Labels.Contains(word.TrimEnd(':', '#'), StringComparer.OrdinalIgnoreCase);
        }

        return first.Exists(word => Mode().IsMatch(word));
    }

    /// <summary>Whether a text that is not marked for an agent says ASYNC all the same, outside of code.</summary>
    private static bool SaysAsync(string text) =>
        Async().IsMatch(text)
        && CodeSpans.Of(text) is var spans
        && Async().Matches(text).Any(match => spans.EndOfSpanAt(match.Index) is null);

    /// <summary>A box as in <c>-[ ] T021</c>, <c>- [] T022</c>, <c>- [ ]T023</c>, <c>• [ ] T024</c>, <c>☐ T025</c>.</summary>
    [GeneratedRegex(
        @"^[ \t>]*(?:(?:[-*+•◦‣·▪●]|[0-9]{1,9}[.)])[ \t]*)?(?:[☐☑☒□▢⬜✅✔]\uFE0F?[ \t]*|(?<=[-*+•◦‣·▪●.)][ \t]*)\[(?![pP]\])[^\]0-9]{0,3}\][ \t\u00a0]*)"
    )]
    private static partial Regex MalformedBox();

    [GeneratedRegex(@"<[^<>]{0,200}>")]
    private static partial Regex Tag();

    [GeneratedRegex(@"(?<!`)\[(?:A?SYNC)\]", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Mode();

    [GeneratedRegex(@"(?<![\p{L}\p{N}_./-])ASYNC(?![\p{L}\p{N}_/-])|\[[^\[\]`]{0,12}(?i:\basync\b)")]
    private static partial Regex Async();
}
