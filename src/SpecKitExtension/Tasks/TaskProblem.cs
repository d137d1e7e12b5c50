namespace SpecKitExtension.Tasks;

/// <summary>How bad a problem is; with an error nothing is spawned.</summary>
internal enum Severity
{
    /// <summary>Nothing is wrong, but somebody may want to know.</summary>
    Note,
    Warning,
    Error,
}

/// <summary>Something to be said about tasks.md.</summary>
/// <param name="Code">A stable code, <c>SKA001</c> and so on.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Severity">Error, warning or note.</param>
/// <param name="Problem">What there is, as a sentence.</param>
/// <param name="Hint">What to do, as a sentence.</param>
internal sealed record TaskProblem(string Code, int Line, Severity Severity, string Problem, string Hint);
