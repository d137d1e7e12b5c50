using EndToEnd.Support;

namespace EndToEnd.Kubernetes;

/// <summary>Pods that end otherwise than by themselves.</summary>
public sealed class EndTests
{
    [SkippableFact]
    public async Task A_pod_that_its_deadline_ends_still_delivers_its_work_so_far()
    {
        await using var feature = await ClusterFeature.CreateAsync(ClusterFeature.Tasks("T001"), ScriptedAgent.Patient);
        using var run = feature.Start("run");
        await run.SaysAsync("T001 waits");
        feature.Cluster.Kubectl(["patch", "pod", feature.PodOf("T001"), "--type=merge", "-p", "{\"spec\":{\"activeDeadlineSeconds\":1}}"]);
        var result = (await run.EndAsync()).ShouldEndWith(2);
        result.Output.ShouldContain("TimedOut: the pod's hard deadline (activeDeadlineSeconds) was over; work so far: ");
        (await (await feature.OriginAsync()).BranchesAsync()).Keys.ShouldContain(name =>
            name.EndsWith("-salvage-1", StringComparison.Ordinal)
        );
    }

    [SkippableFact]
    public async Task A_pod_that_somebody_deletes_is_not_started_again()
    {
        await using var feature = await ClusterFeature.CreateAsync(
            ClusterFeature.Tasks("T001", "T002"),
            "[ $TASK_ID = T001 ] || { " + ScriptedAgent.Idle + "; }; " + ScriptedAgent.Patient
        );
        using var run = feature.Start("run");
        await run.SaysAsync("T001 waits");
        await run.SaysAsync("T002 waits");
        feature.Cluster.Kubectl(["delete", "pod", feature.PodOf("T001"), feature.PodOf("T002"), "--wait=false"]);
        var result = (await run.EndAsync()).ShouldEndWith(2);
        result.Output.ShouldContain("Cancelled");
        result.Output.ShouldContain("0 of 2 ASYNC tasks delivered");
        result.Output.Split('\n').Count(line => line.Contains("+ agent-", StringComparison.Ordinal)).ShouldBe(2, result.Output);
        await Eventually.HoldsAsync(() => feature.Pods().Count == 0, "both pods are gone", 60);
    }

    [SkippableFact]
    public async Task Attempts_without_work_are_not_started_again_when_their_pods_are_gone()
    {
        await using var feature = await ClusterFeature.CreateAsync(
            ClusterFeature.Tasks("T001", "T002"),
            "cat >/dev/null; [ $TASK_ID = T001 ]"
        );
        (await feature.RunAsync("run")).ShouldEndWith(2);
        feature.Cluster.Kubectl(["delete", "pod", feature.PodOf("T001"), feature.PodOf("T002")]);

        var again = (await feature.RunAsync("run")).ShouldEndWith(2);

        again.Output.ShouldNotContain("+ agent-");
        var status = await feature.RunAsync("status");
        status.Output.ShouldMatch("T001 .*NoChange.*the agent left the tree as it was");
        status.Output.ShouldMatch("T002 .*AgentFailed.*it left no work");
        status.Output.ShouldNotContain("work so far");
    }

    [SkippableFact]
    public async Task A_lost_node_an_eviction_and_a_container_without_memory_are_told()
    {
        await using var feature = await ClusterFeature.CreateAsync(
            ClusterFeature.Tasks("T001", "T002", "T003"),
            ScriptedAgent.Patient,
            json => json["delivery"] = new System.Text.Json.Nodes.JsonObject { ["checkpointSeconds"] = 1 }
        );
        var simulator = feature.Cluster.Simulator;
        using var run = feature.Start("run");
        foreach (var task in (string[])["T001", "T002", "T003"])
        {
            await run.SaysAsync($"{task} waits");
        }

        await Eventually.HoldsAsync(
            async () =>
                (await (await feature.OriginAsync()).BranchesAsync()).Keys.Count(name =>
                    name.Contains("-salvage-", StringComparison.Ordinal)
                ) == 3,
            "every checkpoint is there",
            60
        );
        await simulator.LoseNodeAsync(feature.PodOf("T001"));
        await simulator.EvictAsync(feature.PodOf("T002"));
        simulator.KillForMemory(feature.PodOf("T003"), "agent");
        var result = (await run.EndAsync()).ShouldEndWith(2);
        Verdict(result, "T001").ShouldContain("Lost: the pod was deleted before it could report; work so far: ");
        Verdict(result, "T002").ShouldContain("Usage of EmptyDir volume \"workspace\" exceeds the limit");
        Verdict(result, "T002").ShouldContain("work so far: ");
        Verdict(result, "T003").ShouldContain("AgentFailed: the agent took more memory than its limit (OOMKilled)");
        result.Output.ShouldContain("OOMKilled: agent took more memory than its limit");
        var status = await feature.RunAsync("status");
        status.Output.ShouldContain("OOMKilled");
        status.Output.ShouldContain("Evicted");
    }

    [SkippableFact]
    public async Task Lines_that_a_node_has_rotated_away_are_counted()
    {
        await using var feature = await ClusterFeature.CreateAsync(
            ClusterFeature.Tasks("T001"),
            ScriptedAgent.Good(20, 0) + "; for ((i = 0; i < 60; i++)); do pause 0.1; done; echo 'the last line'"
        );
        var simulator = feature.Cluster.Simulator;
        (await feature.RunAsync("spawn", "T001")).ShouldEndWith(0);
        await feature.AgentSaysAsync("T001", "T001 line 20");
        simulator.RotateLog(feature.PodOf("T001"), "agent");
        var result = (await feature.RunAsync("logs", "T001")).ShouldEndWith(0);
        result.Output.ShouldContain("[T001] 20 of 21 lines of the agent's log are missing: its node no longer had them");
        feature.Transcript("T001").ShouldBe(["the last line"]);
        (await feature.RunAsync("cleanup")).ShouldEndWith(0).Output.ShouldContain("kept (lines of its log are missing here)");
    }

    private static string Verdict(FeatureResult result, string task) =>
        result.Output.Split('\n').Single(line => line.StartsWith($"[{task}] = ", StringComparison.Ordinal));
}
