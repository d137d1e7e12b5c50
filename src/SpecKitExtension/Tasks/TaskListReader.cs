namespace SpecKitExtension.Tasks;

/// <summary>Reads tasks.md. Any bytes give a list; what is wrong with them is in its problems.</summary>
internal static class TaskListReader
{
    /// <param name="displayPath">The file, as messages name it.</param>
    /// <param name="content">Its bytes.</param>
    /// <param name="grammar">Which words are ids.</param>
    public static TaskList Read(string displayPath, ReadOnlyMemory<byte> content, TaskGrammar grammar)
    {
        if (FileEncoding.IsUtf16(content.Span))
        {
            return new(displayPath, [], [], [TaskProblems.Utf16()]);
        }

        SourceText source = new(content.Span);
        var blocks = MarkdownBlocks.Of(source);
        HiddenText hidden = new(source, blocks);
        hidden.Remove();
        TaskLines lines = new(source, blocks, grammar);
        lines.Read();
        var (parts, phaseOfSection) = lines.Outline.Divide();
        lines.Tasks.ForEach(task => task.Phase = phaseOfSection[task.Section]);
        DependencyResolver resolver = new(lines.Tasks, parts, lines.Outline, grammar);
        var phases = resolver.Resolve(lines.Dependencies);
        IEnumerable<TaskProblem> problems =
        [
            .. lines.Tasks.Count == 0 ? [TaskProblems.NoTasks()] : Array.Empty<TaskProblem>(),
            .. lines.Problems,
            .. FileEncoding.FirstNotUtf8(content.Span) is { } offset ? [TaskProblems.NotUtf8(source.LineAt(offset) + 1)] : Array.Empty<TaskProblem>(),
            .. resolver.Problems,
            .. blocks.Unclosed.Select(line => TaskProblems.UnclosedFence(line + 1)),
            .. hidden.UnclosedComment is { } comment ? [TaskProblems.UnclosedComment(comment + 1)] : Array.Empty<TaskProblem>(),
        ];
        return new(displayPath, phases, [.. lines.Tasks.Select(task => task.ToItem())], [.. problems.OrderBy(problem => problem.Line)]);
    }
}
