using SpecKitExtension.Tools;

namespace SpecKitExtension.Commands;

/// <summary>A spec-kit project, and what OpenCode's folders are called in it.</summary>
/// <param name="Root">The folder with <c>.specify</c>.</param>
internal sealed record InitProject(string Root)
{
    private const int MostBytes = 4 * 1024 * 1024;

    /// <summary>Slash commands; the CLI's rule: the legacy name only where nothing else is there.</summary>
    public string Commands => Folder("commands", "command");

    /// <summary>Subagents.</summary>
    public string Agents => Folder("agents", "agent");

    /// <summary>Plugins.</summary>
    public string Plugins => Folder("plugins", "plugin");

    /// <summary>Whether spec-kit had been here before us.</summary>
    public bool HasSpecKit { get; private init; } = true;

    /// <summary>Finds the project around the directory of the call, as spec-kit does; without one, the repository's top or the directory itself becomes one.</summary>
    /// <param name="host">The call.</param>
    /// <param name="removing">Whether there must be something already.</param>
    /// <exception cref="UsageException">A variable names a directory that is no project, or there is nothing to remove.</exception>
    public static InitProject Find(Host host, bool removing)
    {
        var root = FeatureLocation.FindProject(host, null);
        if (Directory.Exists(Path.Combine(root, ".specify")))
        {
            return new(root);
        }

        if (host.Variables["SPECIFY_INIT_DIR"] is { Length: > 0 } said)
        {
            throw new UsageException($"SPECIFY_INIT_DIR names {said}, which is no spec-kit project: it has no .specify folder.\nCorrect or unset the variable.");
        }

        return removing
            ? throw new UsageException($"There is nothing to remove: there is no .specify folder in {root} or above it.\nCall it in the project that `init` was called in.")
            : new(RepositoryTop(root) ?? root) { HasSpecKit = false };
    }

    /// <summary>The nearest folder that git or a linked worktree begins in.</summary>
    private static string? RepositoryTop(string from)
    {
        for (var at = new DirectoryInfo(from); at is not null; at = at.Parent)
        {
            if (Path.Exists(Path.Combine(at.FullName, ".git")))
            {
                return at.FullName;
            }
        }

        return null;
    }

    /// <summary>A path of the project on this machine.</summary>
    /// <exception cref="UsageException">It leads out of the project, or a folder on the way is a link.</exception>
    public string At(string relative) => Refusing(relative, () => ProjectFile.Place(Root, relative));

    /// <summary>A file's bytes; null when there is none, or only a link within the project that leads nowhere. A link that leads out has no bytes of ours.</summary>
    /// <exception cref="UsageException">It cannot be read, or a folder on the way is a link.</exception>
    public byte[]? Read(string relative) => Refusing(relative, () =>
    {
        // A development install of spec-kit links its commands to files of the project.
        FileInfo file = new(ProjectFile.Place(Root, relative));
        var path = file.LinkTarget is null ? relative : Path.GetRelativePath(Root, file.ResolveLinkTarget(returnFinalTarget: true)!.FullName).Replace(Path.DirectorySeparatorChar, '/');
        return path.StartsWith("../", StringComparison.Ordinal) || Path.IsPathRooted(path) ? [] : ProjectFile.Read(Root, path, MostBytes);
    });

    /// <summary>A text of the project that others write to as well; null where it is missing.</summary>
    /// <exception cref="UsageException">It is a link, or cannot be read.</exception>
    public string? Text(string relative) => Refusing(relative, () => ProjectFile.Read(Root, relative, MostBytes) is { } bytes ? ProjectFile.Text(bytes) : null);

    private static T Refusing<T>(string relative, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (IOException refused)
        {
            throw new UsageException($"init cannot use {relative}: {refused.Message}\nThen run it again.");
        }
    }

    private string Folder(string name, string legacy) =>
        $".opencode/{(Directory.Exists(Path.Combine(Root, ".opencode", legacy)) && !Directory.Exists(Path.Combine(Root, ".opencode", name)) ? legacy : name)}";
}
