using System.Globalization;
using SpecKitExtension.Running;
using SpecKitExtension.Tasks;

namespace SpecKitExtension.Reporting;

/// <summary>The tables that end a run and that <c>status</c> prints.</summary>
internal static class SummaryText
{
    /// <summary>Every task with its standing.</summary>
    public static string Board(FeatureView view, Screen screen) => TaskTable.Of(view.Tasks, screen) + Used(view.Usage);

    /// <summary>How a run ended.</summary>
    public static string Summary(RunEvent.Summary summary, Screen screen)
    {
        var delivered = summary.Selected.Count(task => task.Outcome is { Succeeded: true });
        var open = summary.View.Tasks.Count(task => task.Planned.Item is { Mode: TaskMode.Sync, Done: false });
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{delivered} of {summary.Selected.Count} ASYNC tasks delivered in {Duration(summary.Took)}."
        );
        return TaskTable.Of(summary.View.Tasks, screen)
            + text
            + (open == 0 ? "" : $" {open} SYNC task{(open == 1 ? " is" : "s are")} yours.")
            + "\n"
            + Used(summary.View.Usage);
    }

    /// <summary>What the feature has used so far; empty when nobody knows and nothing bounds it.</summary>
    private static string Used(FeatureUsage usage)
    {
        var (total, limit) = (usage.Total, usage.IsUnlimited ? "" : $" of {ReportNumbers.Usd(usage.Limit)}");
        return total.Tokens == 0 && usage.IsUnlimited
            ? ""
            : $"Used so far: {ReportNumbers.Count(total.InputTokens)} tokens in ({ReportNumbers.Count(total.CachedTokens)} from a cache), {ReportNumbers.Count(total.OutputTokens)} out, {ReportNumbers.Usd(total.CostUsd)}{limit}.\n";
    }

    /// <summary>A duration as people read it.</summary>
    public static string Duration(TimeSpan time) =>
        time switch
        {
            { TotalSeconds: < 60 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s"),
            { TotalHours: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalMinutes} min {time.Seconds} s"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours} h {time.Minutes} min"),
        };
}
