namespace SpecKitExtension.Tasks;

/// <summary>Reads tasks.md line by line: headings, tasks and what belongs to them, dependencies in prose, and lines that were meant as tasks.</summary>
internal sealed class TaskLines(SourceText source, MarkdownBlocks blocks, TaskGrammar grammar)
{
    private readonly Stack<TaskDraft> _open = [];
    private readonly LineProblems _problems = new(grammar);
    private bool _afterText;
    private bool _codeBelongs;
    private DependencyTable? _table;

    public PhaseOutline Outline { get; } = new();

    public List<TaskDraft> Tasks { get; } = [];

    /// <summary>What the file says about dependencies outside of its tasks.</summary>
    public DependencySection Dependencies { get; } = new();

    public IEnumerable<TaskProblem> Problems => _problems.Of(Tasks);

    public void Read()
    {
        for (var line = 0; line < source.LineCount; line++)
        {
            Read(line);
        }

        Dependencies.End();
    }

    private void Read(int line)
    {
        var text = source.Line(line);
        var head = LineHead.Of(text);
        if (blocks.IsCode(line))
        {
            _codeBelongs = line > 0 && blocks.IsCode(line - 1) ? _codeBelongs : OwnerOf(head);
            if (!Continue(_codeBelongs ? source.Decode(line) : null, isCode: true) && Outline.InDependencies)
            {
                Dependencies.AddCode(line + 1, source.Decode(line));
            }
        }
        else if (text.Trim(" \t>").IsEmpty)
        {
            _afterText = false;
            Dependencies.AddBlank();
            Continue(_open.Count > 0 ? source.Decode(line) : null, isCode: false);
        }
        else if (text[head.Text] == SourceText.Hidden)
        {
            // A comment ends nothing.
        }
        else if (blocks.Headings.TryGetValue(line, out var level))
        {
            Enter(WithoutMarks(source.Decode(line, head.Text).TrimStart('-', '*', '+', ' ', '\t').Trim()), level, line);
        }
        else if (SetextHeading.LevelAt(source, blocks, line, head) is { } underlined)
        {
            Enter(source.Decode(line, head.Text).Trim(), underlined, line);
        }
        else if (!head.HasBox || !TryTask(line, head))
        {
            Other(line, head);
        }
    }

    private void Enter(string title, int level, int line)
    {
        _open.Clear();
        Dependencies.End();
        Outline.Enter(title, level, line + 1);
        _problems.OfHeading(title, line + 1);
    }

    private bool TryTask(int line, LineHead head)
    {
        if (TaskHead.Read(source.Decode(line, head.BehindBox), grammar) is not { } words)
        {
            return false;
        }

        OwnerOf(head);
        Dependencies.End();
        TaskDraft task = new(words, head, line + 1, Outline.Current(), source.Line(line)[head.Box] != ' ', source.Start(line) + head.Box, source.Decode(line, head.Text));
        Tasks.Add(task);
        _open.Push(task);
        _afterText = true;
        _problems.OfTask(task, words);
        return true;
    }

    private void Other(int line, LineHead head)
    {
        var text = source.Decode(line);
        _problems.OfOther(text, head, line + 1, Outline.InDependencies && DependencyWords.MayOccur(text));
        if (Continue(IsLazy(head, text) || OwnerOf(head) ? text : null, isCode: false))
        {
            _afterText = true;
        }
        else if (PhaseTitle.OfBold(text) is { } bold && Outline.EnterBold(bold, line + 1))
        {
            Dependencies.End();
        }
        else if (text.AsSpan().TrimStart(" \t>") is ['|', ..])
        {
            Dependencies.End();
            (_table ??= new(Dependencies)).Add(line + 1, text.TrimStart(' ', '\t', '>'));
        }
        else if (Outline.InDependencies)
        {
            Dependencies.Add(line + 1, head, text);
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
