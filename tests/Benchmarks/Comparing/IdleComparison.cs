using EndToEnd.Support;

namespace Benchmarks.Comparing;

/// <summary>What it costs to follow pods that say nothing.</summary>
internal static class IdleComparison
{
    private const int Pods = 50;
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(30);

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(Tool tool)
    {
        var (feature, pods) = await Clusters.WithPodsAsync(tool, Pods);
        await using var owned = feature;
        using var follower = tool.Start(feature, output => output.CopyToAsync(Stream.Null), "logs", "--all");
        await Eventually.HoldsAsync(() => Clusters.Followed(feature.Cluster.Simulator) >= Pods, "all logs are followed", 60);
        await Task.Delay(Settling);
        var before = ProcessTree.Cpu(follower.Id);
        await Task.Delay(Time);
        var used = ProcessTree.Cpu(follower.Id) - before;
        foreach (var pod in pods)
        {
            feature.Cluster.Simulator.End(pod, "agent");
            feature.Cluster.Simulator.End(pod, "courier");
        }

        await follower.EndAsync(2);
        return
        [
            new(
                $"following {Pods} silent pods: processor",
                "one core",
                100 * used / Time.TotalSeconds,
                1,
                "%",
                FormattableString.Invariant($"{used:0.00} s in {Time.TotalSeconds:0} s")
            ),
        ];
    }
}
