namespace SpecKitExtension.Tasks;

/// <summary>Reads tasks.md line by line: headings, tasks and what belongs to them, dependencies in prose, and lines that were meant as tasks.</summary>
internal sealed class TaskLines(SourceText source, MarkdownBlocks blocks, TaskGrammar grammar)
{
    private readonly Stack<TaskDraft> _open = [];
    private readonly List<(int Line, TaskId Id)> _withoutBox = [];
    private bool _afterText;
    private bool _codeBelongs;

    public PhaseOutline Outline { get; } = new();

    public List<TaskDraft> Tasks { get; } = [];

    public List<DependencySentence> Sentences { get; } = [];

    public List<TaskProblem> Problems { get; } = [];

    public void Read()
    {
        for (var line = 0; line < source.LineCount; line++)
        {
            Read(line);
        }

        if (_withoutBox.Count == 0)
        {
            return;
        }

        var known = Tasks.Select(task => task.Id).ToHashSet();
        Problems.AddRange(_withoutBox.Where(item => !known.Contains(item.Id)).Select(item => TaskProblems.NoBox(item.Line, item.Id)));
    }

    private void Read(int line)
    {
        var text = source.Line(line);
        var head = LineHead.Of(text);
        if (blocks.IsCode(line))
        {
            _codeBelongs = line > 0 && blocks.IsCode(line - 1) ? _codeBelongs : OwnerOf(head);
            Continue(_codeBelongs ? source.Decode(line) : null, isCode: true);
        }
        else if (text.Trim(" \t>").IsEmpty)
        {
            _afterText = false;
            Continue(_open.Count > 0 ? source.Decode(line) : null, isCode: false);
        }
        else if (text[head.Text] == SourceText.Hidden)
        {
            // A comment ends nothing.
        }
        else if (blocks.Headings.TryGetValue(line, out var level))
        {
            _open.Clear();
            var title = source.Decode(line, head.Text).TrimStart('-', '*', '+', ' ', '\t').Trim();
            Outline.Enter(WithoutMarks(title), level, line + 1);
        }
        else if (!head.HasBox || !TryTask(line, head))
        {
            Other(line, head);
        }
    }

    private bool TryTask(int line, LineHead head)
    {
        if (TaskHead.Read(source.Decode(line, head.BehindBox), grammar) is not { } words)
        {
            return false;
        }

        OwnerOf(head);
        TaskDraft task = new(words, head, line + 1, Outline.Current(), source.Line(line)[head.Box] != ' ', source.Start(line) + head.Box);
        Tasks.Add(task);
        _open.Push(task);
        _afterText = true;
        if (words.Markers is { Sync: true, Async: true })
        {
            Problems.Add(TaskProblems.BothModes(line + 1, words.Id));
        }

        if (words.Text.Length == 0)
        {
            Problems.Add(TaskProblems.NoText(line + 1, words.Id));
        }

        return true;
    }

    private void Other(int line, LineHead head)
    {
        var text = source.Decode(line);
        if (!text.AsSpan().ContainsAnyInRange('0', '9'))
        {
            // No digit, no id.
        }
        else if (LineLint.MalformedBox(text, head, grammar) is { } malformed)
        {
            Problems.Add(TaskProblems.MalformedBox(line + 1, malformed));
        }
        else if (LineLint.NoBox(text, head, grammar) is { } id)
        {
            _withoutBox.Add((line + 1, id));
        }

        if (Continue(IsLazy(head, text) || OwnerOf(head) ? text : null, isCode: false))
        {
            _afterText = true;
        }
        else if (Outline.InDependencies)
        {
            Sentences.AddRange(DependencyProse.Sentences(text[Math.Min(text.Length, head.BehindBullet)..], line + 1));
        }
    }

    /// <summary>Whether a line goes on with the paragraph above it though it is not indented.</summary>
    private bool IsLazy(LineHead head, string text) =>
        _afterText && _open.TryPeek(out var task) && task.IsBeside(head) && !head.HasBullet && head.Text < text.Length && (char.IsLetterOrDigit(text[head.Text]) || text[head.Text] is '(' or '`' or '"');

    /// <summary>Closes the tasks that a line does not belong to.</summary>
    /// <returns>Whether one is left.</returns>
    private bool OwnerOf(LineHead head)
    {
        while (_open.TryPeek(out var task) && !task.Owns(head))
        {
            _open.Pop();
        }

        return _open.Count > 0;
    }

    private bool Continue(string? text, bool isCode)
    {
        if (text is not null)
        {
            _open.Peek().Continue(text, isCode);
        }

        return text is not null;
    }

    private static string WithoutMarks(string heading)
    {
        var title = heading.TrimStart('#').Trim();
        var bare = title.TrimEnd('#');
        return bare.Length == 0 || bare[^1] is ' ' or '\t' ? bare.TrimEnd() : title;
    }
}
