namespace SpecKitExtension.Commands;

/// <summary>A spec-kit project, and what OpenCode's folders are called in it.</summary>
/// <param name="Root">The folder with <c>.specify</c>.</param>
internal sealed record InitProject(string Root)
{
    /// <summary>Slash commands; the CLI's rule: the legacy name only where nothing else is there.</summary>
    public string Commands => Folder("commands", "command");

    /// <summary>Subagents.</summary>
    public string Agents => Folder("agents", "agent");

    /// <summary>Plugins.</summary>
    public string Plugins => Folder("plugins", "plugin");

    /// <summary>Finds the project around the directory of the call, as spec-kit does.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public static InitProject Find(Host host)
    {
        var root = FeatureLocation.FindProject(host, null);
        return Directory.Exists(Path.Combine(root, ".specify")) ? new(root) : throw new UsageException(
            host.Variable("SPECIFY_INIT_DIR") is { Length: > 0 } said
                ? $"SPECIFY_INIT_DIR names {said}, which is no spec-kit project: it has no .specify folder.\nCorrect or unset the variable."
                : $"This is no spec-kit project: there is no .specify folder in {root} or above it.\nMake one with `specify init --here --integration opencode`, then run `dotnet speckit-async init` again.");
    }

    /// <summary>A path of the project on this machine.</summary>
    public string At(string relative) => Path.Combine(Root, relative);

    private string Folder(string name, string legacy) =>
        $".opencode/{(Directory.Exists(At($".opencode/{legacy}")) && !Directory.Exists(At($".opencode/{name}")) ? legacy : name)}";
}
