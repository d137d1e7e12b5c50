namespace SpecKitExtension.Git;

/// <summary>Recognises a delivery whose merge was squashed, whatever the squash's message says: by the content that it brought.</summary>
/// <param name="repository">The repository.</param>
/// <param name="kept">Files that no delivery may change, so that they prove nothing.</param>
internal sealed class SquashedMerge(GitRepository repository, IReadOnlyCollection<string> kept)
{
    /// <summary>Paths that one call of git is given: a command line has an end.</summary>
    private const int MostPaths = 200;

    /// <summary>Whether some commit of a history had the delivery's content at every path that the delivery changed.</summary>
    /// <param name="base">The commit the delivery started from; only what came after it counts.</param>
    /// <param name="delivery">The delivery.</param>
    /// <param name="head">Where the history ends.</param>
    /// <param name="ct">Ends the search.</param>
    public async Task<bool> IsInAsync(string @base, string delivery, string head, CancellationToken ct)
    {
        var changed = (await ChangedFiles.BetweenAsync(repository, @base, delivery, ct)).Except(kept).ToList();
        if (changed.Count == 0)
        {
            return false;
        }

        // Where all of it first lies together, at least one of the paths has just been changed.
        string[] paths = changed.Count > MostPaths ? [] : [.. changed];
        var log = await repository.RunAsync(
            ct,
            ["--literal-pathspecs", "log", "--full-history", "--format=tformat:%T", head, $"^{@base}", "--", .. paths]
        );
        HashSet<string> trees = [.. log.Lines];
        var wanted = (await repository.RunAsync(ct, "rev-parse", $"{delivery}^{{tree}}")).Text;
        foreach (var some in changed.Chunk(MostPaths))
        {
            if (trees.Count == 0)
            {
                return false;
            }

            trees = await AlikeAsync(trees, wanted, some, ct);
        }

        return trees.Count > 0;
    }

    /// <summary>Those trees that are like another one at some paths.</summary>
    private async Task<HashSet<string>> AlikeAsync(HashSet<string> trees, string wanted, string[] paths, CancellationToken ct)
    {
        var pairs = string.Concat(trees.Select(tree => $"{tree} {wanted}\n"));
        var compared = await repository.RunAsync(
            ct,
            call => call with { Input = pairs },
            ["--literal-pathspecs", "diff-tree", "--stdin", "-r", "--raw", "--no-renames", "--", .. paths]
        );
        HashSet<string> alike = [.. trees];
        var tree = "";
        foreach (var line in compared.Lines)
        {
            if (line.StartsWith(':'))
            {
                alike.Remove(tree);
            }
            else
            {
                tree = line.Split(' ')[0];
            }
        }

        return alike;
    }
}
