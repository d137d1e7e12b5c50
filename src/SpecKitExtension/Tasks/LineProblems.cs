namespace SpecKitExtension.Tasks;

/// <summary>Collects what is wrong with single lines of tasks.md.</summary>
internal sealed class LineProblems(TaskGrammar grammar)
{
    // Nothing is wrong with these when another line is the task.
    private readonly List<(TaskId? Id, TaskProblem Problem)> _unlessKnown = [];
    private readonly List<TaskProblem> _problems = [];

    /// <param name="task">A task.</param>
    /// <param name="head">What its line says.</param>
    public void OfTask(TaskDraft task, TaskHead head)
    {
        if (head.Markers is { Sync: true, Async: true })
        {
            _problems.Add(TaskProblems.BothModes(task.Line, task.Id));
        }
        else if (task.IsDropped)
        {
            _problems.Add(TaskProblems.StruckOut(task.Line, task.Id));
        }
        else if (!task.Done && head.Markers is { Sync: false, Async: false } && LineLint.SaysAsync(head.Text))
        {
            _problems.Add(TaskProblems.AsyncInText(task.Line, task.Id));
        }

        if (head.Text.Length == 0)
        {
            _problems.Add(TaskProblems.NoText(task.Line, task.Id));
        }
    }

    /// <param name="title">A heading.</param>
    /// <param name="line">Its line, from 1.</param>
    public void OfHeading(string title, int line)
    {
        if (TaskHead.Read(title, grammar) is { } head)
        {
            AddUnlessKnown(head.Id, TaskProblems.NoBox(line, head.Id));
        }
    }

    /// <param name="text">A line that is no task.</param>
    /// <param name="head">How it begins.</param>
    /// <param name="line">Its number, from 1.</param>
    /// <param name="isDependency">Whether it says what an id depends on.</param>
    public void OfOther(string text, LineHead head, int line, bool isDependency)
    {
        if (head.HasBox)
        {
            if (LineLint.IsMeantAsTask(text[head.BehindBox..], grammar, out var id))
            {
                AddUnlessKnown(id, TaskProblems.IdNotFirst(line, id is null ? "it has no id" : $"{id} does not come first"));
            }
        }
        else if (!text.AsSpan().ContainsAnyInRange('0', '9'))
        {
            // No digit, no id.
        }
        else if (LineLint.MalformedBox(text, head, grammar) is { } malformed)
        {
            _problems.Add(TaskProblems.MalformedBox(line, malformed));
        }
        else if (!isDependency && LineLint.NoBox(text, head, grammar) is { } id)
        {
            AddUnlessKnown(id, TaskProblems.NoBox(line, id));
        }
    }

    /// <summary>All of it, given the tasks of the file.</summary>
    public IEnumerable<TaskProblem> Of(IEnumerable<TaskDraft> tasks)
    {
        var known = _unlessKnown.Count == 0 ? [] : tasks.Select(task => task.Id).ToHashSet();
        return _problems.Concat(_unlessKnown.Where(item => item.Id is null || !known.Contains(item.Id)).Select(item => item.Problem));
    }

    private void AddUnlessKnown(TaskId? id, TaskProblem problem) => _unlessKnown.Add((id, problem));
}
