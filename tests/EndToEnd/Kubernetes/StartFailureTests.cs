using System.Text.Json;
using EndToEnd.Support;

namespace EndToEnd.Kubernetes;

public sealed class StartFailureTests
{
    private const int Grace = 12;

    // Recorded state, outcome, what a person must read, and whether waiting could have helped.
    private static readonly (string State, string Outcome, string[] Message, bool Patient)[] States =
    [
        ("invalid-image-name", "StartFailed", ["InvalidImageName", "must be lowercase"], false),
        ("err-image-never-pull", "StartFailed", ["ErrImageNeverPull", "not present with pull policy of Never"], false),
        ("create-container-config-error", "StartFailed", ["CreateContainerConfigError", "secret \"missing\" not found"], false),
        ("init-failed", "StartFailed", ["clone ended with exit code 128"], false),
        ("oom-killed", "Lost", ["OOMKilled"], false),
        ("evicted", "Lost", ["Evicted", "exceeds the limit \"8Mi\""], false),
        ("evicted-courier-killed", "Lost", ["Evicted", "exceeds the limit \"8Mi\""], false),
        ("deadline-exceeded", "TimedOut", ["hard deadline"], false),
        ("deadline-with-result", "TimedOut", ["hard deadline"], false),
        ("agent-exit-3", "Lost", ["its termination message is no result"], false),
        ("succeeded", "Lost", ["its termination message is no result"], false),
        ("image-pull-back-off", "StartFailed", ["ImagePullBackOff", "Back-off pulling image"], false),
        ("missing-volume-secret", "StartFailed", ["FailedMount", "secret \"absent-git-token\" not found"], true),
        ("unschedulable", "StartFailed", ["Unschedulable", "Insufficient cpu"], true),
    ];

    [SkippableFact]
    public async Task Every_recorded_state_ends_as_it_should_in_its_time()
    {
        await using var feature = await ClusterFeature.CreateAsync(
            ClusterFeature.Tasks(States.Select((_, index) => $"T0{index + 10}")),
            settings: json => (json["imageGraceSeconds"], json["maxParallel"]) = (Grace, 50)
        );
        var simulator = feature.Cluster.Simulator;
        foreach (var (index, state) in States.Index())
        {
            simulator.Faults.PutInState($"agent-t0{index + 10}-*", state.State);
        }

        var result = (await feature.RunAsync("run", "--json")).ShouldEndWith(2);
        var events = result
            .Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement)
            .ToList();
        var spawned = events.First(happened => happened.GetProperty("type").GetString() == "spawned").GetProperty("at").GetDateTime();
        var status = await feature.Clone.StatusAsync();
        foreach (var (index, state) in States.Index())
        {
            var outcome = events.Single(happened =>
                happened.GetProperty("type").GetString() == "outcome" && happened.GetProperty("task").GetString() == $"T0{index + 10}"
            );
            outcome.GetProperty("outcome").GetString().ShouldBe(state.Outcome, $"{state.State}: {outcome}");
            foreach (var word in state.Message)
            {
                outcome.GetProperty("reason").GetString()!.ShouldContain(word, Case.Sensitive, state.State);
                status.Of($"T0{index + 10}", "reason")!.ShouldContain(word, Case.Sensitive, state.State);
            }

            status.Of($"T0{index + 10}").ShouldBe(state.Outcome);
            (outcome.GetProperty("at").GetDateTime() - spawned).TotalSeconds.ShouldBeGreaterThanOrEqualTo(
                state.Patient ? Grace - 2 : 0,
                state.State
            );
        }

        feature.Pods().Count.ShouldBe(States.Length, "they are all that records what happened");
    }

    [SkippableFact]
    public async Task A_missing_secret_is_named()
    {
        const string Values = "git: {auth: token, secretName: absent-git-secret, token: {secretKey: git-token}}\n";
        await using var feature = await ClusterFeature.CreateAsync(
            ClusterFeature.Tasks("T001"),
            settings: json => json["imageGraceSeconds"] = 3,
            more: clone => Append(clone, Values)
        );
        (await feature.RunAsync("run")).ShouldEndWith(2).Output.ShouldContain("secret \"absent-git-secret\" not found");
        (await feature.RunAsync("status")).Output.ShouldContain("StartFailed");
        (await feature.RunAsync("spawn", "T001")).Output.ShouldContain("absent-git-secret");
    }

    [SkippableFact]
    public async Task The_first_reason_stays_though_the_pod_begins_after_all()
    {
        const string Values = "git: {auth: token, secretName: late-git-secret, token: {secretKey: git-token}}\n";
        await using var feature = await ClusterFeature.CreateAsync(
            ClusterFeature.Tasks("T001"),
            settings: json => json["imageGraceSeconds"] = 3,
            more: clone => Append(clone, Values)
        );
        (await feature.RunAsync("run")).ShouldEndWith(2).Output.ShouldContain("secret \"late-git-secret\" not found");

        feature.Cluster.Kubectl(
            ["create", "-f", "-"],
            """{"apiVersion":"v1","kind":"Secret","metadata":{"name":"late-git-secret"},"data":{"git-token":"eA=="}}"""
        );
        await Eventually.HoldsAsync(
            () => feature.Pods().Single()["status"]!["phase"]!.GetValue<string>() is "Succeeded" or "Failed",
            "the pod has begun and ended",
            90
        );

        var status = await feature.Clone.StatusAsync();
        status.Of("T001").ShouldBe("StartFailed");
        status.Of("T001", "reason")!.ShouldContain("secret \"late-git-secret\" not found");
        feature.Cluster.Kubectl(["delete", "secret", "late-git-secret"]);
    }

    [SkippableFact]
    public async Task A_missing_key_of_the_model_is_named_at_once()
    {
        const string Values =
            "model: {provider: anthropic, name: claude, secretName: absent-model-secret, keys: [{env: ANTHROPIC_API_KEY, secretKey: anthropic}]}\n";
        await using var feature = await ClusterFeature.CreateAsync(ClusterFeature.Tasks("T001"), more: clone => Append(clone, Values));
        (await feature.RunAsync("run"))
            .ShouldEndWith(2)
            .Output.ShouldContain("CreateContainerConfigError: secret \"absent-model-secret\" not found");
    }

    [SkippableFact]
    public async Task A_refused_pod_tells_what_the_webhook_said_and_the_others_start()
    {
        await using var feature = await ClusterFeature.CreateAsync(ClusterFeature.Tasks("T001", "T002"));
        feature.Cluster.Simulator.Faults.Refuse(
            "agent-t002-*",
            "admission webhook \"policy.example\" denied the request: images must be signed"
        );
        var result = (await feature.RunAsync("run")).ShouldEndWith(2);
        result.Output.ShouldContain("admission webhook \"policy.example\" denied the request: images must be signed");
        result.Output.ShouldContain("1 of 2 ASYNC tasks delivered");
    }

    [SkippableFact]
    public async Task Whoever_refuses_a_pod_its_neighbours_start_and_the_reason_is_told()
    {
        (int Code, string Reason, string Message)[] refusals =
        [
            (
                403,
                "Forbidden",
                "pods is forbidden: User \"dev\" cannot create resource \"pods\" in API group \"\" in the namespace \"agents\""
            ),
            (403, "Forbidden", "pods \"x\" is forbidden: maximum memory usage per Container is 1Gi, but limit is 8Gi"),
            (403, "Forbidden", "pods \"x\" is forbidden: violates PodSecurity \"restricted:latest\": allowPrivilegeEscalation != false"),
            (
                403,
                "Forbidden",
                "pods \"x\" is forbidden: exceeded quota: agents, requested: limits.memory=8Gi, used: limits.memory=0, limited: limits.memory=4Gi"
            ),
            (
                422,
                "Invalid",
                "pods \"x\" is forbidden: ValidatingAdmissionPolicy 'agents' with binding 'agents' denied request: only the release's image"
            ),
            (
                403,
                "Forbidden",
                "pods \"x\" is forbidden: ValidatingAdmissionPolicy 'agents' with binding 'agents' denied request: only the release's command"
            ),
            (418, "Teapot", "admission webhook \"policy.example\" denied the request: images must be signed"),
            (400, "BadRequest", "admission webhook \"policy.example\" denied the request without explanation"),
            (
                500,
                "InternalError",
                "Internal error occurred: failed calling webhook \"policy.example\": failed to call webhook: Post \"https://policy.test/\": context deadline exceeded"
            ),
            (422, "Invalid", "Pod \"x\" is invalid: spec.containers[0].image: Required value"),
        ];
        string[] ids = [.. refusals.Select((_, index) => $"T0{index + 10}"), "T099"];
        await using var feature = await ClusterFeature.CreateAsync(ClusterFeature.Tasks(ids));
        foreach (var (index, (code, reason, message)) in refusals.Index())
        {
            feature.Cluster.Simulator.Faults.Refuse($"agent-t0{index + 10}-*", code, reason, message);
        }

        var result = (await feature.RunAsync("run")).ShouldEndWith(2);

        result.Output.ShouldContain("1 of 11 ASYNC tasks delivered");
        foreach (var (index, (_, _, message)) in refusals.Index())
        {
            result.Output.ShouldContain($"[T0{index + 10}] = StartFailed: {message}");
        }
    }

    [SkippableFact]
    public async Task A_start_that_was_given_up_and_came_after_all_keeps_its_reason()
    {
        await using var feature = await ClusterFeature.CreateAsync(
            ClusterFeature.Tasks("T001"),
            settings: json => json["imageGraceSeconds"] = 3,
            more: clone => Append(clone, "git: {auth: token, secretName: late-git-secret, token: {secretKey: git-token}}\n")
        );
        (await feature.RunAsync("run")).ShouldEndWith(2).Output.ShouldContain("StartFailed: FailedMount: ");
        feature.Cluster.Simulator.Cluster.AddSecret("late-git-secret", new Dictionary<string, string> { ["git-token"] = "x" });
        await Eventually.HoldsAsync(
            () => feature.Pods().All(pod => pod["status"]!["phase"]!.GetValue<string>() is "Failed" or "Succeeded"),
            "it has begun and stopped",
            60
        );
        var status = await feature.Clone.StatusAsync();
        (status.Of("T001"), status.Of("T001", "reason")).ShouldBe(("StartFailed", status.Of("T001", "reason")));
        status.Of("T001", "reason")!.ShouldContain("late-git-secret");
    }

    [SkippableFact]
    public async Task A_running_run_follows_an_upgrade_of_the_release()
    {
        await using var feature = await ClusterFeature.CreateAsync(
            ClusterFeature.Tasks("T001", "T002"),
            ScriptedAgent.Good(10, 0.2),
            json => json["maxParallel"] = 1
        );
        using var run = feature.Start("run");
        await run.SaysAsync("T001 line 3");
        feature.Cluster.Kubectl(
            ["create", "-f", "-"],
            new System.Text.Json.Nodes.JsonObject
            {
                ["apiVersion"] = "v1",
                ["kind"] = "ConfigMap",
                ["metadata"] = new System.Text.Json.Nodes.JsonObject { ["name"] = "agentic-sdlc-orchestrator-task-defaults" },
                ["data"] = new System.Text.Json.Nodes.JsonObject
                {
                    ["chartName"] = "agentic-sdlc-orchestrator",
                    ["chartVersion"] = "0.1.0",
                    ["values.json"] = """{"pod":{"priorityClassName":"upgraded"}}""",
                },
            }.ToJsonString()
        );
        await run.SaysAsync("T002 line 1");
        feature.Pods().Single(pod => ClusterFeature.Label(pod, "task") == "T002")["spec"]!["priorityClassName"]!
            .GetValue<string>()
            .ShouldBe("upgraded");
        (await run.EndAsync()).ShouldEndWith(0);
    }

    [SkippableFact]
    public async Task A_full_quota_makes_tasks_wait_for_room()
    {
        await using var feature = await ClusterFeature.CreateAsync(ClusterFeature.Tasks("T001", "T002", "T003"), ScriptedAgent.Good(2));
        var simulator = feature.Cluster.Simulator;
        simulator.Faults.PodQuota = 1;
        var result = (await feature.RunAsync("run")).ShouldEndWith(0);
        result.Output.ShouldMatch("waits: .* exceeded quota: ");
        result.Output.ShouldContain("3 of 3 ASYNC tasks delivered");
        simulator.Cluster.MostLivePods.ShouldBe(1);
    }

    private static void Append(FeatureClone clone, string values)
    {
        var present = File.ReadAllText(clone["values.yaml"]);
        clone.Write("values.yaml", (present == "{}\n" ? "" : present) + values);
    }
}
