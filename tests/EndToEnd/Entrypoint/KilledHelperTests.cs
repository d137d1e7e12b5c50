using System.Diagnostics;
using EndToEnd.Support;

namespace EndToEnd.Entrypoint;

/// <summary>A helper program that dies has done nothing: what it left or printed never passes for a result.</summary>
public sealed class KilledHelperTests
{
    [Theory]
    [InlineData("add", "touch \"$GIT_INDEX_FILE.lock\"; kill -KILL $$")]
    [InlineData("add", "kill -TERM $$")]
    [InlineData("read-tree", "kill -KILL $$")]
    [InlineData("diff-index", "kill -KILL $$")]
    [InlineData("write-tree", "kill -KILL $$")]
    [InlineData("commit-tree", "kill -KILL $$")]
    public async Task Work_is_delivered_though_git_was_killed_once(string command, string deed)
    {
        using var pod = await PodWithGitAsync(command, deed, times: 1);
        pod.Write("new.txt", "work");

        var courier = await pod.DeliverAsync();

        courier.ExitCode.ShouldBe(0, courier.Output);
        File.Exists(pod["killed-1"]).ShouldBeTrue("the helper was killed");
        (await pod.ChangesAsync(pod.Branch)).ShouldBe(["new.txt"]);
    }

    [Fact]
    public async Task A_git_that_always_dies_is_no_empty_work()
    {
        using var pod = await PodWithGitAsync("add", "kill -KILL $$", times: 100);
        pod.Write("new.txt", "work");

        (await pod.DeliverAsync()).ExitCode.ShouldBe(1);

        pod.Result().Outcome.ShouldBe("push-failed");
        pod.Result().Reason.ShouldContain("git add was ended by signal 9");
    }

    [Theory]
    [InlineData("add")]
    [InlineData("update-ref")]
    public async Task Work_is_delivered_once_though_the_courier_itself_was_killed_at_any_step(string command)
    {
        using var pod = await PodWithGitAsync(command, "kill -KILL $PPID; sleep 1", times: 2);
        pod.Write("new.txt", "work");

        var courier = await pod.DeliverAsync();

        courier.ExitCode.ShouldBe(0, courier.Output);
        File.Exists(pod["killed-2"]).ShouldBeTrue("it was killed twice");
        pod.Result().Outcome.ShouldBe("delivered");
        (await pod.Origin.LinesAsync("rev-list", $"{pod.Base}..refs/heads/{pod.Branch}")).ShouldBe([pod.Result().Commit!]);
        (await pod.ChangesAsync(pod.Branch)).ShouldBe(["new.txt"]);
    }

    [Fact]
    public async Task A_courier_that_is_killed_after_its_push_landed_knows_its_own_delivery()
    {
        using var pod = await PodWithGitAsync("push", "\"$@\"; kill -KILL $PPID; sleep 1", times: 1);
        pod.Write("new.txt", "work");

        var courier = await pod.DeliverAsync();

        courier.ExitCode.ShouldBe(0, courier.Output);
        pod.Result().Outcome.ShouldBe("delivered");
        (await pod.Origin.LinesAsync("rev-list", $"{pod.Base}..refs/heads/{pod.Branch}")).ShouldBe([pod.Result().Commit!]);
        (await pod.Origin.TipAsync(pod.Salvage)).ShouldBeNull();
    }

    [Fact]
    public async Task A_courier_that_is_always_killed_says_so()
    {
        using var pod = await PodWithGitAsync("add", "kill -KILL $PPID; sleep 1", times: 100);
        pod.Write("new.txt", "work");

        (await pod.DeliverAsync()).ExitCode.ShouldBe(137);

        pod.Result().Outcome.ShouldBe("push-failed");
        pod.Result().Reason.ShouldBe("courier was ended by signal 9");
    }

    [Fact]
    public async Task Sigterm_in_the_middle_of_a_checkpoint_pushes_no_emptier_tree_over_it()
    {
        using var pod = await PodWithGitAsync(
            "add",
            "[[ ! -e $COURIER_DIR/../second ]] || { touch \"$COURIER_DIR/../adding\"; sleep 2; }",
            times: 100
        );
        pod.Settings["CHECKPOINT_SECONDS"] = "1";
        File.WriteAllText(Path.Combine(pod.Signals, "heartbeat"), "");
        pod.Settings["HEARTBEAT_STALE_SECONDS"] = "100";
        pod.Write("new.txt", "work");

        var courier = pod.Start("courier");
        await Eventually.HoldsAsync(async () => await pod.Origin.TipAsync(pod.Salvage) is not null, "a checkpoint");
        pod.Write("more.txt", "work");
        File.WriteAllText(pod["second"], "");
        await Eventually.HoldsAsync(() => File.Exists(pod["adding"]), "the next one is being made");
        courier.Terminate();
        await courier.EndAsync();

        pod.Result().Outcome.ShouldBe("cancelled", courier.Output);
        (await pod.ChangesAsync(pod.Salvage)).ShouldBe(["more.txt", "new.txt"]);
    }

    [Fact]
    public async Task A_patch_comes_whole_though_its_diff_was_killed_once()
    {
        using var pod = await PodWithGitAsync("diff", "printf 'diff --git a/new.txt'; kill -KILL $$", times: 1);
        pod.Hook("pre-receive", "exit 1");
        pod.Write("new.txt", "work");

        var courier = await pod.DeliverAsync();

        var patch = string.Concat(
            courier
                .Output.Split('\n')
                .Where(line => line.StartsWith("::speckit-async::patch ", StringComparison.Ordinal))
                .Select(line => line["::speckit-async::patch ".Length..])
        );
        File.WriteAllBytes(pod["patch.gz"], Convert.FromBase64String(patch));
        using var unzip = ProgramRun.Start("gunzip", ["-c", pod["patch.gz"]], [], "/");
        (await unzip.EndAsync()).ShouldBe(0);
        unzip.Output.ShouldContain("+work");
    }

    [Fact]
    public async Task After_Sigterm_a_remote_that_hangs_leaves_time_for_patch_and_result()
    {
        using var pod = await Pod.ClonedAsync();
        pod.Hook("pre-receive", "touch here; sleep 200");
        pod.Settings["TERMINATION_GRACE_SECONDS"] = "18";
        pod.Write("new.txt", "work");
        pod.Verdict();

        var courier = pod.Start("courier");
        await Eventually.HoldsAsync(() => File.Exists(Path.Combine(pod.Origin.Directory, "here")), "the remote hangs");
        var clock = Stopwatch.StartNew();
        courier.Terminate();
        await courier.EndAsync();

        clock.Elapsed.TotalSeconds.ShouldBeLessThan(60);
        pod.Result().Outcome.ShouldBe("push-failed");
        courier.Output.ShouldContain("::speckit-async::patch ");
    }

    /// <summary>A git on PATH that does something else the first times that it is asked for a command.</summary>
    private static async Task<Pod> PodWithGitAsync(string command, string deed, int times)
    {
        var pod = await Pod.ClonedAsync();
        var real = Environment.GetEnvironmentVariable("PATH")!.Split(':').Select(folder => Path.Combine(folder, "git")).First(File.Exists);
        Directory.CreateDirectory(pod["bin"]);
        File.WriteAllText(
            pod["bin/git"],
            $$"""
            #!/bin/bash
            if [[ " $* " == *" {{command}} "* ]]; then
              for ((n = 1; n <= {{times}}; n++)); do
                mark="$COURIER_DIR/../killed-$n"
                [[ -e $mark ]] || { touch "$mark"; set -- {{real}} "$@"; {{deed}}; shift; break; }
              done
            fi
            exec {{real}} "$@"
            """
        );
        File.SetUnixFileMode(pod["bin/git"], UnixFileMode.UserRead | UnixFileMode.UserExecute);
        pod.Settings["PATH"] = $"{pod["bin"]}:{Environment.GetEnvironmentVariable("PATH")}";
        return pod;
    }
}
