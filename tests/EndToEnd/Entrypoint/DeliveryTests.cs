using EndToEnd.Support;

namespace EndToEnd.Entrypoint;

/// <summary>What reaches the remote, and what courier says when it does not.</summary>
public sealed class DeliveryTests
{
    /// <summary>For a hook: the `git push` that waits for its answer dies.</summary>
    /// <summary>By /proc alone: neither the image nor a bare machine has ps.</summary>
    private const string KillTheClient =
        "p=$PPID; until [[ $(tr '\\0' ' ' </proc/$p/cmdline) == *git*push\\ --porcelain* ]]; do p=$(sed -n 's/^PPid:\t//p' /proc/$p/status); done; kill -KILL $p";

    [Fact]
    public async Task There_is_one_commit_on_the_base_with_our_author_and_trailers_whatever_the_agent_committed()
    {
        using var pod = await Pod.ClonedAsync();
        pod.Settings["COMMIT_MESSAGE"] = "Create album model\n\nWith \"quotes\" & $(id).\n\nTask: T999\nAgent-Outcome: failed\n";
        pod.Write("one.txt", "1");
        await pod.ShellAsync("git add -A; git commit -qm 'Mine\n\nTask: T666'; git checkout -qb elsewhere");
        pod.Write("two.txt", "2");

        (await pod.DeliverAsync()).ExitCode.ShouldBe(0);

        var commit = pod.Result().Commit!;
        (await pod.Origin.RunAsync("rev-parse", commit + "^@")).ShouldBe(pod.Base);
        (await pod.Origin.RunAsync("log", "-1", "--format=%an <%ae> %cn", commit)).ShouldBe(
            "speckit-async <speckit-async@localhost> speckit-async"
        );
        var message = await pod.Origin.RunAsync("log", "-1", "--format=%B", commit);
        message.ShouldStartWith("Create album model\n\nWith \"quotes\" & $(id).\n");
        (await pod.Origin.LinesAsync("log", "-1", "--format=%(trailers:only)", commit)).ShouldBe([
            "Task: T012",
            "Task-Digest: " + Pod.Digest,
            "Feature: 001-photo-albums",
            "Attempt: 1",
            "Base-Commit: " + pod.Base,
            "Agent-Outcome: succeeded",
            "Left-Out: 0",
        ]);
        (await pod.ChangesAsync(pod.Branch)).ShouldBe(["one.txt", "two.txt"]);
    }

    [Fact]
    public async Task What_was_left_out_and_what_was_used_stand_in_the_commit_and_in_the_result()
    {
        using var pod = await Pod.ClonedAsync();
        pod.Write("kept.txt", "work");
        pod.Write(".opencode/\"run\".js", "work");
        pod.Verdict("succeeded", "inputTokens=1200\noutputTokens=30\ncachedTokens=900\ncacheWriteTokens=200\ncostUsd=0.0123\n");

        (await pod.RunAsync("courier")).ExitCode.ShouldBe(0);

        (await pod.Origin.LinesAsync("log", "-1", "--format=%(trailers:only)", "refs/heads/" + pod.Branch))
            .TakeLast(2)
            .ShouldBe([
                """Left-Out: 1 [".opencode/\"run\".js"]""",
                """Usage: {"inputTokens":1200,"outputTokens":30,"cachedTokens":900,"cacheWriteTokens":200,"costUsd":0.0123}""",
            ]);
        var result = pod.Result().Json;
        result.GetProperty("taskDigest").GetString().ShouldBe(Pod.Digest);
        result.GetProperty("leftOut").GetInt32().ShouldBe(1);
        result.GetProperty("leftOutNames").EnumerateArray().Select(name => name.GetString()).ShouldBe([".opencode/\"run\".js"]);
    }

    [Theory]
    [InlineData("specs/001-albums/", "001-albums")]
    [InlineData("services/api/specs/001-albums", "services/api/001-albums")]
    [InlineData("specs/specs/001-albums", "specs/001-albums")]
    [InlineData("features/001-albums", "features/001-albums")]
    [InlineData("myspecs/001-albums", "myspecs/001-albums")]
    public async Task A_feature_is_its_path_without_the_folder_of_features(string directory, string feature)
    {
        using var pod = await Pod.ClonedAsync();
        pod.Settings["SPECIFY_FEATURE_DIRECTORY"] = directory;
        pod.Write("new.txt", "work");

        (await pod.DeliverAsync()).ExitCode.ShouldBe(0);

        (await pod.Origin.RunAsync("log", "-1", "--format=%(trailers:key=Feature,valueonly)", "refs/heads/" + pod.Branch)).ShouldBe(
            feature
        );
        pod.Result().Json.GetProperty("feature").GetString().ShouldBe(feature);
    }

    [Fact]
    public async Task Deliveries_are_built_and_salvages_are_not()
    {
        using var pod = await Pod.ClonedAsync();
        pod.Settings["COMMIT_MESSAGE"] = "Create album model";
        pod.Write("new.txt", "work");
        await pod.DeliverAsync("failed");
        (await pod.Origin.RunAsync("log", "-1", "--format=%s", "refs/heads/" + pod.Salvage)).ShouldBe("Create album model [skip ci]");

        await pod.DeliverAsync();

        (await pod.Origin.RunAsync("log", "-1", "--format=%s", "refs/heads/" + pod.Branch)).ShouldBe("Create album model");
    }

    [Fact]
    public async Task A_push_that_the_remote_rejects_is_salvaged_and_not_retried()
    {
        using var pod = await Pod.ClonedAsync();
        pod.Hook(
            "pre-receive",
            "while read -r _ _ ref; do [[ $ref == *-salvage-1 ]] || { echo 'no pushing on Fridays' >&2; exit 1; }; done"
        );
        pod.Write("new.txt", "work");

        var courier = await pod.DeliverAsync();

        courier.ExitCode.ShouldBe(1);
        courier.Output.ShouldNotContain("attempt 1");
        pod.Result().Outcome.ShouldBe("push-failed");
        pod.Result().Reason.ShouldContain("no pushing on Fridays");
        pod.Result().SalvageRef.ShouldBe(pod.Salvage);
        (await pod.ChangesAsync(pod.Salvage)).ShouldBe(["new.txt"]);
    }

    [Fact]
    public async Task A_branch_that_moved_on_is_not_forced()
    {
        using var pod = await Pod.ClonedAsync();
        var theirs = await pod.Human.CommitAllAsync("a person was faster");
        await pod.PushBaseAsync();
        pod.Write("new.txt", "work");

        await pod.DeliverAsync();

        pod.Result().Outcome.ShouldBe("push-failed");
        (await pod.Origin.TipAsync(pod.Branch)).ShouldBe(theirs);
        (await pod.Origin.TipAsync(pod.Salvage)).ShouldBe(pod.Result().Commit);
    }

    [Fact]
    public async Task A_push_that_landed_though_its_answer_was_lost_is_a_delivery()
    {
        using var pod = await Pod.ClonedAsync();
        pod.Hook("post-receive", "echo push >>pushes; " + KillTheClient);
        pod.Write("new.txt", "work");

        var courier = await pod.DeliverAsync();

        courier.ExitCode.ShouldBe(0, courier.Output);
        courier.Output.ShouldContain("attempt 1");
        pod.Result().Outcome.ShouldBe("delivered");
        File.ReadAllLines(Path.Combine(pod.Origin.Directory, "pushes")).Length.ShouldBe(1);
    }

    [Fact]
    public async Task A_push_that_does_not_get_through_is_tried_again()
    {
        using var pod = await Pod.ClonedAsync();
        pod.Hook("pre-receive", "[[ -e tried ]] || { touch tried; " + KillTheClient + "; exit 1; }");
        pod.Write("new.txt", "work");

        var courier = await pod.DeliverAsync();

        courier.ExitCode.ShouldBe(0, courier.Output);
        courier.Output.ShouldContain("attempt 1");
        (await pod.ChangesAsync(pod.Branch)).ShouldBe(["new.txt"]);
    }

    [Fact]
    public async Task A_remote_that_is_away_is_waited_for_until_the_time_is_over()
    {
        using var pod = await Pod.ClonedAsync();
        pod.Hook("pre-receive", "echo tried >>tries; (($(wc -l <tries) > 8)) || { " + KillTheClient + "; exit 1; }");
        pod.Write("new.txt", "work");
        pod.Settings["RETRY_SECONDS"] = "0.05";

        var courier = await pod.DeliverAsync();

        courier.ExitCode.ShouldBe(0, courier.Output);
        courier.Output.ShouldContain("attempt 8");
        (await pod.ChangesAsync(pod.Branch)).ShouldBe(["new.txt"]);
    }

    [Fact]
    public async Task A_server_that_stumbles_over_its_disk_is_asked_again()
    {
        using var pod = await Pod.ClonedAsync();
        var objects = Path.Combine(pod.Origin.Directory, "objects");
        pod.Write("new.txt", "work");
        Directory.Move(objects, objects + ".away");
        Directory.CreateDirectory(objects);
        pod.Settings["RETRY_SECONDS"] = "2";
        pod.Verdict();

        var courier = pod.Start("courier");
        await Eventually.HoldsAsync(() => courier.Output.Contains("attempt 1", StringComparison.Ordinal), "the first attempt fails");
        Directory.Delete(objects, recursive: true);
        Directory.Move(objects + ".away", objects);

        (await courier.EndAsync()).ShouldBe(0, courier.Output);
        (await pod.ChangesAsync(pod.Branch)).ShouldBe(["new.txt"]);
    }

    [Fact]
    public async Task A_delivery_that_takes_too_long_ends_as_push_failed()
    {
        using var pod = await Pod.ClonedAsync();
        pod.Hook("pre-receive", "sleep 20");
        pod.Settings["DELIVERY_TIMEOUT_SECONDS"] = "2";
        pod.Write("new.txt", "work");

        await pod.DeliverAsync();

        pod.Result().Outcome.ShouldBe("push-failed");
        pod.Result().Reason.ShouldContain("out of time");
    }

    [Fact]
    public async Task Without_the_clones_repository_the_failure_is_clear()
    {
        using var pod = await Pod.WithBaseAsync();

        (await pod.DeliverAsync()).ExitCode.ShouldBe(1);

        pod.Result().Outcome.ShouldBe("push-failed");
        pod.Result().Reason.ShouldContain("did clone run?");
    }

    [Fact]
    public async Task Work_in_progress_is_saved_when_it_changed_and_gone_after_the_delivery()
    {
        using var pod = await Pod.ClonedAsync();
        pod.Settings["CHECKPOINT_SECONDS"] = "1";
        pod.Agent(
            "printf 'inputTokens=5\\noutputTokens=1\\n' >\"$AGENT_REPORT\"; sleep 1.5; echo one >one.txt; until [ -e \"$GO\" ]; do sleep 0.1; done; echo two >two.txt"
        );
        pod.Settings["AGENT_ENV"] = "GO";
        pod.Settings["GO"] = pod["go"];

        var agent = pod.Start("agent");
        var courier = pod.Start("courier");
        await Eventually.HoldsAsync(async () => await pod.Origin.TipAsync(pod.Salvage) is not null, "a checkpoint");
        (await pod.ChangesAsync(pod.Salvage)).ShouldBe(["one.txt"]);
        var trailers = await pod.Origin.RunAsync("log", "-1", "--format=%(trailers:only)", "refs/heads/" + pod.Salvage);
        trailers.ShouldNotContain("Agent-Outcome");
        trailers.ShouldContain("""Usage: {"inputTokens":5,"outputTokens":1,"cachedTokens":0,"cacheWriteTokens":0,"costUsd":0}""");
        File.WriteAllText(pod["go"], "");
        await courier.EndAsync();
        await agent.EndAsync();

        courier.Output.Split("checkpoint ").Length.ShouldBeInRange(2, 3, courier.Output); // the second, if any, with two.txt
        pod.Result().Outcome.ShouldBe("delivered");
        pod.Result().SalvageRef.ShouldBeNull();
        (await pod.Origin.TipAsync(pod.Salvage)).ShouldBeNull();
        (await pod.ChangesAsync(pod.Branch)).ShouldBe(["one.txt", "two.txt"]);
    }
}
