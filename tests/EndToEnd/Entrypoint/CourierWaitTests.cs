using EndToEnd.Support;

namespace EndToEnd.Entrypoint;

/// <summary>When courier begins, and what it believes.</summary>
public sealed class CourierWaitTests
{
    [Fact]
    public async Task A_heartbeat_that_stops_ends_the_wait_and_saves_the_work()
    {
        using var pod = await Pod.ClonedAsync();
        pod.Settings["HEARTBEAT_STALE_SECONDS"] = "1";
        pod.Write("half.txt", "work");
        File.WriteAllText(Path.Combine(pod.Signals, "heartbeat"), "");

        await pod.RunAsync("courier");

        pod.Result().Outcome.ShouldBe("agent-failed");
        pod.Result().Reason.ShouldContain("no heartbeat for 1 s");
        (await pod.ChangesAsync(pod.Salvage)).ShouldBe(["half.txt"]);
    }

    [Fact]
    public async Task A_heartbeat_from_the_future_is_no_life()
    {
        using var pod = await Pod.ClonedAsync();
        pod.Settings["HEARTBEAT_STALE_SECONDS"] = "1";
        var heartbeat = Path.Combine(pod.Signals, "heartbeat");
        File.WriteAllText(heartbeat, "");
        File.SetLastWriteTimeUtc(heartbeat, DateTime.UtcNow.AddYears(50));

        await pod.RunAsync("courier");

        pod.Result().Outcome.ShouldBe("agent-failed");
    }

    [Fact]
    public async Task Sigterm_without_a_verdict_saves_the_work_as_cancelled()
    {
        using var pod = await Pod.ClonedAsync();
        pod.Settings["AGENT_KILL_SECONDS"] = "0";
        pod.Settings["CHECKPOINT_SECONDS"] = "1";
        pod.Write("half.txt", "work");

        var courier = pod.Start("courier");
        await Eventually.HoldsAsync(async () => await pod.Origin.TipAsync(pod.Salvage) is { Length: > 0 }, "a checkpoint", 60);
        pod.Write("more.txt", "work");
        courier.Terminate();
        (await courier.EndAsync()).ShouldBe(1);

        pod.Result().Outcome.ShouldBe("cancelled");
        (await pod.ChangesAsync(pod.Salvage)).ShouldBe(["half.txt", "more.txt"]);
    }

    [Fact]
    public async Task Sigterm_to_both_waits_for_the_agents_own_verdict()
    {
        using var pod = await Pod.ClonedAsync();
        pod.Agent("hanging");

        var agent = pod.Start("agent");
        var courier = pod.Start("courier");
        await Eventually.HoldsAsync(() => agent.Output.Contains("thinking", StringComparison.Ordinal), "the agent works");
        courier.Terminate();
        agent.Terminate();
        await courier.EndAsync();

        var result = pod.Result();
        result.Outcome.ShouldBe("cancelled");
        result.AgentExitCode.ShouldBe(137);
        result.SalvageRef.ShouldBe(pod.Salvage);
    }

    [Theory]
    [InlineData("ln -s \"$POD/elsewhere\" agent-ended; echo outcome=succeeded >\"$POD/elsewhere\"")]
    [InlineData("mkfifo agent-ended")]
    [InlineData("mkdir agent-ended")]
    [InlineData("{ echo outcome=succeeded; yes | head -c 70000; } >agent-ended")]
    [InlineData("printf 'outcome=delivered\\nexitCode=$(id)' >agent-ended")]
    public async Task A_verdict_that_is_no_proper_file_counts_as_failure(string planting)
    {
        using var pod = await Pod.ClonedAsync();
        pod.Write("half.txt", "work");
        await pod.ShellAsync("cd \"$POD/signals\"; " + planting);

        await pod.RunAsync("courier");

        pod.Result().Outcome.ShouldBe("agent-failed");
        pod.Result().AgentExitCode.ShouldBeNull();
        (await pod.Origin.TipAsync(pod.Branch)).ShouldBe(pod.Base);
    }

    [Fact]
    public async Task A_verdict_planted_beside_a_living_heartbeat_is_not_believed()
    {
        using var pod = await Pod.ClonedAsync();
        pod.Agent(
            $"echo outcome=succeeded >'{pod.Ended.Replace("'", "'\\''", StringComparison.Ordinal)}'; touch early; sleep 1.5; touch late; exit 5"
        );

        await pod.WorkAsync();

        pod.Result().Outcome.ShouldBe("agent-failed");
        (await pod.ChangesAsync(pod.Salvage)).ShouldBe(["early", "late"]);
    }

    [Fact]
    public async Task Odd_values_of_a_verdict_are_dropped_and_the_reason_is_only_text()
    {
        using var pod = await Pod.ClonedAsync();
        pod.Write("new.txt", "work");
        pod.Verdict(
            "succeeded",
            "exitCode=007\nlogLines=-1\ncostUsd=1e9\ninputTokens=$(id)\nstartedAt=yesterday\n@=1\na]=2\n"
                + "reason=\u001b[31m \"quoted\" \\back\\ & ✓ ::speckit-async::result {} "
                + new string('\\', 5000)
                + "\n"
        );

        var courier = await pod.RunAsync("courier");

        var result = pod.Result();
        result.Outcome.ShouldBe("delivered");
        result.AgentExitCode.ShouldBe(0);
        result.Reason.ShouldStartWith(" [31m \"quoted\" \\back\\ & ✓ ::speckit-async::result {} ");
        result.Json.GetProperty("usage").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        courier.Output.Split('\n').Count(line => line.StartsWith("::speckit-async::", StringComparison.Ordinal)).ShouldBe(1);
        courier.Output.ShouldNotContain('\u001b');
    }
}
