using System.Text;
using System.Text.Unicode;

namespace SpecKitExtension.Tasks;

/// <summary>Reads tasks.md. Any bytes give a list; what is wrong with them is in its problems.</summary>
internal sealed class TaskListReader
{
    /// <summary>Nobody writes as many, and planning would take for ever.</summary>
    public const int MostDependencies = 200_000;

    private readonly MarkdownLines _markdown;
    private readonly TaskGrammar _grammar;
    private readonly PhaseOutline _outline = new();
    private readonly List<TaskDraft> _tasks = [];
    private readonly Stack<TaskDraft> _open = [];
    private readonly List<int> _section = [];
    private readonly LineProblems _problems;
    private bool _afterText;
    private bool _codeBelongs;

    private TaskListReader(MarkdownLines markdown, TaskGrammar grammar)
    {
        (_markdown, _grammar) = (markdown, grammar);
        _problems = new(grammar);
    }

    /// <param name="displayPath">The file, as messages name it.</param>
    /// <param name="content">Its bytes.</param>
    /// <param name="grammar">Which words are ids.</param>
    public static TaskList Read(string displayPath, ReadOnlyMemory<byte> content, TaskGrammar grammar)
    {
        if (IsUtf16(content.Span))
        {
            return new(displayPath, [], [], [], [TaskProblems.Utf16()]);
        }

        TaskListReader reader = new(MarkdownLines.Of(content.Span), grammar);
        for (var line = 0; line < reader._markdown.Lines.Count; line++)
        {
            reader.Read(line);
        }

        return reader.Finish(displayPath, content.Span);
    }

    private void Read(int at)
    {
        var line = _markdown.Lines[at];
        if (line.IsCode)
        {
            _codeBelongs = at > 0 && _markdown.Lines[at - 1].IsCode ? _codeBelongs : HasOwner(line.Head);
            Take(at, _codeBelongs);
        }
        else if (line.IsBlank)
        {
            _afterText = false;
            Take(at, _open.Count > 0);
        }
        else if (line.Head.Text == line.Text.Length || line.Text[line.Head.Text] == MarkdownLine.Hidden)
        {
            // A comment ends nothing.
        }
        else if (line.Level > 0)
        {
            _open.Clear();
            var title = Title(line.Shown);
            _outline.Enter(title, line.Level, at + 1);
            _problems.OfHeading(title, at + 1);
            Take(at, false);
        }
        else if (!line.Head.HasBox || !TryTask(line, at))
        {
            ReadOther(line, at);
        }
    }

    private bool TryTask(MarkdownLine line, int at)
    {
        if (
            TaskHead.Read(line.Text[line.Head.BehindBox..].Replace($"{MarkdownLine.Hidden}", "", StringComparison.Ordinal), _grammar)
            is not { } head
        )
        {
            return false;
        }

        HasOwner(line.Head);
        TaskDraft task = new(head, line, at + 1, _outline.Current());
        _tasks.Add(task);
        _open.Push(task);
        _afterText = true;
        _problems.OfTask(task);
        return true;
    }

    private void ReadOther(MarkdownLine line, int at)
    {
        _problems.OfOther(line, at + 1, _outline.InDependencies);
        if (IsLazy(line) || HasOwner(line.Head))
        {
            _afterText = true;
            Take(at, true);
        }
        else if (PhaseTitle.OfBold(line.Shown) is not { } bold || !_outline.EnterBold(bold, at + 1))
        {
            Take(at, false);
        }
    }

    /// <summary>Whether a line goes on with the paragraph above it though it is not indented.</summary>
    private bool IsLazy(MarkdownLine line) =>
        _afterText
        && _open.TryPeek(out var task)
        && task.First.Head.Quotes == line.Head.Quotes
        && !line.Head.HasBullet
        && (char.IsLetterOrDigit(line.Text[line.Head.Text]) || line.Text[line.Head.Text] is '(' or '（' or '`' or '"');

    /// <summary>Closes the tasks that a line does not belong to.</summary>
    /// <returns>Whether one is left.</returns>
    private bool HasOwner(LineHead head)
    {
        while (_open.TryPeek(out var task) && !task.Owns(head))
        {
            _open.Pop();
        }

        return _open.Count > 0;
    }

    /// <summary>Gives a line to the task above it, or to the Dependencies section.</summary>
    private void Take(int at, bool belongsToTask)
    {
        if (belongsToTask)
        {
            _open.Peek().Continue(_markdown.Lines[at], at + 1);
        }
        else if (_outline.InDependencies && !_markdown.Lines[at].IsBlank)
        {
            _section.Add(at);
        }
    }

    private TaskList Finish(string displayPath, ReadOnlySpan<byte> content)
    {
        var (phases, phaseOfSection) = _outline.Divide();
        _tasks.ForEach(task => task.Phase = phaseOfSection[task.Section]);
        _tasks.ForEach(_problems.OfWholeTask);
        List<TaskProblem> problems =
        [
            .. _problems.Of(_tasks),
            .. _markdown.UnclosedFences.Select(line => TaskProblems.UnclosedFence(line + 1)),
        ];
        NameIndex index = new(phases, _tasks, _grammar);
        problems.AddRange(
            _tasks
                .Where((task, at) => index.Find(task.Head.Id) != at)
                .Select(task => TaskProblems.DuplicateId(task.Number, task.Head.Id, _tasks[index.Find(task.Head.Id)].Number))
        );
        List<Dependency> dependencies = [];
        TaskClauses clauses = new(index, problems);
        foreach (var (at, task) in _tasks.Index())
        {
            foreach (var (text, number) in task.Words.TakeWhile(_ => dependencies.Count <= MostDependencies))
            {
                clauses.Read(text, number, at, task, dependencies);
            }
        }

        PhaseStatements statements = new(phases, _tasks, index, dependencies, problems);
        new StatementReader(_markdown.Lines, _section).Read(statements.Read);
        if (dependencies.Count > MostDependencies)
        {
            problems.Add(TaskProblems.TooManyDependencies(dependencies[^1].Line, MostDependencies));
        }

        AddWhole(problems, content);
        return new(
            displayPath,
            statements.Narrow(),
            [.. _tasks.Select(task => task.ToItem())],
            dependencies,
            [.. problems.OrderBy(problem => problem.Line)]
        );
    }

    /// <summary>Adds what is to be said of the file as a whole.</summary>
    private void AddWhole(List<TaskProblem> problems, ReadOnlySpan<byte> content)
    {
        if (_markdown.UnclosedComment is { } comment)
        {
            problems.Add(TaskProblems.UnclosedComment(comment + 1));
        }

        if (_tasks.Count == 0)
        {
            problems.Add(TaskProblems.NoTasks());
        }
        else if (
            !_tasks.Exists(task => task.Head.Markers.Async)
            && _tasks.Find(task => task is { Box: TaskBox.Open, Head.Markers.Sync: false }) is { } first
        )
        {
            problems.Add(TaskProblems.NothingAsync(first.Number, first.Head.Id));
        }

        if (!Utf8.IsValid(content))
        {
            var at = 0;
            while (Rune.DecodeFromUtf8(content[at..], out _, out var length) == System.Buffers.OperationStatus.Done)
            {
                at += length;
            }

            problems.Add(TaskProblems.NotUtf8(_markdown.Lines.Count(line => line.Offset <= at)));
        }
    }

    /// <summary>Whether bytes are UTF-16, with a mark or, by every other byte being zero, without one.</summary>
    private static bool IsUtf16(ReadOnlySpan<byte> content)
    {
        var (even, odd) = (0, 0);
        var sample = content[..Math.Min(content.Length, 512)];
        for (var at = 0; at < sample.Length; at++)
        {
            (even, odd) =
                sample[at] != 0 ? (even, odd)
                : at % 2 == 0 ? (even + 1, odd)
                : (even, odd + 1);
        }

        return content.StartsWith(Encoding.Unicode.Preamble)
            || content.StartsWith(Encoding.BigEndianUnicode.Preamble)
            || (Math.Min(even, odd) == 0 && Math.Max(even, odd) > Math.Max(2, sample.Length / 4));
    }

    private static string Title(string line)
    {
        var title = line.AsSpan().Trim(" \t>").TrimStart('#').Trim().ToString();
        var bare = title.TrimEnd('#');
        return bare.Length == 0 || bare[^1] is ' ' or '\t' ? bare.TrimEnd() : title;
    }
}
