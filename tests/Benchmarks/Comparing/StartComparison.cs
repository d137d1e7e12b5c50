using EndToEnd.Charts;

namespace Benchmarks.Comparing;

/// <summary>A small plan, start of the process to its exit, against two native programs that do next to nothing.</summary>
internal static class StartComparison
{
    private const int Tasks = 80;
    private const int Rounds = 15;

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(Tool tool)
    {
        await using var feature = await Clusters.CreateAsync(Tasks);
        double plan = double.MaxValue, helm = double.MaxValue, git = double.MaxValue;
        for (var round = 0; round < Rounds; round++)
        {
            plan = Math.Min(plan, await SecondsAsync(tool.Program, "plan"));
            helm = Math.Min(helm, await SecondsAsync(ChartFiles.Helm, "version"));
            git = Math.Min(git, await SecondsAsync("git", "status"));
        }

        return [new($"`plan` of {Tasks} tasks, start to exit", "`helm version` plus `git status`", plan / (helm + git), 3, "", FormattableString.Invariant($"{plan * 1000:0} ms / ({helm * 1000:0} + {git * 1000:0}) ms"))];

        async Task<double> SecondsAsync(params string[] command) => (await Metered.RunAsync(command, Tool.Environment(feature), feature.Clone.Folder)).Wall;
    }
}
