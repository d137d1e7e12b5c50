namespace EndToEnd.Entrypoint;

public sealed class ScriptedAgentTests
{
    [Fact]
    public async Task A_good_agent_is_delivered_with_its_usage_and_the_number_of_its_lines()
    {
        using var pod = await Pod.ClonedAsync();
        pod.Agent("good");
        pod.Prompt("Create the model in `src/album.cs` and `src/photo.cs`.");

        var courier = await pod.WorkAsync();

        courier.ExitCode.ShouldBe(0, courier.Output);
        var result = pod.Result();
        result.Outcome.ShouldBe("delivered");
        result.Commit.ShouldBe(await pod.Origin.TipAsync(pod.Branch));
        result.FilesChanged.ShouldBe(1);
        result.SalvageRef.ShouldBeNull();
        result.Json.GetProperty("agentLogLines").GetInt32().ShouldBe(3);
        result.Json.GetProperty("usage").GetProperty("inputTokens").GetInt32().ShouldBe(120);
        result.Json.GetProperty("usage").GetProperty("costUsd").GetDecimal().ShouldBe(0.0012m);
        courier.Output.ShouldContain("::speckit-async::result " + File.ReadAllText(pod["result-courier"]));
        (await pod.ChangesAsync(pod.Branch)).ShouldBe(["src/album.cs"]);
    }

    [Fact]
    public async Task A_silent_agent_is_delivered_too()
    {
        using var pod = await Pod.ClonedAsync();
        pod.Agent("silent");

        await pod.WorkAsync();

        pod.Result().Outcome.ShouldBe("delivered");
        pod.Result().Json.GetProperty("agentLogLines").GetInt32().ShouldBe(0);
    }

    [Fact]
    public async Task A_failing_agents_work_is_salvaged_and_its_branch_untouched()
    {
        using var pod = await Pod.ClonedAsync();
        pod.Agent("failing");

        var courier = await pod.WorkAsync();

        courier.ExitCode.ShouldBe(1);
        var result = pod.Result();
        result.Outcome.ShouldBe("agent-failed");
        result.AgentExitCode.ShouldBe(7);
        result.Reason.ShouldContain("exit code 7");
        result.SalvageRef.ShouldBe(pod.Salvage);
        (await pod.ChangesAsync(pod.Salvage)).ShouldBe(["work/T012.txt"]);
        (await pod.Origin.TipAsync(pod.Branch)).ShouldBe(pod.Base);
    }

    [Fact]
    public async Task A_hanging_agent_times_out_and_its_work_is_salvaged()
    {
        using var pod = await Pod.ClonedAsync();
        pod.Agent("hanging");
        pod.Settings["AGENT_TIMEOUT_SECONDS"] = "1";

        await pod.WorkAsync();

        pod.Result().Outcome.ShouldBe("timed-out");
        (await pod.ChangesAsync(pod.Salvage)).ShouldBe(["work/T012.txt"]);
    }

    [Fact]
    public async Task A_lying_agent_has_changed_nothing()
    {
        using var pod = await Pod.ClonedAsync();
        pod.Agent("lying");

        var courier = await pod.WorkAsync();

        courier.ExitCode.ShouldBe(0);
        pod.Result().Outcome.ShouldBe("no-change");
        pod.Result().Commit.ShouldBeNull();
        (await pod.ChangesAsync(pod.Salvage)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_secret_reaches_neither_log_nor_result()
    {
        using var pod = await Pod.ClonedAsync();
        pod.Agent("secret-printing");
        pod.Settings["AGENT_ENV"] = "MODEL_API_KEY";
        pod.Settings["MODEL_API_KEY"] = "sk-very$(secret)*&[0-9]";

        var agent = await pod.RunAsync("agent");
        await pod.RunAsync("courier");

        agent.Output.ShouldBe("my key is ***, twice: ***\n");
        File.ReadAllText(pod.Ended).ShouldNotContain("sk-very");
        pod.Result().Reason.ShouldBe("the key was ***");
    }

    [Fact]
    public async Task A_talkative_agents_log_ends_with_the_number_of_omitted_lines()
    {
        using var pod = await Pod.ClonedAsync();
        pod.Agent("huge-output");
        pod.Settings["LOG_MAX_BYTES"] = "40000";

        var agent = await pod.RunAsync("agent");

        var lines = agent.Output.TrimEnd('\n').Split('\n');
        System.Text.Encoding.UTF8.GetByteCount(agent.Output).ShouldBeLessThan(40_200);
        lines[0].Length.ShouldBe(8192);
        lines[0].ShouldEndWith(" [line cut]");
        lines[^1].ShouldBe($"[agent] {100_001 - (lines.Length - 1)} lines omitted: the log limit of 40000 bytes was reached");
        File.ReadAllText(pod.Ended).ShouldContain($"logLines={lines.Length}\n");
    }
}
