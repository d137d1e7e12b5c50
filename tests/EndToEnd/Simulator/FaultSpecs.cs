using System.Net;
using System.Text.Json.Nodes;
using ClusterSimulator;
using ClusterSimulator.Store;

namespace EndToEnd.SimulatorSpecs;

public sealed class FaultSpecs : IAsyncLifetime, IDisposable
{
    private const string Chatty = "for i in 1 2 3 4 5 6 7 8 9 10 11 12; do echo line $i; sleep 0.1; done";
    private Simulator _simulator = null!;
    private ClusterClient _client = null!;

    public async Task InitializeAsync()
    {
        _simulator = await Simulator.StartAsync();
        _client = new(_simulator);
    }

    public async Task DisposeAsync() => await _simulator.DisposeAsync();

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task A_dropped_connection_breaks_a_log_in_its_middle_and_sinceTime_resumes_it()
    {
        await _client.CreateAsync(SamplePod.Create("agent-t001", agent: Chatty));
        await _client.WaitForPhaseAsync("agent-t001", "Running");
        var broken = _client.LogAsync("agent-t001", "container=agent&follow=true");
        await Task.Delay(300);
        _simulator.DropConnections();
        await Should.ThrowAsync<HttpRequestException>(broken);
        var rest = await _client.LogAsync("agent-t001", "container=agent&follow=true&timestamps=true&sinceTime=2020-01-01T00:00:00Z");
        rest.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(12);
    }

    [Fact]
    public async Task A_restart_keeps_the_port_the_pods_and_what_they_wrote_meanwhile()
    {
        await _client.CreateAsync(SamplePod.Create("agent-t001", agent: Chatty));
        await _client.WaitForPhaseAsync("agent-t001", "Running");
        var restart = _simulator.RestartAsync(TimeSpan.FromSeconds(0.5));
        await Task.Delay(200);
        await Should.ThrowAsync<HttpRequestException>(() => _client.GetAsync("/version"));
        await restart;
        await _client.WaitForPhaseAsync("agent-t001", "Succeeded");
        (await _client.LogAsync("agent-t001")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(12);
    }

    [Fact]
    public async Task A_silent_connection_is_accepted_and_never_answered()
    {
        _simulator.Silence(TimeSpan.FromSeconds(1));
        using HttpClient impatient = new() { BaseAddress = _simulator.Address, Timeout = TimeSpan.FromSeconds(0.5) };
        await Should.ThrowAsync<TaskCanceledException>(() => impatient.GetStringAsync(new Uri("/version", UriKind.Relative)));
        await Task.Delay(600);
        using HttpClient later = new() { BaseAddress = _simulator.Address };
        (await later.GetStringAsync(new Uri("/version", UriKind.Relative))).ShouldContain("gitVersion");
    }

    [Fact]
    public async Task Admission_refuses_by_name_and_quota_by_number()
    {
        _simulator.Faults.Refuse("bad-*", "violates PodSecurity \"restricted:latest\": no");
        _simulator.Faults.PodQuota = 1;
        var (status, body) = await _client.CreateAsync(SamplePod.Create("bad-1"));
        (status, body.Text("reason"), body.Text("message")).ShouldBe(
            (HttpStatusCode.Forbidden, "Forbidden", "pods \"bad-1\" is forbidden: violates PodSecurity \"restricted:latest\": no")
        );
        (await _client.CreateAsync(SamplePod.Create("good-1", agent: "sleep 5"))).Status.ShouldBe(HttpStatusCode.Created);
        (await _client.CreateAsync(SamplePod.Create("good-2")))
            .Body.Text("message")
            .ShouldBe("pods \"good-2\" is forbidden: exceeded quota: agents, requested: pods=1, used: pods=1, limited: pods=1");
    }

    [Theory]
    [InlineData("image-pull-back-off", "Pending", "ImagePullBackOff")]
    [InlineData("err-image-never-pull", "Pending", "ErrImageNeverPull")]
    [InlineData("invalid-image-name", "Pending", "InvalidImageName")]
    [InlineData("create-container-config-error", "Pending", "CreateContainerConfigError")]
    [InlineData("unschedulable", "Pending", "Unschedulable")]
    [InlineData("missing-volume-secret", "Pending", "absent-git-token")]
    [InlineData("oom-killed", "Failed", "OOMKilled")]
    [InlineData("evicted", "Failed", "Evicted")]
    [InlineData("evicted-courier-killed", "Failed", "Evicted")]
    [InlineData("deadline-exceeded", "Failed", "DeadlineExceeded")]
    [InlineData("deadline-with-result", "Failed", "DeadlineExceeded")]
    [InlineData("init-failed", "Failed", "ContainersNotInitialized")]
    [InlineData("agent-exit-3", "Failed", "\"exitCode\":3")]
    [InlineData("succeeded", "Succeeded", "PodCompleted")]
    public async Task A_pod_can_be_put_into_every_recorded_state(string state, string phase, string sign)
    {
        _simulator.Faults.PutInState("agent-*", state);
        await _client.CreateAsync(SamplePod.Create("agent-t001"));
        var pod = await _client.WaitAsync("agent-t001", body =>
            body.Text("status", "phase") == phase && body.At("status", "conditions") is not null
        );
        var (_, events) = await _client.GetAsync("/api/v1/namespaces/agents/events?fieldSelector=involvedObject.name%3Dagent-t001");
        (pod["status"]!.ToJsonString() + events.ToJsonString()).ShouldContain(sign);
        events.ToJsonString().ShouldNotContain("states/");
        if (state == "image-pull-back-off")
        {
            ClusterClient
                .StateOf(pod, "agent")
                .Text("waiting", "message")
                .ShouldStartWith("Back-off pulling image \"registry.test/opencode:1\"");
        }
    }

    [Fact]
    public async Task A_rotated_log_has_lost_its_beginning()
    {
        await _client.CreateAsync(SamplePod.Create("agent-t001", agent: "echo early; sleep 4; echo late"));
        await _client.WaitForPhaseAsync("agent-t001", "Running");
        await Task.Delay(300);
        _simulator.RotateLog("agent-t001", "agent");
        (await _client.LogAsync("agent-t001", "container=agent&follow=true")).ShouldBe("late\n");
    }

    [Fact]
    public async Task A_log_of_short_lines_outgrows_its_file_long_before_its_bytes_do()
    {
        await _client.CreateAsync(SamplePod.Create("agent-t001", agent: "sleep 600"));
        await _client.WaitForPhaseAsync("agent-t001", "Running");
        _simulator.Write("agent-t001", "agent", [.. Enumerable.Repeat("x\n"u8.ToArray(), 250_000), "late\n"u8.ToArray()]);
        var left = (await _client.LogAsync("agent-t001", "container=agent")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        left.Length.ShouldBeInRange(2, 1_000);
        left[^1].ShouldBe("late");
    }

    [Fact]
    public async Task An_evicted_pod_is_kept_as_failed_without_its_logs()
    {
        await _client.CreateAsync(
            SamplePod.Create(
                "agent-t001",
                agent: "sleep 600",
                courier: "trap 'sleep 5; echo late > \"$RESULT_FILE\"' TERM; while :; do sleep 0.05; done"
            )
        );
        await _client.WaitForPhaseAsync("agent-t001", "Running");
        await Task.Delay(200);
        await _simulator.EvictAsync("agent-t001");
        var pod = await _client.WaitForPhaseAsync("agent-t001", "Failed");
        pod.Text("status", "reason").ShouldBe("Evicted");
        ClusterClient.StateOf(pod, "courier").Text("terminated", "exitCode").ShouldBe("137");
        (await _client.LogAsync("agent-t001")).ShouldStartWith("rpc error: code = NotFound");
    }

    [Fact]
    public async Task A_container_killed_for_memory_leaves_the_others_running()
    {
        await _client.CreateAsync(SamplePod.Create("agent-t001", agent: "sleep 600", courier: "sleep 1; echo done > \"$RESULT_FILE\""));
        await _client.WaitForPhaseAsync("agent-t001", "Running");
        _simulator.KillForMemory("agent-t001", "agent");
        var pod = await _client.WaitForPhaseAsync("agent-t001", "Failed");
        ClusterClient.StateOf(pod, "agent").Text("terminated", "reason").ShouldBe("OOMKilled");
        ClusterClient.StateOf(pod, "courier").Text("terminated", "message").ShouldBe("done\n");
    }

    [Fact]
    public async Task A_lost_node_takes_the_pod_away_without_a_terminated_state()
    {
        await _client.CreateAsync(SamplePod.Create("agent-t001", agent: "sleep 600"));
        await _client.WaitForPhaseAsync("agent-t001", "Running");
        var log = _client.LogAsync("agent-t001", "container=agent&follow=true");
        var watch = _client.WatchAsync("", change => change.Text("type") == "DELETED");
        await Task.Delay(200);
        await _simulator.LoseNodeAsync("agent-t001");
        ClusterClient.StateOf((await watch)[^1]["object"]!, "agent").At("running").ShouldNotBeNull();
        await Should.ThrowAsync<HttpRequestException>(log);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    public async Task The_next_requests_fail_as_told(int status)
    {
        _simulator.Faults.FailNext(2, status, "/pods");
        var statuses = new List<int>();
        for (var call = 0; call < 3; call++)
        {
            statuses.Add((int)(await _client.GetAsync("/api/v1/namespaces/agents/pods")).Status);
        }

        statuses.ShouldBe([status, status, 200]);
    }

    [Fact]
    public async Task The_next_watch_is_told_that_its_version_has_expired()
    {
        _simulator.Faults.ExpireNextWatches(1);
        var events = await _client.WatchAsync("resourceVersion=1001", _ => false);
        (events.Single().Text("type"), events.Single().Text("object", "code")).ShouldBe(("ERROR", "410"));
        (await _client.WatchAsync("timeoutSeconds=1", _ => false)).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_open_watch_is_told_when_the_history_is_compacted()
    {
        var watch = _client.WatchAsync("", _ => false);
        await Task.Delay(200);
        _simulator.CompactHistory();
        await _client.CreateAsync(SamplePod.Create("agent-t001"));
        (await watch)[^1].Text("object", "reason").ShouldBe("Expired");
    }

    [Fact]
    public async Task Slow_logs_arrive_line_by_line()
    {
        await _client.CreateAsync(SamplePod.Create("agent-t001", agent: "echo 1; echo 2; echo 3"));
        await _client.WaitForPhaseAsync("agent-t001", "Succeeded");
        _simulator.Faults.LogLineDelay = TimeSpan.FromSeconds(0.2);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        (await _client.LogAsync("agent-t001")).ShouldBe("1\n2\n3\n");
        clock.Elapsed.ShouldBeGreaterThan(TimeSpan.FromSeconds(0.5));
    }

    [Fact]
    public async Task Another_process_can_cause_faults_over_HTTP()
    {
        using var told = await _client.Http.PostAsync(
            new Uri("/simulator/state-of?pods=agent-*&state=unschedulable", UriKind.Relative),
            null
        );
        told.StatusCode.ShouldBe(HttpStatusCode.OK);
        await _client.CreateAsync(SamplePod.Create("agent-t001"));
        await _client.WaitAsync("agent-t001", pod =>
            pod.At("status", "conditions").Objects().Any(condition => condition.Text("reason") == "Unschedulable")
        );
        using var restart = await _client.Http.PostAsync(new Uri("/simulator/restart?seconds=0.2", UriKind.Relative), null);
        await Task.Delay(800);
        var (_, state) = await _client.GetAsync("/simulator/state");
        state.Text("mostLivePods").ShouldBe("1");
    }
}
