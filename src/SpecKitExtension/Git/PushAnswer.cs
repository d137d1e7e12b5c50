namespace SpecKitExtension.Git;

/// <summary>What the remote said of one branch.</summary>
/// <param name="Refusal">Why it was not moved, or null.</param>
internal sealed record PushAnswer(string? Refusal)
{
    private const int MostSaid = 300;

    /// <summary>The refusal of a branch that is no longer where the caller saw it.</summary>
    public const string Moved = "[rejected] (stale info)";

    /// <summary>Whether the remote may have refused only because another push was moving the branch at that moment.</summary>
    public static bool MayBeRace(string refusal) => refusal == Moved || refusal.Contains("lock", StringComparison.Ordinal) || refusal.Contains("failed to update ref", StringComparison.Ordinal);

    /// <summary>A refusal with what the remote's hooks have said, which is where a server tells why.</summary>
    public static string With(string refusal, string error)
    {
        var said = string.Join(' ', error.Split('\n').Where(line => line.StartsWith("remote:", StringComparison.Ordinal)).Select(line => line["remote:".Length..].Trim()).Where(line => line.Length > 0));
        return said.Length == 0 || !refusal.StartsWith("[remote rejected]", StringComparison.Ordinal) ? refusal : $"{refusal}: {(said.Length > MostSaid ? said[..MostSaid] + "…" : said)}";
    }

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
