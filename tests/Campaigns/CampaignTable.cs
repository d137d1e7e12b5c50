using System.Globalization;

namespace Campaigns;

/// <summary>The result as a Markdown table, for a terminal as for the README.</summary>
internal static class CampaignTable
{
    /// <summary>The table, and below it the line that a person looks for.</summary>
    internal static string For(IReadOnlyCollection<CampaignRow> rows, int seed, bool isLong) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"""
            | campaign | what happened | cases | moments | failed | seconds |
            | --- | --- | ---: | ---: | ---: | ---: |
            {string.Join(
                '\n',
                rows.Select(row =>
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"| {row.Campaign} | {row.Kind} | {row.Cases} | {(row.Points > 0 ? $"{row.Points}" : "")} | {row.Failed} | {row.Took.TotalSeconds:0} |"
                    )
                )
            )}

            Seed {seed}, {(isLong ? "long" : "short")} form: {rows.Sum(row => row.Cases)} cases, {rows.Sum(row => row.Failed)} failed.
            """
        );
}
