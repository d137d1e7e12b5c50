using System.CommandLine;
using SpecKitExtension.Logs;
using SpecKitExtension.Pod.OpenCode;
using SpecKitExtension.Tools;

namespace SpecKitExtension.Commands;

/// <summary><c>init</c>: puts the extension, OpenCode's subagents and the configuration into a spec-kit project.</summary>
internal static class InitCommand
{
    private static readonly Option<bool> Live = new("--live")
    {
        Description = "Install OpenCode's plugin too: a subagent's title then shows its task's last log line. Stays on in later calls.",
    };
    private static readonly Option<bool> Remove = new("--remove") { Description = "Remove everything that init has installed." };
    private static readonly Option<bool> Force = new("--force") { Description = "Replace or remove files that you have changed, too." };

    private static readonly Option<string> ToolSource = new("--tool-source")
    {
        Description =
            "Write a nuget.config that names this feed or folder of packages, and a tool manifest, where there are none: `dotnet tool restore` then works in every clone.",
        HelpName = "SOURCE",
    };

    /// <summary>The command.</summary>
    public static Command Create(Host host)
    {
        ToolCommand command = new(
            "init",
            "Install or refresh the spec-kit extension, OpenCode's subagents and the configuration in this project.",
            "dotnet speckit-async init",
            "dotnet speckit-async init --runtime local",
            "dotnet speckit-async init --live",
            "dotnet speckit-async init --tool-source https://packages.example.com/v3/index.json",
            "dotnet speckit-async init --remove"
        )
        {
            Live,
            CommonOptions.Runtime,
            ToolSource,
            Remove,
            Force,
        };
        command.SetAction((parsed, ct) => RunAsync(host, parsed, ct));
        return command;
    }

    private static async Task<int> RunAsync(Host host, ParseResult parsed, CancellationToken ct)
    {
        if (parsed.GetValue(CommonOptions.Runtime) is not (null or "local" or "kubernetes"))
        {
            throw new UsageException("--runtime is kubernetes or local.\nCorrect it.");
        }

        if (parsed.GetValue(Live) && parsed.GetValue(Remove))
        {
            throw new UsageException("--live installs and --remove removes.\nGive one of them.");
        }

        if (parsed.GetValue(Live))
        {
            await RequirePluginsAsync(host, ct);
        }

        var project = InitProject.Find(host, removing: parsed.GetValue(Remove));
        var record = InitRecord.Load(project);
        foreach (var file in InitFiles.For(project, live: true))
        {
            // All of them before the first is touched.
            project.At(file.Path);
        }

        InitWriter writer = new(project, record, parsed.GetValue(Force));
        InitSteps init = new(host, project, record, writer);
        // First, since a file that cannot be changed must stop it before anything is written.
        if (parsed.GetValue(CommonOptions.Runtime) is { } runtime && !parsed.GetValue(Remove))
        {
            writer.Choose("runtime", runtime);
        }

        var notes = parsed.GetValue(Remove)
            ? init.Remove(parsed.GetValue(Force))
            : init.Install(parsed.GetValue(Live), parsed.GetValue(ToolSource));
        foreach (var (what, path) in writer.Changes)
        {
            host.Out.Write($"{Word(what)} {path}{Why(what)}\n");
        }

        if (writer.Changes.Count == 0)
        {
            host.Out.Write(parsed.GetValue(Remove) ? "There was nothing to remove.\n" : "Everything is in place.\n");
        }

        foreach (var path in record.Foreign)
        {
            host.Error.Write(Sanitizer.Clean($"{InitRecord.Path} names {path}, which init never writes; it was left alone.") + "\n");
        }

        foreach (var note in notes)
        {
            host.Error.Write(note + "\n");
        }

        return (int)ExitCode.Done;
    }

    /// <summary>The plugin is for OpenCode 1; where none is installed yet, one may be later.</summary>
    private static async Task RequirePluginsAsync(Host host, CancellationToken ct)
    {
        if (
            Programs.Of(host.Variables).TryFind("opencode") is { } program
            && await OpenCodeVersion.AskAsync(host.Tools, program, ct) is { } version
            && !OpenCodeVersion.IsSupported(version)
        )
        {
            throw new ToolFailedException(
                $"OpenCode {version} does not load the plugin of --live, which is made for version 1.\n"
                    + $"`init` without --live installs commands and subagents, which work in both; or use {OpenCodeVersion.Tried}: `{OpenCodeVersion.Install}`."
            );
        }
    }

    private static string Word(InitChange what) =>
        what switch
        {
            InitChange.Created => "created",
            InitChange.Updated => "updated",
            InitChange.Kept or InitChange.Foreign => "kept   ",
            _ => "removed",
        };

    private static string Why(InitChange what) =>
        what switch
        {
            InitChange.Kept => " (you have changed it; --force replaces or removes it all the same)",
            InitChange.Foreign => " (it is not from this tool; --force replaces it)",
            _ => "",
        };
}
