using System.Diagnostics;
using EndToEnd.Support;

namespace EndToEnd.Entrypoint;

/// <summary>The ways an agent is ended, and what it may leave running.</summary>
public sealed class AgentEndsTests
{
    [Fact]
    public async Task A_stop_request_ends_the_agent_before_its_command_does()
    {
        using var pod = await Pod.ClonedAsync();
        File.WriteAllText(pod["stop"], "");
        pod.Agent("echo working; sleep 120");

        var agent = pod.Start("agent");
        await Eventually.HoldsAsync(() => agent.Output.Contains("working", StringComparison.Ordinal), "the agent works");
        var clock = Stopwatch.StartNew();
        File.WriteAllText(pod["stop"], "please");
        await agent.EndAsync();

        clock.Elapsed.TotalSeconds.ShouldBeLessThan(60);
        File.ReadAllText(pod.Ended).ShouldContain("outcome=cancelled");
        agent.Output.ShouldContain("stop was requested");
    }

    [Fact]
    public async Task Sigterm_is_a_graceful_stop_and_the_agents_last_words_are_kept()
    {
        using var pod = await Pod.ClonedAsync();
        pod.Agent("trap 'echo last words; exit 3' TERM; echo working; while :; do sleep 0.1; done");

        var agent = pod.Start("agent");
        await Eventually.HoldsAsync(() => agent.Output.Contains("working", StringComparison.Ordinal), "the agent works");
        agent.Terminate();

        (await agent.EndAsync()).ShouldBe(3);
        agent.Output.ShouldStartWith("working\n[agent] stopped by SIGTERM, ending the agent\n");
        agent.Output.ShouldEndWith("last words\n");
        var verdict = File.ReadAllText(pod.Ended);
        verdict.ShouldContain("outcome=cancelled");
        verdict.ShouldContain($"logLines={agent.Output.Count(letter => letter == '\n')}\n");
    }

    [Fact]
    public async Task An_agent_that_never_says_anything_is_ended()
    {
        using var pod = await Pod.ClonedAsync();
        pod.Settings["FIRST_OUTPUT_SECONDS"] = "1";
        pod.Agent("sleep 60");

        await pod.RunAsync("agent");

        var verdict = File.ReadAllText(pod.Ended);
        verdict.ShouldContain("outcome=failed");
        verdict.ShouldContain("reason=no output within 1 s");
    }

    [Fact]
    public async Task One_byte_without_a_line_end_is_output()
    {
        using var pod = await Pod.ClonedAsync();
        pod.Settings["FIRST_OUTPUT_SECONDS"] = "1";
        pod.Agent("printf .; sleep 2.5; printf 'done'");

        (await pod.RunAsync("agent")).Output.ShouldBe(".done\n");

        File.ReadAllText(pod.Ended).ShouldContain("outcome=succeeded");
    }

    [Theory]
    [InlineData("sleep 300 & echo $! >pid")]
    [InlineData("(trap '' TERM; while :; do sleep 0.1; done) & echo $! >pid")]
    [InlineData("setsid bash -c 'echo $$ >pid; exec sleep 300' & sleep 0.5")]
    public async Task Nothing_is_left_running_after_a_normal_end(string command)
    {
        using var pod = await Pod.ClonedAsync();
        pod.Agent(command);

        var agent = await pod.RunAsync("agent");

        agent.ExitCode.ShouldBe(0, agent.Output);
        var process = File.ReadAllText(Path.Combine(pod.Tree, "pid")).Trim();
        await Eventually.HoldsAsync(() => IsGone(process), "the leftover has ended");
    }

    [Fact]
    public async Task A_process_that_hides_and_holds_the_log_open_does_not_hold_up_the_verdict()
    {
        using var pod = await Pod.ClonedAsync();
        pod.Agent("env -i PATH=$PATH setsid sleep 90 & echo started; sleep 0.3");

        var agent = await pod.RunAsync("agent", limitSeconds: 60);

        agent.ExitCode.ShouldBe(0);
        File.ReadAllText(pod.Ended).ShouldContain("logLines=1\n");
    }

    [Fact]
    public async Task An_agent_that_wrecks_the_signal_directory_still_gets_its_verdict()
    {
        using var pod = await Pod.ClonedAsync();
        pod.Agent(
            $"cd {Quoted(pod.Signals)}; rm -rf * ; mkdir agent-ended heartbeat; touch agent-ended/x; sleep 1.5; chmod 700 . ; echo done"
        );

        var agent = await pod.RunAsync("agent");

        agent.ExitCode.ShouldBe(0, agent.Output);
        File.ReadAllText(pod.Ended).ShouldContain("outcome=succeeded");
    }

    [Fact]
    public async Task Control_characters_pass_and_a_nul_breaks_nothing()
    {
        using var pod = await Pod.ClonedAsync();
        pod.Agent(@"printf 'a\0b\n\033[31mred\r\n\377\n'");

        var agent = await pod.RunAsync("agent");

        agent.Output.ShouldBe("ab\n\u001b[31mred\r\n\ufffd\n");
        File.ReadAllText(pod.Ended).ShouldContain("logLines=3\n");
    }

    private static string Quoted(string path) => "'" + path.Replace("'", "'\\''", StringComparison.Ordinal) + "'";

    /// <summary>Ended, or a zombie that nobody has waited for.</summary>
    private static bool IsGone(string process)
    {
        var stat = $"/proc/{process}/stat";
        try
        {
            return File.ReadAllText(stat).Split(") ")[^1].StartsWith('Z');
        }
        catch (IOException)
        {
            return true;
        }
    }
}
