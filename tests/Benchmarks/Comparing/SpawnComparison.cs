using EndToEnd.Charts;

namespace Benchmarks.Comparing;

/// <summary>100 tasks from tasks.md to pods: the tool, its branches and all, against helm and kubectl in a loop, which makes no
/// branches.</summary>
internal static class SpawnComparison
{
    private const int Tasks = 100;
    private const int Rounds = 3;

    // The specification's own loop.
    private const string Loop = """
        for id in "${@:3}"; do
          "$0" template agents "$1" --show-only templates/pod-template.yaml --set task.id="$id" --set task.branch="specs/001-albums/task-$id" \
            --set task.repo="$2" --set task.contextDir=specs/001-albums | kubectl apply -f - || exit
        done
        """;

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(Tool tool)
    {
        List<Cost> ours = [];
        List<Cost> theirs = [];
        for (var round = 0; round < Rounds; round++)
        {
            ours.Add(await MeasureAsync([tool.Program, "spawn", .. Clusters.Ids(Tasks)]));
            theirs.Add(
                await MeasureAsync([
                    "bash",
                    "-o",
                    "pipefail",
                    "-c",
                    Loop,
                    ChartFiles.Helm,
                    ChartFiles.Chart,
                    "https://git.example.com/albums.git",
                    .. Clusters.Ids(Tasks),
                ])
            );
        }

        var (wall, cpu) = (ours.Min(cost => cost.Wall), ours.Min(cost => cost.Cpu));
        var (loopWall, loopCpu) = (theirs.Min(cost => cost.Wall), theirs.Min(cost => cost.Cpu));
        return
        [
            new(
                $"`spawn` of {Tasks} tasks: time",
                $"{Tasks} × `helm template … \\| kubectl apply -f -`",
                wall / loopWall,
                0.15,
                "",
                FormattableString.Invariant($"{wall:0.00} s / {loopWall:0.00} s")
            ),
            new(
                $"`spawn` of {Tasks} tasks: processor",
                "the same",
                cpu / loopCpu,
                0.08,
                "",
                FormattableString.Invariant($"{cpu:0.00} s / {loopCpu:0.00} s")
            ),
        ];
    }

    private static async Task<Cost> MeasureAsync(IReadOnlyList<string> command)
    {
        await using var feature = await Clusters.CreateAsync(Tasks);
        var cost = await Metered.RunAsync(command, Tool.Environment(feature), feature.Clone.Folder);
        var pods = Clusters.Pods(feature).Count;
        return pods == Tasks ? cost : throw new InvalidOperationException($"{pods} pods instead of {Tasks}:\n{cost.Output}");
    }
}
