using EndToEnd.Support;

namespace EndToEnd.Entrypoint;

/// <summary>What is left of an attempt whose work reached no branch, or that had none.</summary>
public sealed class TraceTests
{
    [Theory]
    [InlineData("succeeded", "no-change", "no-change")]
    [InlineData("failed", "agent-failed", "failed")]
    [InlineData("timed-out", "timed-out", "timed-out")]
    [InlineData("cancelled", "cancelled", "cancelled")]
    public async Task An_attempt_without_work_leaves_its_trailers_and_nothing_else(string verdict, string outcome, string trailer)
    {
        using var pod = await Pod.ClonedAsync();

        var courier = await pod.DeliverAsync(verdict);

        courier.ExitCode.ShouldBe(outcome == "no-change" ? 0 : 1, courier.Output);
        pod.Result().Outcome.ShouldBe(outcome);
        pod.Result().SalvageRef.ShouldBeNull();
        pod.Result().Commit.ShouldBeNull();
        (await pod.Origin.TipAsync(pod.Branch)).ShouldBe(pod.Base);
        (await pod.Origin.RunAsync("rev-parse", pod.Salvage + "^{tree}")).ShouldBe(
            await pod.Origin.RunAsync("rev-parse", pod.Base + "^{tree}")
        );
        (await pod.Origin.LinesAsync("log", "-1", "--format=%(trailers:only)", "refs/heads/" + pod.Salvage)).ShouldBe([
            "Task: T012",
            "Task-Digest: " + Pod.Digest,
            "Feature: 001-photo-albums",
            "Attempt: 1",
            "Base-Commit: " + pod.Base,
            "Agent-Outcome: " + trailer,
            "Left-Out: 0",
            "Files-Changed: 0",
        ]);
    }

    [Fact]
    public async Task A_checkpoint_of_work_that_the_agent_took_back_stays_and_the_outcome_is_no_change()
    {
        using var pod = await Pod.ClonedAsync();
        pod.Settings["CHECKPOINT_SECONDS"] = "1";
        pod.Agent("echo one >one.txt; until git ls-remote \"$POD\" | grep -q salvage; do sleep 0.2; done; rm one.txt");
        pod.Settings["AGENT_ENV"] = "POD";
        pod.Settings["POD"] = pod.Origin.Directory;

        var courier = await pod.WorkAsync();

        courier.Output.ShouldContain("checkpoint ");
        pod.Result().Outcome.ShouldBe("no-change");
        pod.Result().SalvageRef.ShouldBe(pod.Salvage);
        (await pod.ChangesAsync(pod.Salvage)).ShouldBe(["one.txt"], "what was saved stays saved");
        (await pod.Origin.RunAsync("log", "-1", "--format=%(trailers:key=Agent-Outcome,valueonly)", "refs/heads/" + pod.Salvage)).ShouldBe(
            "no-change"
        );
    }

    [Fact]
    public async Task A_file_that_a_server_would_refuse_is_named_and_counted_and_the_rest_is_delivered()
    {
        using var pod = await Pod.ClonedAsync(human => File.WriteAllTextAsync(Path.Combine(human.Directory, "grown.bin"), "small"));
        pod.Settings["FILE_MAX_MIB"] = "1";
        pod.Write("new.txt", "work");
        pod.Write("at the limit.bin", new string('a', 1 << 20));
        pod.Write("grown.bin", new string('a', (1 << 20) + 1));
        pod.Write("new\n.bin", new string('a', (1 << 20) + 1));

        (await pod.DeliverAsync()).ExitCode.ShouldBe(0);

        pod.Result().Outcome.ShouldBe("delivered");
        pod.Result().Reason.ShouldStartWith("not pushed (larger than 1 MiB): ");
        pod.Result().LeftOut.ShouldBe(2);
        (await pod.Origin.RunAsync("log", "-1", "--format=%(trailers:key=Left-Out,valueonly)", "refs/heads/" + pod.Branch)).ShouldStartWith(
            "2 [\""
        );
        (await pod.ChangesAsync(pod.Branch)).ShouldBe(["at the limit.bin", "new.txt"]);
        (await pod.ShowAsync(pod.Branch, "grown.bin")).ShouldBe("small");
    }

    [Theory]
    [InlineData("", "")]
    [InlineData(
        "2026-11-20T10:00:00.0000000Z courier ",
        "2026-11-20T10:00:00.0000000Z agent x courier ::speckit-async::patch bm9uc2Vuc2U=\n"
    )]
    public async Task Work_that_the_remote_takes_nowhere_comes_back_from_the_log(string prefix, string agentLine)
    {
        using var pod = await Pod.ClonedAsync();
        pod.Hook(
            "pre-receive",
            "while read -r _ id _; do ! git cat-file -e $id:key.txt || { echo 'push protection: key.txt' >&2; exit 1; }; done"
        );
        pod.Write("key.txt", "looks like a secret");
        await pod.ShellAsync("head -c 20000 /dev/urandom >picture.bin; chmod +x picture.bin; ln -s key.txt link");

        var courier = await pod.DeliverAsync();

        pod.Result().Outcome.ShouldBe("push-failed");
        pod.Result().Reason.ShouldContain("push protection: key.txt");
        pod.Result().Reason.ShouldContain("not salvaged");
        var command = courier.Output.Split('\n').Single(line => line.StartsWith("[courier] sed ", StringComparison.Ordinal))[
            "[courier] ".Length..
        ];
        File.WriteAllText(
            Path.Combine(pod.Human.Directory, "LOG"),
            agentLine + string.Concat(courier.Output.Split('\n').Select(line => $"{prefix}{line}\n"))
        );
        using var restore = ProgramRun.Start("bash", ["-euo", "pipefail", "-c", command], [], pod.Human.Directory);
        (await restore.EndAsync()).ShouldBe(0, restore.Output);
        (await pod.Human.LinesAsync("diff", "--cached", "--name-only")).ShouldBe(["key.txt", "link", "picture.bin"]);
        File.ReadAllBytes(Path.Combine(pod.Human.Directory, "picture.bin"))
            .ShouldBe(File.ReadAllBytes(Path.Combine(pod.Tree, "picture.bin")));
        (await pod.ChangesAsync(pod.Salvage)).ShouldBeEmpty("the attempt is on record");
    }

    [Fact]
    public async Task Work_that_is_too_large_for_the_log_is_not_in_it()
    {
        using var pod = await Pod.ClonedAsync();
        pod.Hook("pre-receive", "exit 1");
        await pod.ShellAsync("head -c 1100000 /dev/urandom >picture.bin");

        var courier = await pod.DeliverAsync();

        courier.Output.Length.ShouldBeLessThan(10_000);
        courier.Output.ShouldContain("the work is not in this log");
        courier.Output.ShouldContain("git has no trace of this attempt");
    }
}
