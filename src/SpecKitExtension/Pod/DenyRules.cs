namespace SpecKitExtension.Pod;

/// <summary>Which paths are never pushed.</summary>
internal sealed class DenyRules
{
    private const int MostAliases = 256;

    private readonly List<(Glob Glob, bool Denies)> rules = [];
    private readonly List<Glob> parents = [];
    private readonly List<(string Link, string Target)> links = [];

    /// <param name="globs">The globs, one each; blank lines and lines that begin with # say nothing.</param>
    public DenyRules(IEnumerable<string> globs)
    {
        foreach (var line in globs.Select(glob => glob.Trim()).Where(glob => glob.Length > 0 && glob[0] != '#'))
        {
            var denies = line[0] != '!';
            var glob = FoldedPath.Of(Rooted(denies ? line : line[1..]));
            if (glob.Length > 0)
            {
                rules.Add((new(glob), denies));
                for (
                    var slash = glob.LastIndexOf('/');
                    denies && slash > 0 && glob[..slash] != "**";
                    slash = glob.LastIndexOf('/', slash - 1)
                )
                {
                    parents.Add(new(glob[..slash]));
                }
            }
        }
    }

    /// <summary>Takes note of a link that the base has: what changes behind it changes under its name too.</summary>
    /// <param name="link">Its path.</param>
    /// <param name="target">Where it leads, as it is written.</param>
    public void AddLink(string link, string target)
    {
        if (Resolve(FoldedPath.Of(link), FoldedPath.Of(target)) is { } place)
        {
            links.Add((FoldedPath.Of(link), place));
        }
    }

    /// <summary>Whether a change at a path is denied.</summary>
    /// <param name="path">The path, with slashes.</param>
    /// <param name="isLink">Whether it becomes a link, which must not stand in for a denied directory.</param>
    public bool Denies(string path, bool isLink) =>
        rules.Count > 0 && Names(FoldedPath.Of(path)).Exists(name => Denies(name.Split('/'), isLink));

    private bool Denies(string[] name, bool isLink) =>
        rules.FindLast(rule => rule.Glob.Matches(name)).Denies
        || Array.Exists(name, FoldedPath.IsShortName)
        || (isLink && parents.Exists(parent => parent.Matches(name)));

    /// <summary>The path by all the names that it has.</summary>
    private List<string> Names(string path)
    {
        List<string> names = [path];
        for (var i = 0; i < names.Count && names.Count < MostAliases; i++)
        {
            foreach (var (link, target) in links)
            {
                var below =
                    target.Length == 0 ? names[i]
                    : names[i] == target ? ""
                    : names[i].StartsWith(target + "/", StringComparison.Ordinal) ? names[i][(target.Length + 1)..]
                    : null;
                if (
                    below is not null
                    && (below.Length > 0 ? $"{link}/{below}" : link) is var alias
                    && !names.Contains(alias)
                    && names.Count < MostAliases
                )
                {
                    names.Add(alias);
                }
            }
        }

        return names;
    }

    private static string? Resolve(string link, string target)
    {
        if (target.StartsWith('/'))
        {
            return null;
        }

        var place = link.Split('/')[..^1].ToList();
        foreach (var part in target.Split('/').Where(part => part is not "" and not "."))
        {
            if (part != "..")
            {
                place.Add(part);
            }
            else if (place.Count == 0)
            {
                return null;
            }
            else
            {
                place.RemoveAt(place.Count - 1);
            }
        }

        return string.Join('/', place);
    }

    private static string Rooted(string glob)
    {
        var text = glob.StartsWith("./", StringComparison.Ordinal) ? glob[2..] : glob.TrimStart('/');
        return text.EndsWith('/') ? text + "**" : text;
    }
}
