using System.Net;
using System.Text.Json.Nodes;
using ClusterSimulator;
using ClusterSimulator.Store;

namespace EndToEnd.SimulatorSpecs;

public sealed class PodLifecycleSpecs
{
    [Fact]
    public async Task I_can_run_a_pod_whose_containers_share_a_volume_and_end_with_a_message()
    {
        await using var simulator = await Simulator.StartAsync();
        using ClusterClient client = new(simulator);
        await client.CreateAsync(
            SamplePod.Create(
                "agent-t001",
                clone: "mkdir \"$WORK_DIR/repo\"; echo cloned > \"$WORK_DIR/repo/a\"",
                agent: "cat \"$WORK_DIR/repo/a\"; echo to stderr >&2; echo last; exit 3",
                courier: "sleep 0.3; echo '{\"outcome\":\"delivered\"}' > \"$RESULT_FILE\""
            )
        );
        var pod = await client.WaitForPhaseAsync("agent-t001", "Failed");
        ClusterClient.StateOf(pod, "clone").Text("terminated", "reason").ShouldBe("Completed");
        ClusterClient.StateOf(pod, "agent").Text("terminated", "exitCode").ShouldBe("3");
        ClusterClient.StateOf(pod, "courier").Text("terminated", "message").ShouldBe("{\"outcome\":\"delivered\"}\n");
        (await client.LogAsync("agent-t001")).ShouldBe("cloned\nto stderr\nlast\n");
    }

    [Fact]
    public async Task A_pod_whose_containers_all_end_well_has_succeeded()
    {
        await using var simulator = await Simulator.StartAsync();
        using ClusterClient client = new(simulator);
        await client.CreateAsync(SamplePod.Create("agent-t001"));
        var pod = await client.WaitForPhaseAsync("agent-t001", "Succeeded");
        pod.At("status", "conditions")
            .Objects()
            .Single(condition => condition.Text("type") == "Ready")
            .Text("reason")
            .ShouldBe("PodCompleted");
    }

    [Fact]
    public async Task A_failed_init_container_ends_the_pod_before_the_others_start()
    {
        await using var simulator = await Simulator.StartAsync();
        using ClusterClient client = new(simulator);
        await client.CreateAsync(SamplePod.Create("agent-t001", clone: "echo no such branch | tee \"$RESULT_FILE\"; exit 1"));
        var pod = await client.WaitForPhaseAsync("agent-t001", "Failed");
        ClusterClient.StateOf(pod, "clone").Text("terminated", "message").ShouldBe("no such branch\n");
        ClusterClient.StateOf(pod, "agent").Text("waiting", "reason").ShouldBe("PodInitializing");
    }

    [Fact]
    public async Task Deletion_gives_every_container_its_grace_and_the_watch_the_last_state()
    {
        await using var simulator = await Simulator.StartAsync();
        using ClusterClient client = new(simulator);
        await client.CreateAsync(
            SamplePod.Create(
                "agent-t001",
                agent: "trap 'echo stopping; exit 143' TERM; echo up; while :; do sleep 0.05; done",
                courier: "trap 'sleep 0.5; echo pushed > \"$RESULT_FILE\"; exit 0' TERM; while :; do sleep 0.05; done"
            )
        );
        await client.WaitForPhaseAsync("agent-t001", "Running");
        await Task.Delay(300);
        var log = client.LogAsync("agent-t001", "container=agent&follow=true");
        var watch = client.WatchAsync("", change => change.Text("type") == "DELETED");
        using var answer = await client.Http.DeleteAsync(new Uri("/api/v1/namespaces/agents/pods/agent-t001", UriKind.Relative));
        JsonNode.Parse(await answer.Content.ReadAsStringAsync()).Text("metadata", "deletionGracePeriodSeconds").ShouldBe("5");
        var changes = await watch;
        changes[^2].Text("type").ShouldBe("MODIFIED");
        foreach (var last in changes[^2..].Select(change => change["object"]!))
        {
            ClusterClient.StateOf(last, "courier").Text("terminated", "message").ShouldBe("pushed\n");
            last.Text("metadata", "deletionGracePeriodSeconds").ShouldBe("0");
        }

        (await log).ShouldBe("up\nstopping\n");
    }

    [Fact]
    public async Task A_deleted_pod_stays_for_its_nodes_word_though_its_containers_have_ended_and_an_ended_one_goes_at_once()
    {
        await using var simulator = await Simulator.StartAsync();
        using ClusterClient client = new(simulator);
        await client.CreateAsync(
            SamplePod.Create("agent-t001", agent: "trap 'exit 143' TERM; while :; do sleep 0.05; done", courier: "true")
        );
        await client.CreateAsync(SamplePod.Create("agent-t002"));
        await client.WaitForPhaseAsync("agent-t001", "Running");
        await client.WaitForPhaseAsync("agent-t002", "Succeeded");
        var clock = System.Diagnostics.Stopwatch.StartNew();
        foreach (var pod in (string[])["agent-t001", "agent-t002"])
        {
            using var answer = await client.Http.DeleteAsync(new Uri($"/api/v1/namespaces/agents/pods/{pod}", UriKind.Relative));
        }

        (await client.GetAsync("/api/v1/namespaces/agents/pods/agent-t002")).Status.ShouldBe(HttpStatusCode.NotFound);
        await client.WaitAsync("agent-t001", pod =>
            ClusterClient.StateOf(pod, "agent").At("terminated") is not null && pod.At("metadata", "deletionTimestamp") is not null
        );
        await client.WaitAsync("agent-t001", pod => pod.Text("reason") == "NotFound");
        clock.Elapsed.ShouldBeGreaterThan(TimeSpan.FromSeconds(1.9));
    }

    [Fact]
    public async Task A_list_in_a_namespace_that_does_not_exist_is_empty()
    {
        await using var simulator = await Simulator.StartAsync();
        using ClusterClient client = new(simulator);
        var (status, body) = await client.GetAsync("/api/v1/namespaces/absent/pods");
        (status, body["items"]!.AsArray().Count).ShouldBe((HttpStatusCode.OK, 0));
        (await client.GetAsync("/api/v1/namespaces/absent")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_container_that_ignores_SIGTERM_is_killed_after_the_grace()
    {
        await using var simulator = await Simulator.StartAsync();
        using ClusterClient client = new(simulator);
        await client.CreateAsync(SamplePod.Create("agent-t001", agent: "sleep 600 & wait", grace: 1));
        await client.WaitForPhaseAsync("agent-t001", "Running");
        using var answer = await client.Http.DeleteAsync(new Uri("/api/v1/namespaces/agents/pods/agent-t001", UriKind.Relative));
        var changes = await client.WatchAsync("", change => change.Text("type") == "DELETED");
        ClusterClient.StateOf(changes[^1]["object"]!, "agent").Text("terminated", "exitCode").ShouldBe("137");
    }

    [Fact]
    public async Task The_deadline_ends_the_pod_as_DeadlineExceeded_and_keeps_the_result()
    {
        await using var simulator = await Simulator.StartAsync();
        using ClusterClient client = new(simulator);
        var pod = SamplePod.Create(
            "agent-t001",
            agent: "sleep 600",
            courier: "trap 'echo salvaged > \"$RESULT_FILE\"; exit 0' TERM; while :; do sleep 0.05; done",
            grace: 2
        );
        pod["spec"]!["activeDeadlineSeconds"] = 1;
        await client.CreateAsync(pod);
        var ended = await client.WaitForPhaseAsync("agent-t001", "Failed");
        ended.Text("status", "reason").ShouldBe("DeadlineExceeded");
        ClusterClient.StateOf(ended, "courier").Text("terminated", "message").ShouldBe("salvaged\n");
    }

    [Theory]
    [InlineData("application/merge-patch+json", """{"metadata":{"annotations":{"speckit-async/stop":"now"}}}""")]
    [InlineData("application/strategic-merge-patch+json", """{"metadata":{"annotations":{"speckit-async/stop":"now"}}}""")]
    [InlineData("application/json-patch+json", """[{"op":"replace","path":"/metadata/annotations/speckit-async~1stop","value":"now"}]""")]
    public async Task A_patched_annotation_reaches_the_downward_file(string type, string patch)
    {
        await using var simulator = await Simulator.StartAsync();
        using ClusterClient client = new(simulator);
        await client.CreateAsync(
            SamplePod.Create("agent-t001", agent: "until [ -s \"$STOP_FILE\" ]; do sleep 0.05; done; cat \"$STOP_FILE\"")
        );
        await client.WaitForPhaseAsync("agent-t001", "Running");
        using StringContent content = new(patch, System.Text.Encoding.UTF8, type);
        using var answer = await client.Http.PatchAsync(new Uri("/api/v1/namespaces/agents/pods/agent-t001", UriKind.Relative), content);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        await client.WaitForPhaseAsync("agent-t001", "Succeeded");
        (await client.LogAsync("agent-t001")).ShouldBe("now");
    }

    [Fact]
    public async Task Variables_refer_to_earlier_ones_and_to_secrets_and_paths_are_those_of_the_mounts()
    {
        SimulatorOptions options = new()
        {
            Secrets = new Dictionary<string, IReadOnlyDictionary<string, string>>
            {
                ["model"] = new Dictionary<string, string> { ["key"] = "s3cret" },
            },
            AgentEnvironment = new Dictionary<string, string> { ["EXTRA"] = "from the options" },
        };
        await using var simulator = await Simulator.StartAsync(options);
        using ClusterClient client = new(simulator);
        var pod = SamplePod.Create("agent-t001", agent: "echo \"$KEY|$TEXT|$EXTRA|$NAME\"; touch \"$FILE\"; ls \"$WORK_DIR\"");
        pod["spec"]!["containers"]![0]!["env"] = new JsonArray(
            new JsonObject
            {
                ["name"] = "KEY",
                ["valueFrom"] = new JsonObject
                {
                    ["secretKeyRef"] = new JsonObject { ["name"] = "model", ["key"] = "key" },
                },
            },
            new JsonObject { ["name"] = "TEXT", ["value"] = "$(KEY) $$(KEY) $(NONE) 100%" },
            new JsonObject
            {
                ["name"] = "NAME",
                ["valueFrom"] = new JsonObject { ["fieldRef"] = new JsonObject { ["fieldPath"] = "metadata.name" } },
            },
            new JsonObject { ["name"] = "FILE", ["value"] = "/workspace/here" }
        );
        await client.CreateAsync(pod);
        await client.WaitForPhaseAsync("agent-t001", "Succeeded");
        (await client.LogAsync("agent-t001")).ShouldBe("s3cret|s3cret $(KEY) $(NONE) 100%|from the options|agent-t001\nhere\n");
    }

    [Fact]
    public async Task A_missing_secret_shows_as_on_a_real_cluster_and_is_taken_when_it_appears()
    {
        await using var simulator = await Simulator.StartAsync();
        using ClusterClient client = new(simulator);
        var inEnvironment = SamplePod.Create("in-env");
        inEnvironment["spec"]!["containers"]![0]!["env"] = new JsonArray(
            new JsonObject
            {
                ["name"] = "KEY",
                ["valueFrom"] = new JsonObject
                {
                    ["secretKeyRef"] = new JsonObject { ["name"] = "missing", ["key"] = "key" },
                },
            }
        );
        var inVolume = SamplePod.Create("in-volume");
        inVolume["spec"]!["volumes"]!
            .AsArray()
            .Add(
                (JsonNode)
                    new JsonObject
                    {
                        ["name"] = "git",
                        ["secret"] = new JsonObject { ["secretName"] = "missing" },
                    }
            );
        await client.CreateAsync(inEnvironment);
        await client.CreateAsync(inVolume);
        var waiting = await client.WaitAsync("in-env", pod =>
            ClusterClient.StateOf(pod, "agent").Text("waiting", "reason") == "CreateContainerConfigError"
        );
        ClusterClient.StateOf(waiting, "agent").Text("waiting", "message").ShouldBe("secret \"missing\" not found");
        var (_, events) = await client.GetAsync(
            "/api/v1/namespaces/agents/events?fieldSelector=involvedObject.name%3Din-volume,reason%3DFailedMount"
        );
        events["items"]
            .Objects()
            .Single()
            .Text("message")
            .ShouldBe("MountVolume.SetUp failed for volume \"git\" : secret \"missing\" not found");
        simulator.Cluster.AddSecret("missing", new Dictionary<string, string> { ["key"] = "value" });
        await client.WaitForPhaseAsync("in-env", "Succeeded");
        await client.WaitForPhaseAsync("in-volume", "Succeeded");
    }
}
