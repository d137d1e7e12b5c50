using System.Globalization;

namespace SpecKitExtension.Git;

/// <summary>What a delivery changes.</summary>
/// <param name="From">The commit that it is compared with, as git understands it.</param>
/// <param name="To">The commit.</param>
/// <param name="Names">Files changed.</param>
/// <param name="Added">Lines added; binary files have none.</param>
/// <param name="Removed">Lines removed.</param>
internal sealed record DiffStat(string From, string To, IReadOnlyList<string> Names, long Added, long Removed)
{
    /// <summary>What a commit changes; null when it, or what it is compared with, is not here.</summary>
    /// <param name="repository">Where it is.</param>
    /// <param name="base">The commit that it is compared with; null for its first parent.</param>
    /// <param name="commit">The commit.</param>
    /// <param name="ct">Ends the comparison.</param>
    public static async Task<DiffStat?> OfAsync(GitRepository repository, string? @base, string commit, CancellationToken ct)
    {
        var from = @base ?? $"{commit}^";
        var diff = await repository.TryAsync(
            ct,
            "diff",
            "--numstat",
            "--no-renames",
            "--no-ext-diff",
            "--no-textconv",
            "-z",
            from,
            commit,
            "--"
        );
        return diff.Succeeded
            ? Sum(
                new(from, commit, [], 0, 0),
                [.. diff.Output.Split('\0', StringSplitOptions.RemoveEmptyEntries).Select(entry => entry.Split('\t', 3))]
            )
            : null;
    }

    private static DiffStat Sum(DiffStat nothing, string[][] entries) =>
        nothing with
        {
            Names = [.. entries.Select(parts => parts[^1])],
            Added = entries.Sum(parts => Number(parts[0])),
            Removed = entries.Sum(parts => Number(parts[1])),
        };

    private static long Number(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
