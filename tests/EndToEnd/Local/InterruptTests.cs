using EndToEnd.Support;

namespace EndToEnd.Local;

/// <summary>Ctrl+C, cancel and another attempt.</summary>
public sealed class InterruptTests
{
    private const string Two = """
        - [ ] T001 [P] [ASYNC] One in `src/one.txt`
        - [ ] T002 [P] [ASYNC] Two in `src/two.txt`
        """;

    private const string Patient = """
        mkdir -p work; echo "half done by $TASK_ID" >"work/$TASK_ID.txt"; echo "waiting"
        until [ -e "$go" ]; do sleep 0.1; done
        echo finished >"work/$TASK_ID.txt"
        """;

    [Fact]
    public async Task Ctrl_C_once_leaves_the_agents_running_and_the_next_run_takes_them_up()
    {
        await using var feature = await FeatureOrigin.CreateAsync(Two);
        var agent = PatientAgent(feature);
        using var run = await InterruptedAsync(feature, agent);
        await run.SaysAsync("Stopping: nothing new starts, agents keep running; come back with the same command");
        var left = (await run.EndAsync()).ShouldEndWith(130);
        left.Error.ShouldContain("Press Ctrl+C again now to stop the agents too");
        left.Output.ShouldMatch("T001  ASYNC +working .* attempt 1");
        left.Output.ShouldMatch("T002  ASYNC +working .* attempt 1");
        (await feature.Clone.StatusAsync()).Tasks("working").ShouldBe(["T001", "T002"]);
        (await feature.Clone.RunAsync("spawn", "T001", "--agent", agent)).ShouldEndWith(0).Output.ShouldContain("runs already");

        await File.WriteAllTextAsync(feature["go"], "");
        var again = (await feature.Clone.RunAllAsync(agent)).ShouldEndWith(0);
        again.Output.ShouldContain(
            "[T001] waiting",
            customMessage: "the whole log, from the transcript, even if the agent has ended by now"
        );
        again.Output.ShouldContain("[T001] = Delivered");
        again.Output.ShouldNotContain("+ agent-");
        feature.AttemptFolders().ShouldBeEmpty();
        await feature.DeliveredExactlyOnceAsync(["T001", "T002"]);
        await feature.NothingRunsAsync();
    }

    [Fact]
    public async Task Ctrl_C_twice_stops_the_agents_with_their_work_on_salvage_refs_and_retry_gives_another_attempt()
    {
        await using var feature = await FeatureOrigin.CreateAsync(Two);
        var agent = PatientAgent(feature);
        using var run = await InterruptedAsync(feature, agent);
        await run.SaysAsync("Press Ctrl+C again");
        run.Signal("INT");
        (await run.EndAsync())
            .ShouldEndWith(130)
            .Output.ShouldMatch(
                "T001  ASYNC +Cancelled .* work so far: specs/001-photo-albums/task-001-one-in-src-one-txt-async-salvage-1"
            );
        await feature.NothingRunsAsync();
        (await feature.Git.RunAsync("show", "specs/001-photo-albums/task-002-two-in-src-two-txt-async-salvage-1:work/T002.txt")).ShouldBe(
            "half done by T002"
        );

        var unasked = (await feature.Clone.RunAllAsync()).ShouldEndWith(2);
        unasked.Output.ShouldNotContain("+ agent-");
        var spawn = (await feature.Clone.RunAsync("spawn", "T001", "--agent", agent)).ShouldEndWith(2);
        spawn.Output.ShouldContain("T001: attempt 1 ended as Cancelled (stop was requested); `spawn T001 --retry` starts another");
        var retried = (await feature.Clone.RunAllAsync("good", "--retry")).ShouldEndWith(0);
        retried.Output.ShouldContain("(attempt 2, goes on from specs/001-photo-albums/task-00");
        var status = await feature.Clone.StatusAsync();
        (status.Of("T001", "outcome"), status.Of("T001", "attempt")).ShouldBe(
            ("DeliveredOutOfScope", "2"),
            "what the stopped attempts left is in it"
        );
        (await feature.Clone.RunAllAsync("good", "--retry"))
            .ShouldEndWith(0)
            .Output.ShouldNotContain("+ agent-", customMessage: "what is delivered is not tried again");
    }

    [Fact]
    public async Task Ctrl_C_three_times_leaves_at_once_and_says_what_was_asked_of_the_agents()
    {
        await using var feature = await FeatureOrigin.CreateAsync(Two);
        var agent = feature.Clone.WriteAgent(
            "deaf",
            $"trap '' TERM\ncat >/dev/null\necho waiting\nuntil [ -e '{feature["go"]}' ]; do sleep 0.1; done\n"
        );
        using var run = await InterruptedAsync(feature, agent);
        await run.SaysAsync("Press Ctrl+C again");
        run.Signal("INT");
        await run.SaysAsync("Press Ctrl+C once more");
        run.Signal("INT");

        var left = (await run.EndAsync()).ShouldEndWith(130);
        left.Error.ShouldContain("Agents that were asked to stop push their work and end by themselves");
        left.Error.ShouldNotContain("Agents that run go on");
        await File.WriteAllTextAsync(feature["go"], "");
        await feature.NothingRunsAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_terminal_that_is_killed_while_an_agent_starts_leaves_no_half_attempt(bool isSupervised)
    {
        await using var feature = await FeatureOrigin.CreateAsync(Two);
        var staging = Path.Combine(feature.Agents, ".staging");
        using (var run = feature.Clone.Start("run", "--agent", feature.Clone.WriteAgent("quick", "echo x >$TASK_ID.txt")))
        {
            while (
                isSupervised
                    ? !feature.Processes.Any(command => command.Contains(" supervise ", StringComparison.Ordinal))
                    : !Directory.Exists(staging) || !Directory.EnumerateDirectories(staging).Any()
            )
            {
                run.HasEnded.ShouldBeFalse();
                await Task.Delay(1);
            }

            run.Signal("KILL");
            await run.EndAsync();
        }

        (await feature.Clone.RunAllAsync()).ShouldEndWith(0).Output.ShouldContain("2 of 2 ASYNC tasks delivered");
        await feature.DeliveredExactlyOnceAsync(["T001", "T002"]);
        foreach (var left in Directory.EnumerateDirectories(Path.Combine(feature.Agents, ".staging")))
        {
            Directory.SetLastWriteTimeUtc(left, DateTime.UtcNow.AddHours(-1));
        }

        (await feature.Clone.RunAsync("cleanup")).ShouldEndWith(0);
        Directory.EnumerateDirectories(Path.Combine(feature.Agents, ".staging")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Cancel_salvages_and_cancel_now_deletes()
    {
        await using var feature = await FeatureOrigin.CreateAsync(Two);
        var agent = PatientAgent(feature);
        var started = (await feature.Clone.RunAsync("spawn", "T001", "T002", "--agent", agent)).ShouldEndWith(0);
        started.Output.ShouldMatch(
            $"Pod agent-t001-001-photo-albums-[a-z2-7]{{10}} started on this machine, in {feature.Agents}\nPod agent-t002-"
        );
        using var following = feature.Clone.Start("logs", "--all");
        await following.SaysAsync("[T001] waiting");
        await following.SaysAsync("[T002] waiting");
        (await feature.Clone.RunAsync("cancel", "T001"))
            .ShouldEndWith(0)
            .Output.ShouldContain("asked to stop; work so far goes to specs/001-photo-albums/task-001-one-in-src-one-txt-async-salvage-1");
        (await feature.Clone.RunAsync("cancel", "T002", "--now")).ShouldEndWith(0).Output.ShouldContain("deleted");
        (await following.EndAsync()).ShouldEndWith(2);
        await feature.NothingRunsAsync();
        var status = await feature.Clone.StatusAsync();
        status.Of("T001", "outcome").ShouldBe("Cancelled");
        status.Of("T002", "outcome").ShouldBe("Cancelled", "its salvage ref is the record");
        feature.AttemptFolders().Count.ShouldBe(1);
        (await feature.Clone.RunAsync("cancel", "T001")).ShouldEndWith(0).Output.ShouldBe("T001: no agent runs\n");
        (await feature.Clone.RunAsync("cancel")).ShouldEndWith(1).Error.ShouldContain("Name the tasks to cancel");
    }

    [Fact]
    public async Task An_agent_whose_supervisor_was_killed_is_lost_and_leaves_no_process_once_it_is_removed()
    {
        await using var feature = await FeatureOrigin.CreateAsync(Two, settings: settings =>
            settings["cleanup"] = new System.Text.Json.Nodes.JsonObject { ["policy"] = "always" }
        );
        var agent = PatientAgent(feature);
        (await feature.Clone.RunAsync("spawn", "T001", "--agent", agent)).ShouldEndWith(0);
        var folder = feature.AttemptFolders().Single();
        await Eventually.HoldsAsync(() => Directory.Exists(Path.Combine(folder, "work/repo/work")), "the agent works", 60);
        await SignalAsync("KILL", (await File.ReadAllTextAsync(Path.Combine(folder, "supervisor.pid"))).Trim());

        var status = await feature.Clone.StatusAsync();
        (status.Of("T001", "outcome"), status.Of("T001", "reason")).ShouldBe(("Lost", "the process that supervised the agent is gone"));
        FeatureProcesses.Of(folder).ShouldNotBeEmpty();
        (await feature.Clone.RunAsync("cleanup")).ShouldEndWith(0).Output.ShouldContain("removed");
        await feature.NothingRunsAsync();
        feature.AttemptFolders().ShouldBeEmpty();
    }

    private static async Task SignalAsync(string name, string process)
    {
        using var kill = System.Diagnostics.Process.Start("bash", ["-c", "kill \"$@\"", "-", $"-{name}", "--", process]);
        await kill.WaitForExitAsync();
    }

    private static string PatientAgent(FeatureOrigin feature) => feature.Clone.WriteAgent("patient", $"go=\"{feature["go"]}\"\n{Patient}");

    /// <summary>A run that is told to end when both agents work.</summary>
    private static async Task<FeatureRun> InterruptedAsync(FeatureOrigin feature, string agent)
    {
        var run = feature.Clone.Start("run", "--agent", agent);
        await run.SaysAsync("[T001] waiting");
        await run.SaysAsync("[T002] waiting");
        run.Signal("INT");
        return run;
    }
}
