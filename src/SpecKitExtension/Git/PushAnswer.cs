namespace SpecKitExtension.Git;

/// <summary>What the remote said of one branch.</summary>
/// <param name="Refusal">Why it was not moved, or null.</param>
internal sealed record PushAnswer(string? Refusal)
{
    private const int MostSaid = 300;
    private static readonly string[] Stumbles = ["lock", "failed to update ref", "unpacker error", "missing necessary objects"];

    /// <summary>The refusal of a branch that is no longer where the caller saw it.</summary>
    public const string Moved = "[rejected] (stale info)";

    /// <summary>Whether the remote may have refused only because another push was moving the branch at that moment, or because it stumbled
    /// over its own disk.</summary>
    public static bool MayPass(string refusal) =>
        refusal == Moved || Stumbles.Any(stumble => refusal.Contains(stumble, StringComparison.Ordinal));

    /// <summary>A refusal with what the remote's hooks have said, which is where a server tells why.</summary>
    /// <param name="refusal">What git calls it.</param>
    /// <param name="error">All that the push said.</param>
    /// <param name="branch">The branch.</param>
    /// <param name="others">The other branches of the same push: what was said of them is none of this one's.</param>
    public static string With(string refusal, string error, string branch, IEnumerable<string> others)
    {
        var said = string.Join(
            ' ',
            error
                .Split('\n')
                .Where(line => line.StartsWith("remote:", StringComparison.Ordinal))
                .Select(line => line["remote:".Length..].Trim())
                .Where(line =>
                    line.Length > 0
                    && (
                        line.Contains(branch, StringComparison.Ordinal)
                        || !others.Any(other => line.Contains(other, StringComparison.Ordinal))
                    )
                )
        );
        return said.Length == 0 || !refusal.StartsWith("[remote rejected]", StringComparison.Ordinal)
            ? refusal
            : $"{refusal}: {(said.Length > MostSaid ? said[..MostSaid] + "…" : said)}";
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
