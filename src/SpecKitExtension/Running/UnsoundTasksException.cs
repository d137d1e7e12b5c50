using SpecKitExtension.Tasks;

namespace SpecKitExtension.Running;

/// <summary>tasks.md has errors, e.g. since somebody edits it; the message is finished.</summary>
/// <param name="file">The file.</param>
/// <param name="problems">What is wrong with it.</param>
internal sealed class UnsoundTasksException(string file, IEnumerable<TaskProblem> problems)
    : Exception(string.Join('\n', problems.Where(problem => problem.Severity == Severity.Error).Select(problem => $"{file}:{problem.Line}: {problem.Problem} {problem.Hint}")) + "\nCorrect it and run the command again; agents that run go on.");
