namespace SpecKitExtension.Git;

/// <summary>What a range of commits changed.</summary>
internal static class ChangedFiles
{
    /// <summary>The paths that differ between two commits, renames as two paths.</summary>
    public static async Task<IReadOnlyList<string>> BetweenAsync(GitRepository repository, string from, string to, CancellationToken ct)
    {
        var diff = await repository.RunAsync(ct, "diff", "--name-only", "--no-renames", "--no-ext-diff", "-z", from, to, "--");
        return diff.Output.Split('\0', StringSplitOptions.RemoveEmptyEntries);
    }
}
