using EndToEnd.Support;

namespace EndToEnd.Entrypoint;

/// <summary>Machines that do not play along: files courier cannot read, a volume that is full.</summary>
public sealed class MachineTests
{
    [SkippableFact]
    public async Task What_courier_cannot_read_is_named_and_counted_and_the_rest_is_delivered()
    {
        using var pod = await Pod.ClonedAsync(human => File.WriteAllTextAsync(Path.Combine(human.Directory, "tracked.txt"), "base"));
        pod.Write(".gitignore", "cache/\n");
        pod.Write("fine.txt", "work");
        pod.Write("locked/inner.txt", "unreadable");
        pod.Write("cache/locked.bin", "unreadable, but ignored");
        pod.Write("tracked.txt", "changed");
        pod.Write("sub/cache/dir/x", "unreadable, but ignored");
        await pod.ShellAsync("chmod 000 tracked.txt locked cache/locked.bin sub/cache");
        await AsOrdinaryUserAsync(pod);

        var courier = await pod.DeliverAsync();

        pod.Result().Outcome.ShouldBe("delivered", courier.Output);
        pod.Result().LeftOut.ShouldBe(2);
        pod.Result().Reason.ShouldContain("cannot read");
        pod.Result().Reason.ShouldContain("locked");
        pod.Result().Reason.ShouldContain("tracked.txt");
        pod.Result().Reason.ShouldNotContain("cache");
        (
            await new Git(pod.Origin.Directory).RunAsync(
                "-c",
                "safe.directory=*",
                "diff",
                "--name-only",
                pod.Base,
                "refs/heads/" + pod.Branch
            )
        ).ShouldBe(".gitignore\nfine.txt");
    }

    [SkippableFact]
    public async Task A_full_volume_is_a_clear_reason()
    {
        using var pod = await PodWithSmallVolumeAsync();
        await pod.ShellAsync("head -c 3000000 /dev/urandom >big");

        var courier = await pod.DeliverAsync();

        courier.ExitCode.ShouldBe(1, courier.Output);
        pod.Result().Outcome.ShouldBe("push-failed");
        pod.Result().Reason.ShouldBe("not pushed (no room on the courier's volume): big");
    }

    [SkippableTheory]
    [InlineData("big", "")]
    [InlineData("small", "head -c 10m /dev/zero >\"$COURIER_DIR/filling\" || :;")]
    public async Task On_a_full_volume_work_is_delivered_from_the_spare_one(string file, string filling)
    {
        using var pod = await PodWithSmallVolumeAsync(filling);
        Directory.CreateDirectory(pod["spare"]);
        pod.Settings["TMPDIR"] = pod["spare"];
        await pod.ShellAsync($"head -c {(file == "big" ? 3_000_000 : 30_000)} /dev/urandom >{file}");

        var courier = await pod.DeliverAsync();

        pod.Result().Outcome.ShouldBe("delivered", courier.Output);
        (await pod.ChangesAsync(pod.Branch)).ShouldBe([file]);
        Directory.EnumerateFileSystemEntries(pod["spare"]).ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task Work_is_delivered_though_the_agent_takes_every_process_there_is()
    {
        using var pod = await Pod.ClonedAsync();
        pod.Settings["CHECKPOINT_SECONDS"] = "1";
        pod.Settings["AGENT_ENV"] = "GO";
        pod.Settings["GO"] = pod["go"];
        pod.Agent(
            "echo x >new.txt; until [ -e \"$GO\" ]; do sleep 0.1; done; exec 9<> <(:); { for i in {1..300}; do sleep 100 & done; } 2>/dev/null & read -rt 6 -u 9 || exit 0"
        );
        await AsOrdinaryUserAsync(pod, 61_234);
        File.Delete(pod.Ended);
        pod.Through = [.. pod.Through, "prlimit", "--nproc=150"];

        // Without a process left courier could not even begin.
        var agent = pod.Start("agent");
        var courier = pod.Start("courier");
        await Eventually.HoldsAsync(() => courier.Output.Contains("checkpoint ", StringComparison.Ordinal), "a checkpoint");
        await File.WriteAllTextAsync(pod["go"], "");
        await courier.EndAsync();
        await agent.EndAsync();

        pod.Result().Outcome.ShouldBe("delivered", courier.Output);
    }

    /// <summary>A small file system of its own, over the courier's volume, for its process alone.</summary>
    private static async Task<Pod> PodWithSmallVolumeAsync(string filling = "")
    {
        using (
            var probe = ProgramRun.Start(
                "unshare",
                ["--user", "--map-root-user", "--mount", "mount", "-t", "tmpfs", "none", "/mnt"],
                [],
                "/"
            )
        )
        {
            Skip.If(await probe.EndAsync() != 0, "this machine allows no private mounts");
        }

        var pod = await Pod.ClonedAsync();
        pod.Through =
        [
            "unshare",
            "--user",
            "--map-root-user",
            "--mount",
            "bash",
            "-c",
            $"set -e; cp -a \"$COURIER_DIR\" \"$COURIER_DIR.full\"; mount -t tmpfs -o size=2m none \"$COURIER_DIR\"; cp -a \"$COURIER_DIR.full/.\" \"$COURIER_DIR\"; {filling} exec \"$@\"",
            "-",
        ];
        return pod;
    }

    /// <summary>Root reads everything; the pods do not run as root.</summary>
    private static async Task AsOrdinaryUserAsync(Pod pod, int user = 65_534)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return;
        }

        using (var probe = ProgramRun.Start("setpriv", [$"--reuid={user}", $"--regid={user}", "--clear-groups", "true"], [], "/"))
        {
            Skip.If(await probe.EndAsync() != 0, "root that cannot become somebody else");
        }

        pod.Verdict();
        await pod.ShellAsync($"chown -R {user}:{user} \"$POD\"");
        pod.Through = ["setpriv", $"--reuid={user}", $"--regid={user}", "--clear-groups"];
    }
}
