using SpecKitExtension.Tasks;

namespace SpecKitExtension.Running;

/// <summary>tasks.md has errors or is away, e.g. since somebody edits it; the message is finished.</summary>
/// <param name="what">What is wrong with it.</param>
internal sealed class InvalidTasksException(string what)
    : Exception($"{what}\nCorrect it and run the command again; agents that run go on.")
{
    /// <summary>A file with errors in it.</summary>
    /// <param name="file">The file.</param>
    /// <param name="problems">What is wrong with it.</param>
    public static InvalidTasksException Of(string file, IEnumerable<TaskProblem> problems) =>
        new(
            string.Join(
                '\n',
                problems
                    .Where(problem => problem.Severity == Severity.Error)
                    .Select(problem => $"{file}:{problem.Line}: {problem.Problem} {problem.Hint}")
            )
        );
}
