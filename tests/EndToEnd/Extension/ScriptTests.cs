using EndToEnd.Support;

namespace EndToEnd.Extension;

/// <summary>spawn-pod.sh and tail-logs.sh, called by hand on the local runtime.</summary>
public sealed class ScriptTests
{
    private const string Tasks =
        "## Phase 1: Albums\n\n- [ ] T011 [P] [ASYNC] Create `app/album.py`\n- [ ] T012 [P] [ASYNC] Create `app/photo.py`\n- [ ] T013 [SYNC] Look at it\n";

    [Fact]
    public async Task Spawn_pod_takes_the_four_arguments_and_prints_exactly_one_line()
    {
        await using var feature = await ExtensionProject.CreateAsync(Tasks);
        var spawned = await feature.ScriptAsync(
            "spawn-pod.sh",
            "T011",
            "specs/001-photo-albums/task-011-mine-async",
            feature.Origin.Git.Directory,
            "specs/001-photo-albums",
            "--agent",
            FeatureClone.Agent("good")
        );
        spawned.ExitCode.ShouldBe(0, spawned.All);
        spawned.Output.ShouldMatch(@"^Pod agent-t011-001-photo-albums-[a-z2-7]{10} created in namespace local\n$");
        spawned.Error.ShouldBeEmpty();

        var again = await feature.ScriptAsync("spawn-pod.sh", "T011", "", "", "", "--agent", FeatureClone.Agent("good"));
        again.ExitCode.ShouldBe(0, again.All);
        again.Error.ShouldMatch("runs already|delivered already");
        (await feature.TailAsync(spawned.Output.Split(' ')[1])).ExitCode.ShouldBe(0);
        (await feature.Origin.BranchesAsync()).Keys.ShouldBe(["specs/001-photo-albums/task-011-mine-async"]);
    }

    [Fact]
    public async Task Spawn_pod_says_on_stderr_what_it_does_not_start()
    {
        await using var feature = await ExtensionProject.CreateAsync(Tasks);
        foreach (var (arguments, code) in (IEnumerable<(string[], int)>)[([], 1), (["T099"], 1), (["T013"], 2)])
        {
            var spawned = await feature.ScriptAsync(
                "spawn-pod.sh",
                arguments.Length == 0 ? [] : [.. arguments, "--agent", FeatureClone.Agent("good")]
            );
            spawned.ExitCode.ShouldBe(code, spawned.All);
            spawned.Output.ShouldBeEmpty();
            spawned.Error.ShouldNotBeEmpty();
        }
    }

    [Fact]
    public async Task Tail_logs_prints_every_line_for_a_pod_an_agent_or_a_task_and_ends_with_the_tasks_code()
    {
        await using var feature = await ExtensionProject.CreateAsync(Tasks);
        var pod = (await feature.ScriptAsync("spawn-pod.sh", "T012", "--agent", FeatureClone.Agent("failing"))).Output.Split(' ')[1];
        foreach (var name in (string[])[pod, "agent-T012", "T012"])
        {
            var tail = await feature.TailAsync(name);
            tail.ExitCode.ShouldBe(2, tail.All);
            tail.Output.ShouldContain("[T012] the tests do not pass\n");
            tail.Output.ShouldContain("agent-failed");
        }
    }

    [Fact]
    public async Task Tail_logs_writes_at_most_every_five_seconds_where_nobody_looks()
    {
        await using var feature = await ExtensionProject.CreateAsync(Tasks);
        var agent = feature.Clone.WriteAgent(
            "talkative",
            "for i in $(seq 120); do echo line $i; sleep 0.1; done; mkdir -p app; echo x >app/album.py"
        );
        await feature.ScriptAsync("spawn-pod.sh", "T011", "--agent", $"bash '{agent.Replace("'", @"'\''", StringComparison.Ordinal)}'");
        using var tail = feature.StartScript("tail-logs.sh", "T011");
        SortedSet<int> lengths = [];
        while (!tail.HasEnded)
        {
            lengths.Add(tail.Output.Length);
            await Task.Delay(20);
        }

        (await tail.EndAsync()).Output.ShouldContain("[T011] line 120\n");
        // A line every 0.1 s, each written by itself, would be seen about a hundred times; a busy machine splits a piece in a few at most.
        lengths.Count.ShouldBeInRange(2, 25);
    }

    [Fact]
    public async Task Stopping_tail_logs_leaves_nothing_behind()
    {
        await using var feature = await ExtensionProject.CreateAsync(Tasks);
        var temporary = Directory.CreateDirectory(feature.Origin["tmp"]).FullName;
        await feature.ScriptAsync("spawn-pod.sh", "T011", "--agent", FeatureClone.Agent("hanging"));
        using var tail = feature.StartScript("tail-logs.sh", "T011");
        await Eventually.HoldsAsync(() => Directory.EnumerateFiles(temporary, "tmp.*").Any(), "a buffer");
        tail.Signal("TERM");
        (await tail.EndAsync()).ExitCode.ShouldBe(143);
        Directory.EnumerateFiles(temporary, "tmp.*").ShouldBeEmpty();
        await feature.Clone.RunAsync("cancel", "T011", "--now");
    }

    [Fact]
    public async Task The_scripts_work_from_a_sub_directory_and_from_outside_and_say_where_the_tool_is_missing()
    {
        await using var feature = await ExtensionProject.CreateAsync(Tasks);
        await feature.ScriptAsync("spawn-pod.sh", "T011", "--agent", FeatureClone.Agent("good"));
        foreach (var directory in (string[])[feature.Clone["specs"], "/"])
        {
            using var tail = feature.StartScriptIn(directory, "tail-logs.sh", "T011");
            (await tail.EndAsync()).Output.ShouldContain("[T011] T011: done\n");
        }

        feature.Clone.Variables["PATH"] = "/usr/bin:/bin";
        var missing = await feature.ScriptAsync("tail-logs.sh", "T011");
        missing.ExitCode.ShouldBe(127, missing.All);
        missing.Error.ShouldContain("dotnet tool install");
    }
}
