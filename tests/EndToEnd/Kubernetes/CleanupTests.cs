using System.Text.Json.Nodes;
using EndToEnd.Support;

namespace EndToEnd.Kubernetes;

public sealed class CleanupTests
{
    [SkippableFact]
    public async Task Cleanup_follows_policy_and_age_and_touches_only_what_is_ours()
    {
        var tags = ClusterFeature.Own("specs/002-tags");
        await using var feature = await ClusterFeature.CreateAsync(
            ClusterFeature.Tasks("T001", "T002", "T003"),
            "[ $TASK_ID != T001 ] || { "
                + ScriptedAgent.Failing
                + "; }; [ $TASK_ID != T003 ] || { "
                + ScriptedAgent.Idle
                + "; }; "
                + ScriptedAgent.Good(1),
            more: clone => clone.Write($"{tags}/tasks.md", ClusterFeature.Tasks("T001"))
        );
        (await feature.RunAsync("spawn", "T001", "T002", "T003")).ShouldEndWith(0);
        (await feature.RunAsync("spawn", "T001", "--feature", tags)).ShouldEndWith(0);
        await Eventually.HoldsAsync(
            async () =>
                (await feature.Clone.StatusAsync()) is var status && status.Of("T001") == "AgentFailed" && status.Of("T002") == "Delivered",
            "two have ended",
            60
        );
        var (failed, delivered, running) = (feature.PodOf("T001"), feature.PodOf("T002"), feature.PodOf("T003"));
        string[] foreign =
        [
            Foreign(feature, "agent-by-hand", _ => { }),
            Foreign(feature, "agent-of-another-repository", labels => Ours(labels, feature.Name, "aaaaaaaaaa")),
            Foreign(feature, "agent-of-another-tool", labels =>
            {
                Ours(labels, feature.Name, Hash(feature, delivered));
                labels["app.kubernetes.io/managed-by"] = "somebody";
            }),
            feature.Pods(Path.GetFileName(tags)).Single()["metadata"]!["name"]!.GetValue<string>(),
        ];

        (await feature.RunAsync("cleanup"))
            .ShouldEndWith(0)
            .Output.ShouldBe(
                $"T001: {failed} kept (it is all that records how the attempt ended)\nT002: {delivered} removed\nT003: {running} kept (it runs)\n",
                StringCompareShould.IgnoreLineEndings
            );
        Configure(feature, "never", 0);
        (await feature.RunAsync("cleanup")).ShouldEndWith(0).Output.ShouldNotContain("removed");
        Configure(feature, "onSuccess", 0);
        (await feature.RunAsync("cleanup")).ShouldEndWith(0).Output.ShouldContain($"{failed} removed");
        Configure(feature, "always", 7);
        (await feature.RunAsync("cancel", "T003")).ShouldEndWith(0);
        await Eventually.HoldsAsync(async () => (await feature.Clone.StatusAsync()).Of("T003") is "Cancelled", "the third has ended", 60);
        (await feature.RunAsync("cleanup")).ShouldEndWith(0).Output.ShouldContain($"{running} removed");

        var left = feature.Cluster.Kubectl(["get", "pods", "-o", "name"]).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        left.Intersect(foreign.Select(name => $"pod/{name}")).Count().ShouldBe(foreign.Length, string.Join(' ', left));
        left.ShouldNotContain($"pod/{delivered}");
        feature.Cluster.Kubectl(["delete", "pod", "--wait=false", "--grace-period=0", "--force", .. foreign]);
    }

    [SkippableFact]
    public async Task A_pod_that_never_began_goes_by_age_too()
    {
        await using var feature = await ClusterFeature.CreateAsync(ClusterFeature.Tasks("T001"));
        feature.Cluster.Simulator.Faults.PutInState("*", "invalid-image-name");
        (await feature.RunAsync("spawn", "T001")).ShouldEndWith(0);
        (await feature.RunAsync("cleanup")).ShouldEndWith(0).Output.ShouldContain("kept");
        Configure(feature, "onSuccess", 0);
        await Task.Delay(1100);
        (await feature.RunAsync("cleanup")).ShouldEndWith(0).Output.ShouldContain("removed");
        await Eventually.HoldsAsync(() => feature.Pods().Count == 0, "its node has confirmed that it is gone", 60);
        (await feature.RunAsync("spawn", "T001")).ShouldEndWith(0);
        (await feature.RunAsync("cancel", "T001")).ShouldEndWith(0).Output.ShouldBe("T001: no agent runs\n");
        (await feature.RunAsync("cancel", "T001", "--now")).ShouldEndWith(0).Output.ShouldContain("deleted");
        await Eventually.HoldsAsync(() => feature.Pods().Count == 0, "it takes room as long as it is there", 60);
    }

    private static void Configure(ClusterFeature feature, string policy, int days) =>
        feature.Clone.Write(
            ".specify/async/config.local.json",
            $$"""{"cleanup": {"policy": "{{policy}}", "keepFailedDays": {{days}} } }"""
        );

    private static string Hash(ClusterFeature feature, string pod) =>
        feature.Cluster.Kubectl(["get", "pod", pod, "-o", "jsonpath={.metadata.labels.speckit-async/repo}"]);

    private static void Ours(JsonObject labels, string feature, string repository)
    {
        (labels["speckit-async/repo"], labels["speckit-async/feature"], labels["speckit-async/task"], labels["speckit-async/attempt"]) = (
            repository,
            feature,
            "T001",
            "1"
        );
        labels["app.kubernetes.io/managed-by"] = "speckit-async";
    }

    /// <summary>A pod that has ended, or will soon, and that somebody else has made.</summary>
    private static string Foreign(ClusterFeature feature, string kind, Action<JsonObject> label)
    {
        var name = $"{kind}-{Guid.NewGuid().ToString("N")[..6]}";
        JsonObject labels = [];
        label(labels);
        JsonObject pod = new()
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Pod",
            ["metadata"] = new JsonObject { ["name"] = name, ["labels"] = labels },
            ["spec"] = new JsonObject
            {
                ["restartPolicy"] = "Never",
                ["automountServiceAccountToken"] = false,
                ["securityContext"] = new JsonObject
                {
                    ["runAsNonRoot"] = true,
                    ["runAsUser"] = 10001,
                    ["seccompProfile"] = new JsonObject { ["type"] = "RuntimeDefault" },
                },
                ["containers"] = new JsonArray(
                    new JsonObject
                    {
                        ["name"] = "agent",
                        ["image"] = Environment.GetEnvironmentVariable("SPECKIT_ASYNC_TEST_IMAGE") ?? "localhost/none:1",
                        ["command"] = new JsonArray("bash", "-c", "true"),
                        ["securityContext"] = new JsonObject
                        {
                            ["allowPrivilegeEscalation"] = false,
                            ["capabilities"] = new JsonObject { ["drop"] = new JsonArray("ALL") },
                        },
                    }
                ),
            },
        };
        feature.Cluster.Kubectl(["create", "-f", "-"], pod.ToJsonString());
        return name;
    }
}
