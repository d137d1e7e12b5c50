using System.Globalization;
using EndToEnd.Charts;
using EndToEnd.Support;

namespace Benchmarks.Comparing;

/// <summary>A version and a small plan, start of the process to its exit, against two native programs that do next to nothing.</summary>
internal static class StartComparison
{
    private const int Tasks = 80;
    private const int Rounds = 15;

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(Tool tool)
    {
        await using var feature = await Clusters.CreateAsync(Tasks);
        double plan = double.MaxValue,
            version = double.MaxValue,
            helm = double.MaxValue,
            git = double.MaxValue;
        for (var round = 0; round < Rounds; round++)
        {
            plan = Math.Min(plan, await SecondsAsync(tool.Program, "plan"));
            version = Math.Min(version, await SecondsAsync(tool.Program, "--version"));
            helm = Math.Min(helm, await SecondsAsync(ChartFiles.Helm, "version"));
            git = Math.Min(git, await SecondsAsync("git", "status"));
        }

        var peak = await PeakAsync(tool.Program, "plan");
        return
        [
            new(
                $"`plan` of {Tasks} tasks, start to exit",
                "`helm version` plus `git status`",
                plan / (helm + git),
                0.9,
                "",
                FormattableString.Invariant($"{plan * 1000:0} ms / ({helm * 1000:0} + {git * 1000:0}) ms")
            ),
            new(
                "`--version`, start to exit",
                "`helm version`",
                version / helm,
                0.5,
                "",
                FormattableString.Invariant($"{version * 1000:0} ms / {helm * 1000:0} ms")
            ),
            new(
                $"`plan` of {Tasks} tasks: peak memory",
                "30 MiB",
                peak,
                30,
                "MiB",
                FormattableString.Invariant($"{peak:0.0} MiB resident")
            ),
        ];

        async Task<double> SecondsAsync(params string[] command) =>
            (await Metered.RunAsync(command, Tool.Environment(feature), feature.Clone.Folder)).Wall;

        // It is over too soon to be looked at from outside; GNU time asks the kernel afterwards.
        async Task<double> PeakAsync(params string[] command)
        {
            using TempDirectory folder = new();
            await Metered.RunAsync(
                ["/usr/bin/time", "--format=%M", $"--output={folder["peak"]}", .. command],
                Tool.Environment(feature),
                feature.Clone.Folder
            );
            return double.Parse(await File.ReadAllTextAsync(folder["peak"]), CultureInfo.InvariantCulture) / 1024;
        }
    }
}
