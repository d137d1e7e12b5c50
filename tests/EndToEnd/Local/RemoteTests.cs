using EndToEnd.Support;

namespace EndToEnd.Local;

/// <summary>A remote that refuses, or is away for a while.</summary>
public sealed class RemoteTests
{
    private const string Two = """
        ## Phase 1: First

        - [ ] T001 [ASYNC] One in `src/one.txt`

        ## Phase 2: Second

        - [ ] T002 [ASYNC] Two in `src/two.txt`
        """;

    [Theory]
    [InlineData("[T001] T001: reading the task")]
    [InlineData("[T001] = Delivered")]
    public async Task A_remote_that_is_away_for_a_while_only_delays_a_run(string moment)
    {
        await using var feature = await FeatureOrigin.CreateAsync(Two);
        using var run = feature.Clone.Start("run", "--agent", FeatureClone.Agent("good"));
        await run.SaysAsync(moment);
        Directory.Move(feature.Git.Directory, feature["away"]);
        await Task.Delay(2500);
        Directory.Move(feature["away"], feature.Git.Directory);
        (await run.EndAsync()).ShouldEndWith(0).Output.ShouldContain("2 of 2 ASYNC tasks delivered");
        await feature.DeliveredExactlyOnceAsync(["T001", "T002"]);
    }

    [Fact]
    public async Task Nothing_starts_while_the_checkout_is_elsewhere()
    {
        await using var feature = await FeatureOrigin.CreateAsync(Two);
        using var run = feature.Clone.Start("run", "--agent", FeatureClone.Agent("good"));
        await run.SaysAsync("[T001] T001: reading the task");
        await feature.Clone.Git.RunAsync("switch", "-q", "-c", "other");
        await run.SaysAsync("Nothing new starts while the checkout is on other");
        run.Output.ShouldContain("[T001] = Delivered");
        run.Output.ShouldNotContain("[T002] T002:");
        File.Delete(feature.Clone[$"{feature.Directory}/tasks.md"]);
        await run.SaysAsync("Nothing goes on until tasks.md is in order again");
        await feature.Clone.Git.RunAsync("restore", feature.Directory);
        await feature.Clone.Git.RunAsync("switch", "-q", "-");
        (await run.EndAsync()).ShouldEndWith(0).Output.ShouldContain("2 of 2 ASYNC tasks delivered");
        await feature.DeliveredExactlyOnceAsync(["T001", "T002"]);
    }

    [Fact]
    public async Task A_watch_ends_in_time_though_git_does_not()
    {
        await using var feature = await FeatureOrigin.CreateAsync(Two);
        (await feature.Clone.RunAsync("spawn", "T001", "--agent", FeatureClone.Agent("good"))).ShouldEndWith(0);
        var folder = Directory.CreateDirectory(feature["bin"]).FullName;
        var git = Path.Combine(folder, "git");
        await File.WriteAllTextAsync(
            git,
            "#!/bin/bash\n[[ \" $* \" == *' ls-remote '* ]] && exec sleep 300\nPATH=${PATH#*:} exec git \"$@\"\n"
        );
        File.SetUnixFileMode(git, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        feature.Clone.Variables["PATH"] = $"{folder}:{feature.Clone.Variables["PATH"]}";
        var clock = System.Diagnostics.Stopwatch.StartNew();
        using var watch = feature.Clone.Start("watch", "T001", "--max-wait", "1s", "--cursor", "agent-x:7");
        (await watch.EndAsync()).ShouldEndWith(0).Output.ShouldEndWith("\ncursor: agent-x:7\n");
        clock.Elapsed.TotalSeconds.ShouldBeInRange(25, 200);
    }

    [Fact]
    public async Task A_remote_that_refuses_says_why()
    {
        await using var feature = await FeatureOrigin.CreateAsync(Two);
        var hook = Path.Combine(feature.Git.Directory, "hooks", "pre-receive");
        await File.WriteAllTextAsync(hook, "#!/bin/bash\necho 'this repository is archived' >&2\nexit 1\n");
        File.SetUnixFileMode(hook, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var refused = (await feature.Clone.RunAllAsync()).ShouldEndWith(4);
        refused.Error.ShouldContain("(pre-receive hook declined): this repository is archived");
        (await feature.BranchesAsync()).ShouldBeEmpty();
    }
}
