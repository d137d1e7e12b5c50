using System.Text;

namespace SpecKitExtension.Tasks;

/// <summary>Reads tasks.md. Any bytes give a list; what is wrong with them is in its problems.</summary>
internal static class TaskListReader
{
    /// <param name="displayPath">The file, as messages name it.</param>
    /// <param name="content">Its bytes.</param>
    /// <param name="grammar">Which words are ids.</param>
    public static TaskList Read(string displayPath, ReadOnlyMemory<byte> content, TaskGrammar grammar)
    {
        if (content.Span.StartsWith(Encoding.Unicode.Preamble) || content.Span.StartsWith(Encoding.BigEndianUnicode.Preamble))
        {
            return new(displayPath, [], [], [TaskProblems.NotUtf8()]);
        }

        SourceText source = new(content.Span);
        var blocks = MarkdownBlocks.Of(source);
        HiddenText hidden = new(source, blocks);
        hidden.Remove();
        TaskLines lines = new(source, blocks, grammar);
        lines.Read();
        DependencyResolver resolver = new(lines.Tasks, grammar);
        var phases = resolver.Resolve(lines.Outline.Phases, lines.Sentences);
        IEnumerable<TaskProblem> problems =
        [
            .. lines.Tasks.Count == 0 ? [TaskProblems.NoTasks()] : Array.Empty<TaskProblem>(),
            .. lines.Problems,
            .. resolver.Problems,
            .. blocks.Unclosed.Select(line => TaskProblems.UnclosedFence(line + 1)),
            .. hidden.UnclosedComment is { } comment ? [TaskProblems.UnclosedComment(comment + 1)] : Array.Empty<TaskProblem>(),
        ];
        return new(displayPath, phases, [.. lines.Tasks.Select(task => task.ToItem())], [.. problems.OrderBy(problem => problem.Line)]);
    }
}
