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
        (await new Git(pod.Origin.Directory).RunAsync("-c", "safe.directory=*", "diff", "--name-only", pod.Base, "refs/heads/" + pod.Branch))
            .ShouldBe(".gitignore\nfine.txt");
    }

    [SkippableFact]
    public async Task A_full_volume_is_a_clear_reason()
    {
        using var pod = await Pod.ClonedAsync();
        await pod.ShellAsync("head -c 3000000 /dev/urandom >big");
        // A small file system of its own, over the courier's volume, for this one process.
        pod.Through =
        [
            "unshare", "--user", "--map-root-user", "--mount", "bash", "-c",
            "set -e; cp -a \"$COURIER_DIR\" \"$COURIER_DIR.full\"; mount -t tmpfs -o size=2m none \"$COURIER_DIR\"; cp -a \"$COURIER_DIR.full/.\" \"$COURIER_DIR\"; exec \"$@\"",
            "-",
        ];
        using (var probe = ProgramRun.Start("unshare", ["--user", "--map-root-user", "--mount", "mount", "-t", "tmpfs", "none", "/mnt"], [], "/"))
        {
            Skip.If(await probe.EndAsync() != 0, "this machine allows no private mounts");
        }

        var courier = await pod.DeliverAsync();

        courier.ExitCode.ShouldBe(1, courier.Output);
        pod.Result().Outcome.ShouldBe("push-failed");
        pod.Result().Reason.ShouldBe("not pushed (no room on the courier's volume): big");
    }

    /// <summary>Root reads everything; the pods do not run as root.</summary>
    private static async Task AsOrdinaryUserAsync(Pod pod)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return;
        }

        using (var probe = ProgramRun.Start("setpriv", ["--reuid=65534", "--regid=65534", "--clear-groups", "true"], [], "/"))
        {
            Skip.If(await probe.EndAsync() != 0, "root that cannot become somebody else");
        }

        pod.Verdict();
        await pod.ShellAsync("chown -R 65534:65534 \"$POD\"");
        pod.Through = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];
    }
}
