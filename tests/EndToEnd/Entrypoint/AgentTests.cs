using EndToEnd.Support;

namespace EndToEnd.Entrypoint;

public sealed class AgentTests
{
    [Fact]
    public async Task The_prompt_arrives_on_stdin_byte_for_byte_and_the_command_runs_in_the_tree()
    {
        using var pod = await Pod.ClonedAsync();
        const string prompt = "-n $(id) `id` {{x}} \"quoted\" \\ ✓ %s\r\n\tend without newline";
        pod.Prompt(prompt);
        pod.Agent("cat >prompt.txt; pwd");

        var agent = await pod.RunAsync("agent");

        File.ReadAllText(Path.Combine(pod.Tree, "prompt.txt")).ShouldBe(prompt);
        agent.Output.Trim().ShouldBe(pod.Tree);
    }

    [Fact]
    public async Task The_command_sees_only_the_variables_it_is_meant_to_see()
    {
        using var pod = await Pod.ClonedAsync();
        pod.Settings["AGENT_ENV"] = "MODEL_API_KEY";
        pod.Settings["MODEL_API_KEY"] = "short";
        pod.Settings["SOMETHING_ELSE"] = "private";
        pod.Agent("env -0 | tr '\\0\\n' '\\n '");

        var agent = await pod.RunAsync("agent");

        var names = agent.Output.Split('\n').Where(line => line.Contains('=', StringComparison.Ordinal)).Select(line => line.Split('=')[0]);
        names
            .Except(["PWD", "OLDPWD", "SHLVL", "_", "SPECKIT_ASYNC_RUN"])
            .Order(StringComparer.Ordinal)
            .ShouldBe([
                "AGENT_REPORT",
                "GIT_BRANCH",
                "HOME",
                "LANG",
                "MODEL_API_KEY",
                "PATH",
                "SPECIFY_FEATURE_DIRECTORY",
                "TASK_ATTEMPT",
                "TASK_ID",
                "TERM",
                "TMPDIR",
            ]);
        agent.Output.ShouldContain("TERM=dumb\n");
    }

    [Fact]
    public async Task A_script_is_run_by_its_path_whatever_the_path_holds()
    {
        using var pod = await Pod.ClonedAsync();
        File.WriteAllText(pod["my agent; false"], "echo ran\n");
        pod.Agent(pod["my agent; false"]);

        (await pod.RunAsync("agent")).Output.ShouldBe("ran\n");
    }

    [Fact]
    public async Task A_report_outranks_the_exit_code()
    {
        using var pod = await Pod.ClonedAsync();
        pod.Agent("printf 'outcome=failed\\nreason=the model refused\\nlogLines=999\\n' >\"$AGENT_REPORT\"; echo hi");

        var agent = await pod.RunAsync("agent");

        agent.ExitCode.ShouldBe(1);
        var verdict = File.ReadAllLines(pod.Ended);
        verdict.ShouldContain("outcome=failed");
        verdict.ShouldContain("reason=the model refused");
        verdict.ShouldContain("exitCode=0");
        verdict.ShouldContain("logLines=1");
    }

    [Fact]
    public async Task A_missing_command_and_a_missing_prompt_are_verdicts()
    {
        using var pod = await Pod.ClonedAsync();
        pod.Agent("/nowhere/agent");
        (await pod.RunAsync("agent")).ExitCode.ShouldBe(127);
        File.ReadAllText(pod.Ended).ShouldContain("reason=the agent command ended with exit code 127: command not found");

        File.Delete(pod["prompt"]);
        (await pod.RunAsync("agent")).ExitCode.ShouldBe(1);
        File.ReadAllText(pod.Ended).ShouldContain("reason=cannot read the prompt");
    }

    [Fact]
    public async Task A_bad_number_is_a_verdict_and_never_evaluated()
    {
        using var pod = await Pod.ClonedAsync();
        pod.Agent("true");
        pod.Settings["LINE_MAX_BYTES"] = "a[$(touch pwned)]";

        (await pod.RunAsync("agent")).ExitCode.ShouldBe(1);

        File.ReadAllText(pod.Ended).ShouldContain("reason=LINE_MAX_BYTES must be a whole number");
        File.Exists(pod["pwned"]).ShouldBeFalse();
    }

    [Fact]
    public async Task The_heartbeat_is_gone_when_the_verdict_is_there()
    {
        using var pod = await Pod.ClonedAsync();
        pod.Agent("until [ -e go ]; do sleep 0.1; done");

        var agent = pod.Start("agent");
        await Eventually.HoldsAsync(() => File.Exists(Path.Combine(pod.Signals, "heartbeat")), "a heartbeat");
        var first = File.GetLastWriteTimeUtc(Path.Combine(pod.Signals, "heartbeat"));
        await Eventually.HoldsAsync(() => File.GetLastWriteTimeUtc(Path.Combine(pod.Signals, "heartbeat")) > first, "a second one");
        pod.Write("go", "");
        await agent.EndAsync();

        Directory.GetFileSystemEntries(pod.Signals).ShouldBe([pod.Ended]);
    }

    [Fact]
    public async Task Disk_budget_is_watched()
    {
        using var pod = await Pod.ClonedAsync();
        pod.Settings["DISK_BUDGET_BYTES"] = "5000000";
        pod.Agent("head -c 6000000 /dev/zero >big; echo filled; sleep 60");

        await pod.RunAsync("agent");

        File.ReadAllText(pod.Ended).ShouldContain("reason=disk budget: ");
    }
}
