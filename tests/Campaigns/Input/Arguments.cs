using EndToEnd.Support;

namespace Campaigns.Input;

/// <summary>Command lines, and directories whose names are somebody's text.</summary>
internal static class Arguments
{
    private static readonly string[] Commands =
    [
        "plan",
        "run",
        "spawn",
        "logs",
        "watch",
        "status",
        "cancel",
        "cleanup",
        "integrate",
        "report",
        "lint",
        "doctor",
        "completion",
    ];
    private static readonly string[] Options =
    [
        "--feature",
        "--tasks",
        "--namespace",
        "--context",
        "--runtime",
        "--max-parallel",
        "--branch",
        "--repo",
        "--context-dir",
        "--cursor",
        "--max-wait",
        "--max-lines",
        "--format",
        "--out",
        "--json",
        "--agent",
    ];

    /// <summary>Every case in this process, in a directory that is no repository.</summary>
    internal static async Task RunAsync(CampaignRun run)
    {
        for (var index = 0; index < run.Count(100, 600); index++)
        {
            var name = $"arguments {index}";
            await run.CaseAsync("command lines", name, () => CheckAsync(run.RandomFor(name)));
        }

        for (var index = 0; index < run.Count(20, 100); index++)
        {
            var name = $"folder {index}";
            await run.CaseAsync("feature folders' names", name, () => CheckFolderAsync(run.RandomFor(name)));
        }
    }

    private static async Task CheckAsync(Random random)
    {
        using TempDirectory folder = new();
        List<string> arguments = [random.Next(8) == 0 ? Hostile.Words(random) : Commands[random.Next(Commands.Length)]];
        for (var count = random.Next(5); count > 0; count--)
        {
            arguments.Add(random.Next(2) == 0 ? Options[random.Next(Options.Length)] : Cut(Hostile.Words(random)));
        }

        (await InProcess.RunAsync(folder.Path, arguments)).ShouldBeFinished(0, 1, 2, 3, 4);
    }

    private static async Task CheckFolderAsync(Random random)
    {
        using TempDirectory project = new();
        project.Create(".specify");
        var name = Cut(Hostile.Words(random)).Replace('/', '_').Replace("\0", "", StringComparison.Ordinal);
        name = $"001-{string.Concat(name.EnumerateRunes().Take(30))}";
        project.Create($"specs/{name}");
        await File.WriteAllTextAsync(
            project[$"specs/{name}/tasks.md"],
            random.Next(2) == 0 ? "- [ ] T001 [ASYNC] x in src/x\n" : "- [ ] T001 [ASYNC] x\n- [ ] T001 y\n"
        );
        (await InProcess.RunAsync(project.Path, "lint")).ShouldBeFinished(0, 3);
        (await InProcess.RunAsync(project.Path, "lint", "--format", "msbuild")).ShouldBeFinished(0, 3);
        foreach (var form in (string[])["--verbose", "--json"])
        {
            (await InProcess.RunAsync(project.Path, "plan", "--feature", $"specs/{name}", form)).ShouldBeFinished(0, 1, 3);
        }
    }

    private static string Cut(string text) => text.Length > 300 ? text[..300] : text;
}
