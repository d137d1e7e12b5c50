using System.Globalization;
using System.Text.Json.Nodes;
using ClusterSimulator;
using EndToEnd.Kubernetes;
using EndToEnd.Support;

namespace Benchmarks.Comparing;

/// <summary>Features whose pods run no processes, so that only the programs that are compared use the machine.</summary>
internal static class Clusters
{
    /// <summary>T001, T002, …</summary>
    public static IReadOnlyList<string> Ids(int count) =>
        [.. Enumerable.Range(1, count).Select(number => number.ToString("'T'000", CultureInfo.InvariantCulture))];

    /// <summary>A feature with so many tasks, and an empty cluster.</summary>
    public static Task<ClusterFeature> CreateAsync(int tasks) =>
        ClusterFeature.CreateAsync(
            ClusterFeature.Tasks(Ids(tasks)),
            settings: json => json["maxParallel"] = tasks,
            options: options => options with { Hollow = true }
        );

    /// <summary>A feature with so many pods that run and have written nothing yet.</summary>
    public static async Task<(ClusterFeature Feature, IReadOnlyList<string> Pods)> WithPodsAsync(Tool tool, int pods)
    {
        var feature = await CreateAsync(pods);
        await tool.RunAsync(feature, ["spawn", .. Ids(pods)]);
        await Eventually.HoldsAsync(
            () => Pods(feature).Count(pod => pod["status"]?["phase"]?.GetValue<string>() == "Running") == pods,
            $"{pods} pods run",
            60
        );
        return (feature, [.. Pods(feature).Select(pod => pod["metadata"]!["name"]!.GetValue<string>())]);
    }

    /// <summary>All pods.</summary>
    public static IReadOnlyList<JsonObject> Pods(ClusterFeature feature) =>
        feature.Cluster.Simulator.Cluster.Store.List("pods", null).Items;

    /// <summary>How many logs of agents are followed.</summary>
    public static int Followed(Simulator simulator) =>
        simulator.Cluster.Requests.Count(request =>
            request.Contains("/log?", StringComparison.Ordinal)
            && request.Contains("follow=true", StringComparison.Ordinal)
            && request.Contains("container=agent", StringComparison.Ordinal)
        );
}
