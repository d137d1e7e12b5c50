namespace SpecKitExtension.Commands;

/// <summary>What following agents live needs: the plugin, its subagent, and an OpenCode that does not wait for npm.</summary>
/// <remarks>
/// Where a plugin exists, OpenCode 1.18.33 starts only when npm has installed its plugin package into every folder of configuration,
/// the user's own included; without a network that takes minutes. It skips a folder that has <c>node_modules</c> and a lock file
/// naming the package. Our plugin imports nothing, so the package itself may be missing.
/// </remarks>
internal static class InitLive
{
    private const string LockFile = "package-lock.json";

    private static byte[] Lock =>
        """
        {
          "name": "prepared by dotnet speckit-async init --live; delete this file to let OpenCode install its plugin package here",
          "lockfileVersion": 3,
          "packages": {
            "": {
              "dependencies": {
                "@opencode-ai/plugin": "1.18.33"
              }
            }
          }
        }

        """u8.ToArray();

    /// <summary>The bytes that OpenCode writes itself at its next start.</summary>
    private static byte[] Ignored => "node_modules\npackage.json\npackage-lock.json\nbun.lock\n.gitignore"u8.ToArray();

    /// <summary>The files of a project.</summary>
    public static IEnumerable<InitFile> Files(InitProject project, byte[] agent, byte[] plugin) =>
        [
            new($"{project.Agents}/async-task.md", agent),
            new($"{project.Plugins}/speckit-async.js", plugin),
            .. HasPackages(Folder(project))
                ? (InitFile[])[]
                : [new($".opencode/{LockFile}", Lock, Theirs: true), new(".opencode/.gitignore", Ignored, Theirs: true)],
        ];

    /// <summary>Makes <c>node_modules</c> here, and prepares the user's own folder where OpenCode has never installed anything.</summary>
    /// <returns>The user's folder, if it was prepared.</returns>
    public static string? Prepare(Host host, InitProject project)
    {
        if (IsOurs(Folder(project)))
        {
            Directory.CreateDirectory(project.At(".opencode/node_modules"));
        }

        if (
            UserFolder(host) is not { } folder
            || IsOurs(folder)
            || HasPackages(folder)
            || Directory.Exists(Path.Combine(folder, "node_modules"))
        )
        {
            return null;
        }

        Directory.CreateDirectory(Path.Combine(folder, "node_modules"));
        File.WriteAllBytes(Path.Combine(folder, LockFile), Lock);
        return folder;
    }

    /// <summary>Undoes <see cref="Prepare"/> in a folder that is as it was prepared.</summary>
    /// <returns>The user's folder, if it was prepared.</returns>
    public static string? Undo(Host host, InitProject project)
    {
        Clear(Folder(project));
        if (UserFolder(host) is not { } folder || !Clear(folder))
        {
            return null;
        }

        File.Delete(Path.Combine(folder, LockFile));
        return folder;
    }

    private static string Folder(InitProject project) => Path.GetDirectoryName(project.At($".opencode/{LockFile}"))!;

    private static bool Clear(string folder)
    {
        var modules = Path.Combine(folder, "node_modules");
        if (!IsOurs(folder) || !Directory.Exists(modules) || Directory.EnumerateFileSystemEntries(modules).Any())
        {
            return false;
        }

        Directory.Delete(modules);
        return true;
    }

    private static bool IsOurs(string folder) =>
        File.Exists(Path.Combine(folder, LockFile)) && File.ReadAllBytes(Path.Combine(folder, LockFile)).AsSpan().SequenceEqual(Lock);

    /// <summary>Whether somebody else decides what is installed there.</summary>
    private static bool HasPackages(string folder) =>
        File.Exists(Path.Combine(folder, "package.json")) || (File.Exists(Path.Combine(folder, LockFile)) && !IsOurs(folder));

    private static string? UserFolder(Host host) =>
        host.Variables["XDG_CONFIG_HOME"] is { Length: > 0 } xdg && Path.IsPathRooted(xdg) ? Path.Combine(xdg, "opencode")
        : host.Variables["HOME"] is { Length: > 0 } home ? Path.Combine(home, ".config", "opencode")
        : null;
}
