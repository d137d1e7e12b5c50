using System.Globalization;
using SpecKitExtension.Agents;
using SpecKitExtension.Git;
using SpecKitExtension.Running;

namespace SpecKitExtension.Reporting;

/// <summary>A measure of a feature's runs.</summary>
/// <param name="Name">What is measured.</param>
/// <param name="Value">The value as people read it.</param>
internal sealed record Measure(string Name, string Value);

/// <summary>The figures of a report.</summary>
internal static class ReportNumbers
{
    /// <summary>What the specification measures; a figure that nothing is known of is left out.</summary>
    public static IEnumerable<Measure> Measures(IReadOnlyList<TaskReport> tasks)
    {
        var attempts = tasks.SelectMany(task => task.Attempts).ToList();
        if (attempts.Count > 0)
        {
            yield return new("Pods created", Share(attempts.Count(attempt => attempt.Began), attempts.Count));
        }

        yield return new("Tasks completed", Share(tasks.Count(task => task.View.Outcome is { Succeeded: true }), tasks.Count));
        if (tasks.Select(task => task.Delivery?.Took).OfType<TimeSpan>().Order().ToList() is { Count: > 0 } times)
        {
            yield return new("Median duration of a delivery", SummaryText.Duration((times[(times.Count - 1) / 2] + times[times.Count / 2]) / 2));
        }

        if (attempts.Where(attempt => attempt is { LinesShown: not null, Result.AgentLogLines: not null }).ToList() is { Count: > 0 } logs)
        {
            yield return new("Log lines shown", Share(logs.Sum(log => log.LinesShown!.Value), logs.Sum(log => log.Result!.AgentLogLines!.Value)));
        }

        if (attempts.Select(attempt => attempt.Result?.Usage).OfType<TaskUsage>().ToList() is { Count: > 0 } usages)
        {
            yield return new("Tokens", Tokens(usages));
            yield return new("Cost", Cost(usages));
        }
    }

    /// <summary>A number with its thousands apart.</summary>
    public static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>What a delivery changes.</summary>
    public static string Changes(DiffStat diff) => $"{Count(diff.Files)} file{(diff.Files == 1 ? "" : "s")}, +{Count(diff.Added)} −{Count(diff.Removed)}";

    /// <summary>Tokens read and written.</summary>
    public static string Tokens(IReadOnlyList<TaskUsage> usages) => $"{Count(usages.Sum(usage => usage.InputTokens))} in, {Count(usages.Sum(usage => usage.OutputTokens))} out";

    /// <summary>Cost in US dollars.</summary>
    public static string Cost(IReadOnlyList<TaskUsage> usages) => string.Create(CultureInfo.InvariantCulture, $"\\${usages.Sum(usage => usage.CostUsd):0.00##}");

    private static string Share(long part, long whole) =>
        whole == 0 ? "none" : string.Create(CultureInfo.InvariantCulture, $"{Count(part)} of {Count(whole)} ({100.0 * part / whole:0.#} %)");
}
