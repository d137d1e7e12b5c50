using EndToEnd.Kubernetes;

namespace Benchmarks.Comparing;

/// <summary>The board of a large feature, against the two programs that would show a person half of it.</summary>
internal static class StatusComparison
{
    private const int Tasks = 80;
    private const int Pods = 10;
    private const int Rounds = 15;

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(Tool tool)
    {
        await using var feature = await Clusters.CreateAsync(Tasks);
        await tool.RunAsync(feature, ["spawn", .. Clusters.Ids(Pods)]);
        double status = double.MaxValue,
            kubectl = double.MaxValue,
            git = double.MaxValue;
        for (var round = 0; round < Rounds; round++)
        {
            status = Math.Min(status, await SecondsAsync(tool.Program, "status"));
            kubectl = Math.Min(kubectl, await SecondsAsync("kubectl", "get", "pods"));
            git = Math.Min(git, await SecondsAsync("git", "ls-remote", "origin"));
        }

        return
        [
            new(
                $"`status` of {Tasks} tasks with {Pods} pods",
                "`kubectl get pods` plus `git ls-remote`",
                status / (kubectl + git),
                1.5,
                "",
                FormattableString.Invariant($"{status * 1000:0} ms / ({kubectl * 1000:0} + {git * 1000:0}) ms")
            ),
        ];

        async Task<double> SecondsAsync(params string[] command) =>
            (await Metered.RunAsync(command, Tool.Environment(feature), feature.Clone.Folder)).Wall;
    }
}
