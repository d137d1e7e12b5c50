namespace SpecKitExtension.Git;

/// <summary>What the remote said of one branch.</summary>
/// <param name="Refusal">Why it was not moved, or null.</param>
internal sealed record PushAnswer(string? Refusal)
{
    /// <summary>The refusal of a branch that is no longer where the caller saw it.</summary>
    public const string Moved = "[rejected] (stale info)";

    /// <summary>Whether the remote may have refused only because another push was moving the branch at that moment.</summary>
    public static bool MayBeRace(string refusal) => refusal == Moved || refusal.Contains("lock", StringComparison.Ordinal) || refusal.Contains("failed to update ref", StringComparison.Ordinal);

    /// <summary>Reads the output of <c>git push --porcelain</c>: a flag, the refs and a summary, separated by tabs.</summary>
    public static IReadOnlyDictionary<string, PushAnswer> Parse(string output)
    {
        Dictionary<string, PushAnswer> answers = [];
        foreach (var parts in output.Split('\n').Select(line => line.Split('\t')).Where(parts => parts.Length == 3))
        {
            var target = parts[1][(parts[1].LastIndexOf(':') + 1)..];
            if (target.StartsWith("refs/heads/", StringComparison.Ordinal))
            {
                answers[target["refs/heads/".Length..]] = new(parts[0] == "!" ? parts[2].Trim() : null);
            }
        }

        return answers;
    }
}
