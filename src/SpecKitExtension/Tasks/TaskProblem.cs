namespace SpecKitExtension.Tasks;

/// <summary>How bad a problem is; with an error nothing is spawned.</summary>
internal enum Severity
{
    Warning,
    Error,
}

/// <summary>Something wrong in tasks.md.</summary>
/// <param name="Code">A stable code, <c>SKA001</c> and so on.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Severity">Error or warning.</param>
/// <param name="Problem">What is wrong, as a sentence.</param>
/// <param name="Hint">What to do, as a sentence.</param>
internal sealed record TaskProblem(string Code, int Line, Severity Severity, string Problem, string Hint);
