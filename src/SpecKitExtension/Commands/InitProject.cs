using System.Text.Json;
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

    /// <summary>The agent that spec-kit was set up for, where that is not OpenCode and nothing of OpenCode's is here; null
    /// otherwise.</summary>
    public string? OtherAgent
    {
        get
        {
            string[] agents =
            [
                .. Said(".specify/integration.json", "default_integration", "installed_integrations"),
                .. Said(".specify/init-options.json", "ai", "integration"),
            ];
            return agents.Length == 0 || agents.Contains("opencode") || Directory.Exists(Path.Combine(Root, ".opencode"))
                ? null
                : agents[0];
        }
    }

    /// <summary>Finds the project around the directory of the call, as spec-kit does; without one, the repository's top or the directory
    /// itself becomes one.</summary>
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
            throw new UsageException(
                $"SPECIFY_INIT_DIR names {said}, which is no spec-kit project: it has no .specify folder.\nCorrect or unset the variable."
            );
        }

        return removing
            ? throw new UsageException(
                $"There is nothing to remove: there is no .specify folder in {root} or above it.\nCall it in the project that `init` was called in."
            )
            : new(RepositoryTop(root) ?? root) { HasSpecKit = false };
    }

    /// <summary>Whether git has a repository here or above.</summary>
    public bool IsInRepository => RepositoryTop(Root) is not null;

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

    /// <summary>A file's bytes; null when there is none, or only a link within the project that leads nowhere. A link that leads out has no
    /// bytes of ours.</summary>
    /// <exception cref="UsageException">It cannot be read, or a folder on the way is a link.</exception>
    public byte[]? Read(string relative) => Refusing(relative, () =>
        {
            // A development install of spec-kit links its commands to files of the project.
            FileInfo file = new(ProjectFile.Place(Root, relative));
            var path = file.LinkTarget is null
                ? relative
                : Path.GetRelativePath(Root, file.ResolveLinkTarget(returnFinalTarget: true)!.FullName)
                    .Replace(Path.DirectorySeparatorChar, '/');
            return path.StartsWith("../", StringComparison.Ordinal) || Path.IsPathRooted(path)
                ? []
                : ProjectFile.Read(Root, path, MostBytes);
        });

    /// <summary>A text of the project that others write to as well; null where it is missing.</summary>
    /// <exception cref="UsageException">It is a link, or cannot be read.</exception>
    public string? Text(string relative) =>
        Refusing(relative, () => ProjectFile.Read(Root, relative, MostBytes) is { } bytes ? ProjectFile.Text(bytes) : null);

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

    /// <summary>What a file of spec-kit's says under some keys, as texts or lists of texts; nothing where it cannot be read.</summary>
    private IEnumerable<string> Said(string path, params string[] keys)
    {
        if (Text(path) is not { } text)
        {
            return [];
        }

        try
        {
            using var json = JsonDocument.Parse(text);
            return
            [
                .. keys.SelectMany(key =>
                    json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty(key, out var value)
                        ? value.ValueKind == JsonValueKind.Array
                            ? value.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)
                            : value.ValueKind == JsonValueKind.String
                                ? [value.GetString()!]
                                : []
                        : Array.Empty<string>()
                ),
            ];
        }
        catch (JsonException)
        {
            // spec-kit repairs its files; for us a broken one says nothing.
            return [];
        }
    }

    private string Folder(string name, string legacy) =>
        $".opencode/{(Directory.Exists(Path.Combine(Root, ".opencode", legacy)) && !Directory.Exists(Path.Combine(Root, ".opencode", name)) ? legacy : name)}";
}
