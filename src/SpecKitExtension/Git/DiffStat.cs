using System.Globalization;

namespace SpecKitExtension.Git;

/// <summary>How much a commit changes.</summary>
/// <param name="Files">Files changed.</param>
/// <param name="Added">Lines added; binary files have none.</param>
/// <param name="Removed">Lines removed.</param>
internal sealed record DiffStat(int Files, long Added, long Removed)
{
    /// <summary>What a commit changes against its first parent; null when it, or its parent, is not here.</summary>
    public static async Task<DiffStat?> OfAsync(GitRepository repository, string commit, CancellationToken ct)
    {
        var diff = await repository.TryAsync(ct, "diff", "--numstat", "--no-renames", "--no-ext-diff", "--no-textconv", "-z", $"{commit}^", commit, "--");
        return diff.Succeeded ? Sum(diff.Output.Split('\0', StringSplitOptions.RemoveEmptyEntries)) : null;
    }

    private static DiffStat Sum(string[] entries) => entries.Select(entry => entry.Split('\t', 3))
        .Aggregate(new DiffStat(0, 0, 0), (sum, parts) => new(sum.Files + 1, sum.Added + Number(parts[0]), sum.Removed + Number(parts[1])));

    private static long Number(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
