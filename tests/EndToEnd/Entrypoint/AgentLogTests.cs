using EndToEnd.Support;

namespace EndToEnd.Entrypoint;

/// <summary>The agent's log: complete below its cap, whoever is busy, and honest about what is not there.</summary>
public sealed class AgentLogTests
{
    [Fact]
    public async Task Four_agents_of_twenty_thousand_lines_at_once_lose_none()
    {
        var agents = await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(async _ =>
                {
                    using var pod = await Pod.ClonedAsync();
                    pod.Agent("seq 20000");
                    var agent = await pod.RunAsync("agent");
                    return (agent.Output, Verdict: File.ReadAllText(pod.Ended));
                })
        );

        foreach (var (output, verdict) in agents)
        {
            output.Split('\n').Length.ShouldBe(20_001);
            output.ShouldEndWith("\n20000\n");
            verdict.ShouldContain("logLines=20000\n");
        }
    }

    [Fact]
    public async Task The_cap_counts_bytes_as_they_lie_on_the_nodes_disk()
    {
        using var pod = await Pod.ClonedAsync();
        pod.Settings["LOG_MAX_BYTES"] = "100000";
        pod.Agent("for ((i = 0; i < 10000; i++)); do echo 123456; done");

        var agent = await pod.RunAsync("agent");

        var lines = agent.Output.TrimEnd('\n').Split('\n');
        ((lines.Length - 1) * (7 + 40)).ShouldBeInRange(99_000, 100_000);
        lines[^1].ShouldBe($"[agent] {10_000 - (lines.Length - 1)} lines omitted: the log limit of 100000 bytes was reached");
    }

    [Fact]
    public async Task A_reader_that_is_slow_gets_every_line()
    {
        using var pod = await Pod.ClonedAsync();
        pod.Agent("seq 300000");
        pod.Settings["LOG_MAX_BYTES"] = "80000000";
        pod.Through = ["bash", "-c", "\"$@\" | { sleep 4; cat; }", "-"];

        var agent = await pod.RunAsync("agent");

        agent.Output.ShouldEndWith("\n300000\n");
        File.ReadAllText(pod.Ended).ShouldContain("logLines=300000\n");
    }

    [Fact]
    public async Task A_process_that_the_kernel_ended_for_memory_is_told()
    {
        using var pod = await Pod.ClonedAsync();
        File.WriteAllText(pod["memory.events"], "low 0\noom 3\noom_kill 3\n");
        pod.Settings["MEMORY_EVENTS_FILE"] = pod.Settings["EVENTS"] = pod["memory.events"];
        pod.Settings["AGENT_ENV"] = "EVENTS";
        pod.Agent("echo x >new.txt; printf 'low 0\\noom 5\\noom_kill 5\\n' >\"$EVENTS\"");

        await pod.WorkAsync();

        pod.Result().Outcome.ShouldBe("delivered");
        pod.Result().Reason.ShouldBe("the kernel ended 2 of the agent's processes because the container was out of memory");
    }

    [Theory]
    [InlineData("sk-very secret+/value", "printf '%s\\n' \"$MODEL_API_KEY\"")]
    [InlineData("sk-very secret+/value", "printf 'sk-very%%20secret%%2B%%2Fvalue\\n'")]
    [InlineData("sk-very secret+/value", "printf '%s' \"$MODEL_API_KEY\" | base64")]
    public async Task A_secret_is_hidden_in_every_spelling(string secret, string command)
    {
        using var pod = await Pod.ClonedAsync();
        pod.Settings["AGENT_ENV"] = "MODEL_API_KEY";
        pod.Settings["MODEL_API_KEY"] = secret;
        pod.Agent(command);

        (await pod.RunAsync("agent")).Output.TrimEnd('=', '\n').ShouldBe("***");
    }

    [Fact]
    public async Task A_file_of_the_repository_never_stands_in_for_the_command_and_odd_names_are_no_variables()
    {
        using var pod = await Pod.ClonedAsync();
        pod.Write("true", "echo pwned\n");
        await pod.ShellAsync("chmod +x true");
        pod.Settings["AGENT_ENV"] = "BASH_FUNC_true%% A-B";
        pod.Settings["BASH_FUNC_true%%"] = "() { echo pwned; }";
        pod.Settings["A-B"] = "x";
        pod.Agent("true");

        (await pod.RunAsync("agent")).Output.ShouldBeEmpty();

        pod.Agent("env");
        (await pod.RunAsync("agent")).Output.ShouldNotContain("A-B");
    }
}
