namespace SpecKitExtension.Git;

/// <summary>What the remote said of one branch.</summary>
/// <param name="Refusal">Why it was not moved, or null.</param>
internal sealed record PushAnswer(string? Refusal)
{
    /// <summary>What git says when a branch is no longer where the caller saw it.</summary>
    public const string Moved = "[rejected] (stale info)";

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
