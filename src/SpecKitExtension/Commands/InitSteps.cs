using System.Text;
using SpecKitExtension.Logs;
using SpecKitExtension.Tools;

namespace SpecKitExtension.Commands;

/// <summary>Installs and removes.</summary>
internal sealed class InitSteps(Host host, InitProject project, InitRecord record, InitWriter writer)
{
    private const string Preset = ".specify/presets/async-modes";

    private bool HasPlugin =>
        record.Files.Keys.Any(path =>
            path.EndsWith("/speckit-async.js", StringComparison.Ordinal) && path.StartsWith(".opencode/", StringComparison.Ordinal)
        );

    /// <summary>Brings the project to what this version of the tool installs.</summary>
    /// <param name="live">Whether the plugin is wanted; one that is there stays.</param>
    /// <param name="toolSource">Where this tool's package is, for those who clone the project; null when that was not asked for.</param>
    /// <returns>What the user should know.</returns>
    public IReadOnlyList<string> Install(bool live, string? toolSource)
    {
        var other = project.OtherAgent;
        live = (live || HasPlugin) && other is null;
        var first = record.Files.Count == 0;
        var files = other is null
            ? InitFiles.For(project, live)
            : [.. InitFiles.For(project, live).Where(file => file.Path.StartsWith($"{InitFiles.Own}/", StringComparison.Ordinal))];
        foreach (var file in files)
        {
            writer.Install(file);
        }

        foreach (var path in record.Files.Keys.Except(files.Select(file => file.Path)).Where(path => !InitTool.Is(path)).ToList())
        {
            writer.Remove(path, null);
        }

        List<string> notes = [];
        foreach (var file in toolSource is null ? [] : InitTool.Files(project, host.Directory, toolSource, notes).ToList())
        {
            writer.Install(file);
        }

        if (!project.IsInRepository)
        {
            notes.Add(
                "This folder is in no git repository, and agents deliver branches of one: `git init`, commit, and add the remote that they shall push to."
            );
        }

        if (other is not null)
        {
            // Commands and the hook that names one come from spec-kit's own command, in the form that this agent reads.
            Save();
            return first
                ?
                [
                    .. notes,
                    $"This project's agent is {Sanitizer.Neutralize(other)}: only the settings were written. For the commands: specify extension add --dev \"{InitFiles.Shipped}\". They work in every agent; the short name /implement and the subagents are OpenCode's (`specify integration use opencode`, then init again).",
                ]
                : notes;
        }

        Share(
            InitHooks.File,
            InitHooks.Add(project.Text(InitHooks.File)),
            InitHooks.Remove,
            notes,
            $"{InitHooks.File} has a form that spec-kit does not write, so it stays as it is. For /speckit.implement to leave ASYNC tasks to agents, add to it:\n{InitHooks.Advice}"
        );
        var manifest = files.First(file => file.Path == $"{InitFiles.Extension}/extension.yml").Content;
        Share(
            InitRegistry.File,
            InitRegistry.Add(project.Text(InitRegistry.File), manifest, host.Clock.GetUtcNow()),
            InitRegistry.Remove,
            notes,
            $"{InitRegistry.File} cannot be read, so the spec-kit CLI will not list the extension. Repair it and run init again."
        );
        if (live && InitLive.Prepare(host, project) is { } folder)
        {
            notes.Add(
                $"Prepared {folder} as well: OpenCode waits for it too. Undo with `init --remove`, or delete package-lock.json and node_modules there."
            );
        }

        Save();
        if (!project.HasSpecKit)
        {
            notes.Add(
                "spec-kit itself is not here yet. Beside these files, `specify init --here --force --integration opencode` adds its commands, which write spec.md, plan.md and tasks.md."
            );
        }

        if (first)
        {
            var command = writer.Changes.Contains((InitChange.Foreign, $"{project.Commands}/implement.md"))
                ? "/speckit.async.implement (/implement is somebody else's command here)"
                : "/implement";
            notes.Add(
                $"Commit these files, restart OpenCode, and type {command}. `dotnet speckit-async doctor` checks the rest of the setup."
            );
        }

        if (writer.Changes.Any(change => change.What == InitChange.Created) && !Directory.Exists(project.At(Preset)))
        {
            notes.Add($"So that /speckit.tasks marks tasks [SYNC] or [ASYNC]: specify preset add --dev {InitFiles.Extension}/preset");
        }

        return notes;
    }

    /// <summary>Removes what is installed.</summary>
    /// <param name="force">Whether to leave behind what the spec-kit CLI has written for other agents.</param>
    /// <returns>What the user should know.</returns>
    /// <exception cref="UsageException">The spec-kit CLI has to remove its part first.</exception>
    public IReadOnlyList<string> Remove(bool force)
    {
        if (!force && project.Text(InitRegistry.File) is { } known && InitRegistry.OtherAgents(known) is { Count: > 0 } others)
        {
            throw new UsageException(
                $"spec-kit has written this extension's commands for {Sanitizer.Neutralize(string.Join(", ", others))}, and only spec-kit knows where.\n"
                    + "Run `specify extension remove async` first, then this again; --force leaves them behind."
            );
        }

        var files = InitFiles.For(project, live: true).ToDictionary(file => file.Path, file => file.Content);
        // Another project may need what --live has prepared; only one that has asked for it takes it back.
        var prepared = HasPlugin ? InitLive.Undo(host, project) : null;
        foreach (var path in record.Files.Keys.Union(files.Keys.Where(IsSurelyOurs)).ToList())
        {
            writer.Remove(path, files.GetValueOrDefault(path));
        }

        if (project.Text(InitHooks.File) is { } hooks)
        {
            writer.Share(InitHooks.File, hooks, InitHooks.Remove(hooks, record.Created.Contains(InitHooks.File)));
        }

        if (project.Text(InitRegistry.File) is { } registry)
        {
            writer.Share(InitRegistry.File, registry, InitRegistry.Remove(registry, record.Created.Contains(InitRegistry.File)));
        }

        // What the spec-kit CLI made for itself in a development install.
        DeleteFolder($"{InitFiles.Extension}/.specify-dev");
        if (File.Exists(project.At(InitRecord.Path)))
        {
            File.Delete(project.At(InitRecord.Path));
        }

        writer.Prune(InitFiles.Extension);
        writer.Prune(InitFiles.Own);
        List<string> notes = [.. prepared is null ? [] : (string[])[$"Removed from {prepared} what init had prepared there."]];
        if (Directory.Exists(project.At(InitFiles.Own)))
        {
            notes.Add($"{InitFiles.Own} holds files of yours; they stay.");
        }

        if (Directory.Exists(project.At(Preset)))
        {
            notes.Add("The preset is still installed: specify preset remove async-modes");
        }

        return notes;
    }

    /// <summary>Without a record: what carries our name. OpenCode's lock file and .gitignore could be anybody's.</summary>
    private static bool IsSurelyOurs(string path) =>
        !path.StartsWith(".opencode/", StringComparison.Ordinal)
        || path.Contains("async", StringComparison.Ordinal)
        || path.EndsWith("/implement.md", StringComparison.Ordinal);

    private void Share(string path, string? after, Func<string, bool, string?> remove, List<string> notes, string otherwise)
    {
        if (after is null)
        {
            notes.Add(otherwise);
            return;
        }

        // The spec-kit CLI made it for us, and it holds nothing else: then it is ours to remove.
        if (project.Text(path) is { } before && remove(before, false) != before && remove(before, true) is null)
        {
            record.Created.Add(path);
        }

        writer.Share(path, project.Text(path), after);
    }

    private void Save()
    {
        var text = record.ToString();
        writer.Keep(InitRecord.Path, text);
    }

    private void DeleteFolder(string path)
    {
        if (Directory.Exists(project.At(path)))
        {
            Directory.Delete(project.At(path), recursive: true);
        }
    }
}
