using SpecKitExtension.Tools;

namespace SpecKitExtension.Git;

/// <summary>A git directory of its own over the repository's objects, in which nobody's settings or attributes count.</summary>
/// <remarks>
/// Attributes of the developer, of the checkout or of a delivered branch could hide a conflict (<c>merge=union</c>, a merge driver), and
/// two
/// machines would compute different commits from the same branches. Here git finds none but those that are written into <see cref="Tree"/>.
/// </remarks>
internal sealed class MergeRoom : IDisposable
{
    // What git needs to read the objects: their kind of hash, and the way to those that a partial clone leaves on its remote.
    private const string Needed =
        @"^(extensions\.(objectformat|partialclone)|remote\..*|(credential|url|http|https|ssh)\..*|core\.(sshcommand|askpass))$";

    private static readonly string[] Foreign =
    [
        "GIT_COMMON_DIR",
        "GIT_CONFIG_COUNT",
        "GIT_CONFIG_PARAMETERS",
        "GIT_CONFIG",
        "GIT_CONFIG_SYSTEM",
        "GIT_ATTR_SOURCE",
        "GIT_NAMESPACE",
        "GIT_SHALLOW_FILE",
        "GIT_GRAFT_FILE",
        "GIT_REPLACE_REF_BASE",
        "GIT_EXTERNAL_DIFF",
        "GIT_DEFAULT_HASH",
        "GIT_PREFIX",
    ];

    private readonly GitRepository repository;
    private readonly ScratchFolder folder;
    private readonly Dictionary<string, string?> variables;

    private MergeRoom(GitRepository repository, ScratchFolder folder, string objects)
    {
        (this.repository, this.folder) = (repository, folder);
        Tree = Directory.CreateDirectory(At("tree")).FullName;
        variables = Foreign.ToDictionary(name => name, _ => (string?)null);
        variables["GIT_DIR"] = At("git");
        variables["GIT_WORK_TREE"] = Tree;
        variables["GIT_INDEX_FILE"] = At("index");
        variables["GIT_OBJECT_DIRECTORY"] = objects;
        variables["GIT_CONFIG_NOSYSTEM"] = "1";
        variables["GIT_CONFIG_GLOBAL"] = At("none");
        variables["GIT_ATTR_NOSYSTEM"] = "1";
        variables["GIT_TERMINAL_PROMPT"] = "0";
        variables["LC_ALL"] = "C";
        foreach (var (name, value) in OwnMerge.Identity("0"))
        {
            variables[name] = value;
        }
    }

    /// <summary>The work tree: empty, but for what the caller writes.</summary>
    public string Tree { get; }

    /// <summary>Makes one; it goes with its disposal.</summary>
    /// <exception cref="ToolFailedException">git failed.</exception>
    public static async Task<MergeRoom> OpenAsync(GitRepository repository, CancellationToken ct)
    {
        var paths = (
            await repository.RunAsync(ct, "rev-parse", "--path-format=absolute", "--git-path", "objects", "--git-path", "shallow")
        ).Lines;
        var settings = await repository.TryAsync(ct, "config", "--null", "--get-regexp", Needed);
        MergeRoom room = new(repository, ScratchFolder.Create(), paths[0]);
        Directory.CreateDirectory(room.At("git/refs"));
        await File.WriteAllTextAsync(room.At("git/HEAD"), "ref: refs/heads/none\n", ct);
        string[] own =
        [
            "core.repositoryformatversion\n1",
            "core.bare\nfalse",
            $"core.attributesfile\n{room.At("none")}",
            "merge.renames\ntrue",
            "merge.directoryrenames\nfalse",
            "merge.renamelimit\n1000",
        ];
        await File.WriteAllTextAsync(
            room.At("git/config"),
            GitConfigText.Of([.. settings.Output.Split('\0', StringSplitOptions.RemoveEmptyEntries), .. own]),
            ct
        );
        if (File.Exists(paths[1]))
        {
            File.Copy(paths[1], room.At("git/shallow"));
        }

        return room;
    }

    /// <summary>Runs git here.</summary>
    /// <param name="ct">Ends it.</param>
    /// <param name="input">What it reads on standard input.</param>
    /// <param name="arguments">Its arguments.</param>
    public Task<ToolResult> TryAsync(CancellationToken ct, string input, params IReadOnlyList<string> arguments) =>
        repository.TryAsync(ct, call => call with { WorkingDirectory = Tree, Environment = variables, Input = input }, arguments);

    /// <summary>Runs git here; it has to succeed.</summary>
    /// <exception cref="ToolFailedException">It did not.</exception>
    public async Task<ToolResult> RunAsync(CancellationToken ct, params IReadOnlyList<string> arguments) =>
        (await TryAsync(ct, "", arguments)).OrThrow();

    /// <summary>Changes a tree.</summary>
    /// <param name="tree">The tree to start from.</param>
    /// <param name="entries">What it shall have.</param>
    /// <param name="without">The paths of what it shall not have.</param>
    /// <param name="ct">Ends the work.</param>
    /// <returns>The new tree's hash.</returns>
    /// <exception cref="ToolFailedException">git failed.</exception>
    public async Task<string> ReplaceAsync(string tree, IEnumerable<TreeEntry> entries, IEnumerable<string> without, CancellationToken ct)
    {
        File.Delete(At("index"));
        await RunAsync(ct, "read-tree", tree);
        var nothing = new string('0', tree.Length);
        var lines = without
            .Select(path => $"0 {nothing}\t{path}\0")
            .Concat(entries.Select(entry => $"{entry.Mode} {entry.Hash}\t{entry.Path}\0"));
        (await TryAsync(ct, string.Concat(lines), "update-index", "-z", "--index-info")).OrThrow();
        return (await RunAsync(ct, "write-tree")).Text;
    }

    public void Dispose() => folder.Dispose();

    private string At(string relative) => Path.Combine(folder.Path, relative);
}
