using EndToEnd.Support;

namespace EndToEnd.Entrypoint;

/// <summary>Limits that are applied before anything is read, and what a stop forbids.</summary>
public sealed class LimitTests
{
    [Fact]
    public async Task A_path_that_no_program_can_name_is_no_obstacle_where_git_ignores_it()
    {
        using var pod = await Pod.ClonedAsync();
        pod.Write(".gitignore", "deep/\n");
        pod.Write("new.txt", "work");
        await pod.ShellAsync("mkdir deep; cd deep; for i in {1..30}; do d=$(printf 'x%.0s' {1..200}); mkdir $d; cd $d; done; echo x >file");

        var courier = await pod.DeliverAsync();

        courier.ExitCode.ShouldBe(0, courier.Output);
        pod.Result().LeftOut.ShouldBe(0);
        (await pod.ChangesAsync(pod.Branch)).ShouldBe([".gitignore", "new.txt"]);
        await pod.ShellAsync("rm -rf deep");
    }

    [Theory]
    [InlineData("95", "larger than 95 MiB")]
    [InlineData("0", "no room")]
    public async Task A_file_that_claims_terabytes_is_left_out_unread(string limit, string reason)
    {
        using var pod = await Pod.ClonedAsync();
        pod.Settings["FILE_MAX_MIB"] = limit;
        pod.Write("new.txt", "work");
        await pod.ShellAsync("truncate -s 7T sparse");

        var courier = await pod.DeliverAsync();

        courier.ExitCode.ShouldBe(0, courier.Output);
        pod.Result().LeftOut.ShouldBe(1);
        pod.Result().Reason.ShouldContain(reason);
        (await pod.ChangesAsync(pod.Branch)).ShouldBe(["new.txt"]);
    }

    /// <summary>SPECKIT_ASYNC_TEST_FILES says how many; 60,000 take half a minute.</summary>
    [Fact]
    public async Task A_tree_of_many_files_is_delivered_whole()
    {
        var files = int.Parse(
            Environment.GetEnvironmentVariable("SPECKIT_ASYNC_TEST_FILES") ?? "3000",
            System.Globalization.CultureInfo.InvariantCulture
        );
        using var pod = await Pod.ClonedAsync();
        for (var file = 0; file < files; file++)
        {
            pod.Write($"many/{file % 100}/{file}.txt", $"{file}");
        }

        pod.Verdict();
        (await pod.RunAsync("courier", limitSeconds: 600)).ExitCode.ShouldBe(0);

        pod.Result().FilesChanged.ShouldBe(files);
    }

    [Fact]
    public async Task Nothing_but_what_is_left_out_for_a_limit_is_no_success()
    {
        using var pod = await Pod.ClonedAsync();
        pod.Settings["FILE_MAX_MIB"] = "1";
        await pod.ShellAsync("head -c 1100000 /dev/zero >big");

        (await pod.DeliverAsync()).ExitCode.ShouldBe(1);

        pod.Result().Outcome.ShouldBe("push-failed");
        pod.Result().LeftOut.ShouldBe(1);
    }

    [Fact]
    public async Task An_agent_that_is_stopped_cannot_make_itself_delivered()
    {
        using var pod = await Pod.ClonedAsync();
        pod.Settings["STOP_FILE"] = pod["stop"];
        pod.Settings["AGENT_ENV"] = "SIGNALS";
        pod.Settings["SIGNALS"] = pod.Signals;
        File.WriteAllText(pod["stop"], "");
        pod.Agent(
            "trap 'rm -f \"$SIGNALS/heartbeat\"; printf \"outcome=succeeded\\nlogLines=999999999\\n\" >\"$SIGNALS/agent-ended\"; sleep 3' TERM; echo x >half.txt; echo working; while :; do sleep 0.1; done"
        );
        pod.Settings["AGENT_KILL_SECONDS"] = "5";

        var agent = pod.Start("agent");
        var courier = pod.Start("courier");
        await Eventually.HoldsAsync(() => agent.Output.Contains("working", StringComparison.Ordinal), "the agent works");
        File.WriteAllText(pod["stop"], "please");
        await courier.EndAsync();
        await agent.EndAsync();

        pod.Result().Outcome.ShouldBe("cancelled");
        (await pod.Origin.TipAsync(pod.Branch)).ShouldBe(pod.Base);
        (await pod.ChangesAsync(pod.Salvage)).ShouldBe(["half.txt"]);
    }

    [Fact]
    public async Task Success_that_is_claimed_after_the_timeout_is_none()
    {
        using var pod = await Pod.ClonedAsync();
        pod.Settings["AGENT_TIMEOUT_SECONDS"] = "1";
        pod.Settings["CHECKPOINT_SECONDS"] = "2";
        pod.Write("half.txt", "work");
        File.WriteAllText(Path.Combine(pod.Signals, "heartbeat"), "");

        var courier = pod.Start("courier");
        await Eventually.HoldsAsync(
            async () => await pod.Origin.TipAsync(pod.Salvage) is not null,
            "the checkpoint, which comes after the timeout"
        );
        pod.Verdict();
        File.Delete(Path.Combine(pod.Signals, "heartbeat"));
        await courier.EndAsync();

        pod.Result().Outcome.ShouldBe("timed-out");
        (await pod.Origin.TipAsync(pod.Branch)).ShouldBe(pod.Base);
    }

    [Fact]
    public async Task A_task_branch_that_was_deleted_or_moved_back_is_not_made_again()
    {
        using var pod = await Pod.ClonedAsync();
        pod.Write("new.txt", "work");
        await pod.Origin.RunAsync("update-ref", "-d", "refs/heads/" + pod.Branch);

        (await pod.DeliverAsync()).ExitCode.ShouldBe(1);

        pod.Result().Outcome.ShouldBe("push-failed");
        (await pod.Origin.TipAsync(pod.Branch)).ShouldBeNull();
        (await pod.ChangesAsync(pod.Salvage)).ShouldBe(["new.txt"]);
    }

    [Fact]
    public async Task What_a_person_put_on_the_salvage_branch_stays_below_ours()
    {
        using var pod = await Pod.ClonedAsync();
        var theirs = await pod.Human.CommitAllAsync("a person's rescue");
        await pod.Human.RunAsync("push", "-q", pod.Origin.Directory, $"HEAD:refs/heads/{pod.Salvage}");
        pod.Write("half.txt", "work");

        await pod.DeliverAsync("failed");

        pod.Result().SalvageRef.ShouldBe(pod.Salvage);
        (await pod.Origin.RunAsync("rev-parse", pod.Salvage + "^")).ShouldBe(theirs);
        (await pod.ShowAsync(pod.Salvage, "half.txt")).ShouldBe("work");
    }

    [Fact]
    public async Task A_directory_behind_a_link_of_the_base_is_denied_under_its_other_name_too()
    {
        using var pod = await Pod.ClonedAsync(human =>
        {
            Directory.CreateDirectory(Path.Combine(human.Directory, "tools/oc"));
            File.WriteAllText(Path.Combine(human.Directory, "tools/oc/a.md"), "base");
            File.CreateSymbolicLink(Path.Combine(human.Directory, ".opencode"), "tools/oc");
            return Task.CompletedTask;
        });
        pod.Write("tools/oc/plugin/x.js", "x");
        pod.Write("tools/new.txt", "work");

        (await pod.DeliverAsync()).ExitCode.ShouldBe(0);

        (await pod.ChangesAsync(pod.Branch)).ShouldBe(["tools/new.txt"]);
        pod.Result().LeftOut.ShouldBe(1);
    }
}
