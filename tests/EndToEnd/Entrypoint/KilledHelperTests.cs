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

    [Fact]
    public async Task A_patch_comes_whole_though_its_diff_was_killed_once()
    {
        using var pod = await PodWithGitAsync("diff", "printf 'diff --git a/new.txt'; kill -KILL $$", times: 1);
        pod.Hook("pre-receive", "exit 1");
        pod.Write("new.txt", "work");

        var courier = await pod.DeliverAsync();

        var patch = string.Concat(courier.Output.Split('\n').Where(line => line.StartsWith("::speckit-async::patch ", StringComparison.Ordinal)).Select(line => line["::speckit-async::patch ".Length..]));
        File.WriteAllBytes(pod["patch.gz"], Convert.FromBase64String(patch));
        using var unzip = ProgramRun.Start("gunzip", ["-c", pod["patch.gz"]], [], "/");
        (await unzip.EndAsync()).ShouldBe(0);
        unzip.Output.ShouldContain("+work");
    }

    [Fact]
    public async Task After_Sigterm_a_remote_that_hangs_leaves_time_for_patch_and_result()
    {
        using var pod = await Pod.ClonedAsync();
        pod.Hook("pre-receive", "touch here; sleep 100");
        pod.Settings["TERMINATION_GRACE_SECONDS"] = "18";
        pod.Write("new.txt", "work");
        pod.Verdict();

        var courier = pod.Start("courier");
        await Eventually.HoldsAsync(() => File.Exists(Path.Combine(pod.Origin.Directory, "here")), "the remote hangs");
        var clock = Stopwatch.StartNew();
        courier.Terminate();
        await courier.EndAsync();

        clock.Elapsed.TotalSeconds.ShouldBeLessThan(18);
        pod.Result().Outcome.ShouldBe("push-failed");
        courier.Output.ShouldContain("::speckit-async::patch ");
    }

    /// <summary>A git on PATH that does something else the first times that it is asked for a command.</summary>
    private static async Task<Pod> PodWithGitAsync(string command, string deed, int times)
    {
        var pod = await Pod.ClonedAsync();
        var real = Environment.GetEnvironmentVariable("PATH")!.Split(':').Select(folder => Path.Combine(folder, "git")).First(File.Exists);
        Directory.CreateDirectory(pod["bin"]);
        File.WriteAllText(pod["bin/git"], $$"""
            #!/bin/bash
            if [[ " $* " == *" {{command}} "* ]]; then
              for ((n = 1; n <= {{times}}; n++)); do
                mark="$COURIER_DIR/../killed-$n"
                [[ -e $mark ]] || { touch "$mark"; {{deed}}; }
              done
            fi
            exec {{real}} "$@"
            """);
        File.SetUnixFileMode(pod["bin/git"], UnixFileMode.UserRead | UnixFileMode.UserExecute);
        pod.Settings["PATH"] = $"{pod["bin"]}:{Environment.GetEnvironmentVariable("PATH")}";
        return pod;
    }
}
