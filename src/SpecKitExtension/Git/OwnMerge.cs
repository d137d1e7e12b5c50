namespace SpecKitExtension.Git;

/// <summary>How a merge that this tool has made is known, whatever its message says: by its author, who is nobody else, and its two
/// parents.</summary>
/// <remarks>The committer of one that is signed is the developer whose key it is, at the date that the author has; who amends it leaves
/// another date.</remarks>
internal static class OwnMerge
{
    /// <summary>What <c>git log</c> prints of a commit for <see cref="Is"/>.</summary>
    public const string Format = "%an <%ae>%x09%cn <%ce>%x09%P%x09%at %ct";

    private const string Name = "speckit-async";
    private const string Mail = "speckit-async@localhost";
    private const string Hand = $"{Name} <{Mail}>";

    /// <summary>The variables with which git writes one.</summary>
    /// <param name="date">Its date, in seconds since 1970.</param>
    public static IEnumerable<KeyValuePair<string, string?>> Identity(string date) =>
        from role in (string[])["AUTHOR", "COMMITTER"]
        from field in (KeyValuePair<string, string?>[])[new("NAME", Name), new("EMAIL", Mail), new("DATE", $"@{date} +0000")]
        select new KeyValuePair<string, string?>($"GIT_{role}_{field.Key}", field.Value);

    /// <summary>The variables with which git writes one that the developer signs.</summary>
    /// <param name="date">Its date, in seconds since 1970.</param>
    public static IEnumerable<KeyValuePair<string, string?>> SignedIdentity(string date) =>
        Identity(date).Where(variable => variable.Key is not ("GIT_COMMITTER_NAME" or "GIT_COMMITTER_EMAIL"));

    /// <summary>Whether a commit is one.</summary>
    /// <param name="line">What git printed of it by <see cref="Format"/>.</param>
    public static bool Is(string line) =>
        line.Split('\t') is [Hand, var committer, var parents, var dates]
        && parents.Split(' ').Length == 2
        && (committer == Hand || (dates.Split(' ') is [var written, var signed] && written == signed));

    /// <summary>Whether author and committer are the same: a person who amends a courier's commit stays behind as its committer.</summary>
    /// <param name="line">What git printed of it by <see cref="Format"/>.</param>
    public static bool IsOneHand(string line) => line.Split('\t') is [var author, var committer, ..] && author == committer;

    /// <summary>Whether a commit that is here is one.</summary>
    public static async Task<bool> IsAsync(GitRepository repository, string commit, CancellationToken ct) =>
        Is((await repository.RunAsync(ct, "log", "-1", $"--format=tformat:{Format}", commit, "--")).Text);
}
