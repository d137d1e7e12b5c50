namespace SpecKitExtension.Doctor;

/// <summary>How a check ended.</summary>
internal enum CheckStatus
{
    Ok,
    Warning,
    Failed,

    /// <summary>Nothing can be said: it needs another check, or a right that the developer does not have.</summary>
    Unknown,
}

/// <summary>What a check found.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="Message">What was found, as a sentence.</param>
/// <param name="Fix">What to do, as a sentence; null when there is nothing to do.</param>
internal sealed record Finding(CheckStatus Status, string Message, string? Fix = null)
{
    public static Finding Ok(string message) => new(CheckStatus.Ok, message);

    public static Finding Failed(string message, string fix) => new(CheckStatus.Failed, message, fix);

    public static Finding Warning(string message, string fix) => new(CheckStatus.Warning, message, fix);

    public static Finding Unknown(string message) => new(CheckStatus.Unknown, message);
}

/// <summary>A precondition of the job.</summary>
/// <param name="Name">Its name; stable, others refer to it.</param>
/// <param name="Needs">The checks without which it says nothing.</param>
/// <param name="Run">Looks.</param>
internal sealed record Check(string Name, IReadOnlyList<string> Needs, Func<CancellationToken, Task<Finding>> Run);

/// <summary>A check and what it found.</summary>
/// <param name="Name">The check.</param>
/// <param name="Finding">What it found.</param>
internal sealed record CheckResult(string Name, Finding Finding);

/// <summary>Runs checks in order; one that fails hides what depends on it, and nothing else.</summary>
internal static class CheckRun
{
    /// <summary>Runs every check, and shows each as soon as it is done.</summary>
    public static async IAsyncEnumerable<CheckResult> RunAsync(
        IReadOnlyList<Check> checks,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct
    )
    {
        HashSet<string> broken = [];
        foreach (var check in checks)
        {
            var finding = check.Needs.FirstOrDefault(broken.Contains) is { } missing
                ? Finding.Unknown($"not checked: it needs `{missing}`")
                : await TryAsync(check, ct);
            if (finding.Status is CheckStatus.Failed or CheckStatus.Unknown)
            {
                broken.Add(check.Name);
            }

            yield return new(check.Name, finding);
        }
    }

    /// <summary>A check that breaks says so, and does not hide the others.</summary>
    private static async Task<Finding> TryAsync(Check check, CancellationToken ct)
    {
        try
        {
            return await check.Run(ct);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            var lines = failure.Message.Split('\n', 2);
            return Finding.Failed(lines[0], lines.Length > 1 ? lines[1] : "Correct this and run doctor again.");
        }
    }
}
