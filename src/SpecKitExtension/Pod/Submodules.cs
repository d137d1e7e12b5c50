using System.Text;

namespace SpecKitExtension.Pod;

/// <summary>Puts the files of submodules into the agent's work tree: without a repository, at exactly the commit that the base names, and
/// never pushed.</summary>
/// <param name="git">git.</param>
/// <param name="remote">Brings commits with the git credential, which goes to the host of the task's own repository only.</param>
/// <param name="settings">The role's settings.</param>
/// <param name="voice">Where it is told what is there.</param>
/// <param name="mayGoOn">Asked several times a second.</param>
internal sealed class Submodules(PodGit git, PodRemote remote, PodSettings settings, Voice voice, Func<bool> mayGoOn)
{
    private const int Deepest = 8;

    private readonly List<string> brought = [];

    /// <summary>A submodule.</summary>
    /// <param name="Path">Below the tree that has it, in bytes.</param>
    /// <param name="Commit">Which commit of it.</param>
    private sealed record Link(string Path, string Commit);

    /// <summary>Brings all of them where that is asked for; says else that their folders are empty.</summary>
    /// <exception cref="PodFailedException">One could not be brought.</exception>
    public void Bring()
    {
        var links = Links(settings.BaseCommit);
        if (links.Count > 0 && !settings.BringsSubmodules)
        {
            voice.Say(
                $"folders of submodules are empty here: {Names(links.Select(link => link.Path))} (the release's clone.submodules brings them)"
            );
            return;
        }

        Bring(links, settings.BaseCommit, settings.Repository, settings.Tree, 1);
        if (brought.Count > 0)
        {
            voice.Say($"brought the files of submodules: {Names(brought)}");
        }
    }

    private static string Names(IEnumerable<string> paths) => string.Join(", ", paths.Select(ByteText.Show));

    private void Bring(IReadOnlyList<Link> links, string commit, string parent, string tree, int depth)
    {
        var addresses = links.Count == 0 ? [] : Addresses(commit);
        foreach (var link in links)
        {
            var name = ByteText.Show(link.Path);
            var problem = $"cannot bring submodule {name}";
            if (!addresses.TryGetValue(link.Path, out var address))
            {
                throw new PodFailedException($"{problem}: .gitmodules has no address for it");
            }

            if (depth > Deepest)
            {
                throw new PodFailedException($"{problem}: it is the {Deepest}th one within another");
            }

            address = Resolve(parent, address);
            remote.FetchFrom(address, mayGoOn, problem, "--depth", "1", link.Commit);
            var folder = Path.Combine(tree, name);
            Fill(folder, link.Commit, problem);
            brought.Add(link.Path);
            Bring(Links(link.Commit), link.Commit, address, folder, depth + 1);
        }
    }

    private void Fill(string folder, string commit, string problem)
    {
        var index = Path.Combine(settings.CourierDir, "index-submodule");
        File.Delete(index);
        var end = git.Run(new("read-tree", "--reset", "-u", commit) { Index = index, WorkTree = folder }, mayGoOn);
        File.Delete(index);
        if (!end.Succeeded)
        {
            throw new PodFailedException($"{problem}: {Voice.Brief(end)}");
        }
    }

    private List<Link> Links(string commit)
    {
        var list = git.Run(new("ls-tree", "-r", "-z", commit), mayGoOn);
        if (!list.Succeeded)
        {
            throw new PodFailedException($"cannot list the submodules of {commit}: {Voice.Brief(list with { Output = [] })}");
        }

        return
        [
            .. ByteText
                .Split(list.Output)
                .Where(entry => entry.StartsWith("160000 ", StringComparison.Ordinal))
                .Select(entry => entry.Split('\t', 2))
                .Select(parts => new Link(parts[1], parts[0].Split(' ')[2])),
        ];
    }

    /// <summary>What .gitmodules says, an address by path.</summary>
    private Dictionary<string, string> Addresses(string commit)
    {
        var end = git.Run(new("config", "--blob", $"{commit}:.gitmodules", "-z", "--get-regexp", @"^submodule\..*\.(path|url)$"), mayGoOn);
        Dictionary<string, string> paths = [],
            addresses = [];
        foreach (var parts in ByteText.Split(end.Output).Select(entry => entry.Split('\n', 2)).Where(parts => parts.Length == 2))
        {
            var dot = parts[0].LastIndexOf('.');
            (parts[0].EndsWith(".path", StringComparison.Ordinal) ? paths : addresses)[parts[0][..dot]] = parts[1];
        }

        Dictionary<string, string> byPath = [];
        foreach (var (name, path) in paths.Where(named => addresses.ContainsKey(named.Key)))
        {
            byPath[path] = Encoding.UTF8.GetString(ByteText.ToBytes(addresses[name]));
        }

        return byPath;
    }

    /// <summary>The address that a relative one means beside its parent's, as git has it.</summary>
    /// <param name="parent">The address of the repository that names it.</param>
    /// <param name="address">Begins with <c>./</c> or <c>../</c> when it is relative.</param>
    internal static string Resolve(string parent, string address)
    {
        var (at, rest, separator) = (parent.TrimEnd('/'), address, '/');
        while (rest.StartsWith("./", StringComparison.Ordinal) || rest.StartsWith("../", StringComparison.Ordinal))
        {
            if (rest[1] == '.' && at.LastIndexOfAny(['/', ':']) is > 0 and var cut)
            {
                (separator, at) = (at[cut], at[..cut]);
            }

            rest = rest[(rest.IndexOf('/', StringComparison.Ordinal) + 1)..];
        }

        return rest == address ? address : at + separator + rest;
    }
}
