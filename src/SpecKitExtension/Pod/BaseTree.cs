using System.Text;
using SpecKitExtension.Tools;

namespace SpecKitExtension.Pod;

/// <summary>What the base has that matters for judging changes: its tree, its submodules, its links.</summary>
/// <param name="Tree">Hash of its tree.</param>
/// <param name="Submodules">Paths of submodules, in bytes.</param>
/// <param name="Links">Links and where they lead, as text.</param>
internal sealed record BaseTree(string Tree, IReadOnlySet<string> Submodules, IReadOnlyList<(string Path, string Target)> Links)
{
    private const int MostLinks = 10_000;

    /// <summary>Reads it.</summary>
    /// <exception cref="PodFailedException">The base is not there.</exception>
    public static BaseTree Read(PodGit git, PodSettings settings, Func<bool> mayGoOn)
    {
        var tree = git.Run(new("rev-parse", "--verify", "-q", settings.BaseCommit + "^{tree}"), mayGoOn);
        var list = git.Run(new("ls-tree", "-r", "-z", settings.BaseCommit), mayGoOn);
        if (!tree.Succeeded || !list.Succeeded)
        {
            throw new PodFailedException($"the base commit is not in {settings.Bare}");
        }

        HashSet<string> submodules = [];
        List<(string Path, string Id)> links = [];
        foreach (
            var entry in ByteText
                .Split(list.Output)
                .Where(entry =>
                    entry.StartsWith("160000 ", StringComparison.Ordinal) || entry.StartsWith("120000 ", StringComparison.Ordinal)
                )
        )
        {
            var tab = entry.IndexOf('\t', StringComparison.Ordinal);
            if (entry[0..2] == "16")
            {
                submodules.Add(entry[(tab + 1)..]);
            }
            else if (links.Count < MostLinks)
            {
                links.Add((entry[(tab + 1)..], entry[..tab].Split(' ')[2]));
            }
        }

        return new(ByteText.Of(tree.Output).Trim(), submodules, Targets(git, links, mayGoOn));
    }

    private static List<(string Path, string Target)> Targets(PodGit git, List<(string Path, string Id)> links, Func<bool> mayGoOn)
    {
        if (links.Count == 0)
        {
            return [];
        }

        var end = git.Run(
            new("cat-file", "--batch") { Input = Encoding.ASCII.GetBytes(string.Concat(links.Select(link => link.Id + "\n"))) },
            mayGoOn
        );
        var text = ByteText.Of(end.Output);
        List<(string Path, string Target)> found = [];
        var at = 0;
        foreach (var (path, _) in links)
        {
            var line = text.IndexOf('\n', at);
            if (!end.Succeeded || line < 0 || !int.TryParse(text[at..line].Split(' ')[^1], out var size))
            {
                throw new PodFailedException($"cannot read the links of the base: {Voice.Brief(end with { Output = [] })}");
            }

            found.Add((ByteText.Show(path), ByteText.Show(text.Substring(line + 1, size))));
            at = line + size + 2;
        }

        return found;
    }
}
