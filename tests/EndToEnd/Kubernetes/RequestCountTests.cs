using System.Text.RegularExpressions;
using Xunit.Abstractions;

namespace EndToEnd.Kubernetes;

/// <summary>What a developer costs an API server.</summary>
public sealed partial class RequestCountTests(ITestOutputHelper output)
{
    private const int Most = 12;

    [SkippableFact]
    public async Task A_delivered_task_of_a_minute_costs_the_API_server_at_most_twelve_requests()
    {
        string[] ids = ["T001", "T002", "T003", "T004", "T005", "T006", "T007", "T008"];
        await using var feature = await ClusterFeature.CreateAsync(ClusterFeature.Tasks(ids), ScriptedAgent.Good(60, 1));
        var simulator = feature.Cluster.Simulator;
        simulator.Cluster.Requests.Clear();

        (await feature.RunAsync("run")).ShouldEndWith(0).Output.ShouldContain("8 of 8 ASYNC tasks delivered");

        // A busy machine asks again how a pod that is about to end stands: that is waiting, not work.
        List<string> requests =
        [
            .. simulator.Cluster.Requests.Where(request => !PodQuestion().IsMatch(request)),
            .. simulator.Cluster.Requests.Where(request => PodQuestion().IsMatch(request)).Distinct(),
        ];
        foreach (var kind in requests.CountBy(request => Own().Replace(request, "*")).OrderByDescending(kind => kind.Value))
        {
            output.WriteLine($"{kind.Value,4} {kind.Key}");
        }

        (requests.Count / ids.Length).ShouldBeLessThanOrEqualTo(Most, $"{requests.Count} requests for {ids.Length} tasks");
    }

    [GeneratedRegex(@"^GET [^?]*/pods/agent-t0[^/?]*$")]
    private static partial Regex PodQuestion();

    /// <summary>What differs from one task and moment to another.</summary>
    [GeneratedRegex(@"agent-t0[^/?&]*|(?<=sinceTime=)[^&]*|(?<=resourceVersion=)[^&]*")]
    private static partial Regex Own();
}
