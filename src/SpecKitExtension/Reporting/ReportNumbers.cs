using System.Globalization;
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
            yield return new(
                "Median duration of a delivery",
                SummaryText.Duration((times[(times.Count - 1) / 2] + times[times.Count / 2]) / 2)
            );
        }

        if (attempts.Where(attempt => attempt is { LinesShown: not null, Result.AgentLogLines: not null }).ToList() is { Count: > 0 } logs)
        {
            yield return new(
                "Log lines shown",
                Share(logs.Sum(log => log.LinesShown!.Value), logs.Sum(log => log.Result!.AgentLogLines!.Value))
            );
        }

        if (Sum(attempts) is { } used)
        {
            yield return new("Tokens", $"{Tokens(used)}, {Count(used.CachedTokens)} of them from a cache");
            yield return new("Cost", Cost(used));
        }
    }

    /// <summary>A number with its thousands apart.</summary>
    public static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>What attempts used; null when nobody knows.</summary>
    public static TaskUsage? Sum(IEnumerable<AttemptRecord> attempts) =>
        attempts.Select(attempt => attempt.Usage).OfType<TaskUsage>().ToList() is { Count: > 0 } known
            ? known.Aggregate((one, other) => one + other)
            : null;

    /// <summary>What a delivery changes.</summary>
    public static string Changes(DiffStat diff) =>
        $"{Count(diff.Names.Count)} file{(diff.Names.Count == 1 ? "" : "s")}, +{Count(diff.Added)} −{Count(diff.Removed)}";

    /// <summary>Tokens read and written.</summary>
    public static string Tokens(TaskUsage used) => $"{Count(used.InputTokens)} in, {Count(used.OutputTokens)} out";

    /// <summary>Cost in US dollars.</summary>
    public static string Cost(TaskUsage used) => $"\\{Usd(used.CostUsd)}";

    /// <summary>US dollars.</summary>
    public static string Usd(decimal amount) => string.Create(CultureInfo.InvariantCulture, $"${amount:0.00##}");

    /// <summary>A usage in a few letters: its cost, or its tokens where nobody knows what they cost.</summary>
    public static string Short(TaskUsage used) =>
        used.CostUsd > 0
            ? Usd(used.CostUsd)
            : FormattableString.Invariant(
                used.Tokens switch
                {
                    < 1_000 => (FormattableString)$"{used.Tokens} tok",
                    < 1_000_000 => $"{used.Tokens / 1_000m:0.#}k tok",
                    _ => $"{used.Tokens / 1_000_000m:0.#}M tok",
                }
            );

    private static string Share(long part, long whole) =>
        whole == 0
            ? "none"
            : string.Create(CultureInfo.InvariantCulture, $"{Count(part)} of {Count(whole)} ({100.0 * part / whole:0.#} %)");
}
