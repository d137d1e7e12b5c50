using System.Globalization;
using EndToEnd.Kubernetes;
using EndToEnd.Support;

namespace Campaigns.Kill;

/// <summary><c>integrate</c>, the one command that changes a human's checkout, killed at every call it makes.</summary>
internal sealed class IntegrateKills(CampaignRun run)
{
    private const string Kind = "`integrate` killed, then called again";
    private const string Three = """
        ## Phase 1: Side by side

        - [ ] T001 [P] [ASYNC] One in `work/T001.txt`
        - [ ] T002 [P] [ASYNC] Two in `work/T002.txt`

        ## Phase 2: Behind them

        - [ ] T003 [ASYNC] Three in `work/T003.txt`
        """;

    private static readonly string[] Tasks = ["T001", "T002", "T003"];

    /// <summary>Kills.</summary>
    internal async Task RunAsync(int points)
    {
        await using var machines = await LocalMachines.CreateAsync(Three, ScriptedAgent.Good(1, 0.01));
        (await machines.First.RunAsync(["run", .. machines.Options])).ShouldEndWith(0);
        var undisturbed = await machines.NewDeskAsync("undisturbed");
        var (result, calls) = await machines.ProcessKiller.CountAsync(undisturbed, "integrate");
        var tree = result.ShouldEndWith(0) is { } ? await undisturbed.Git.RunAsync("rev-parse", "HEAD^{tree}") : "";
        var every = KillPoints.Every(run.RandomFor("integrate"), calls).ToArray();
        run.RandomFor("integrate points").Shuffle(every);
        foreach (var (point, number) in every.Take(points).Select((point, index) => (point, index + 1)))
        {
            await run.CaseAsync(Kind, string.Create(CultureInfo.InvariantCulture, $"integrate {number}: {point}"), () =>
                KillAsync(machines, point, number, tree)
            );
        }
    }

    private async Task KillAsync(IMachines machines, KillPoint point, int number, string tree)
    {
        var clone = await machines.NewDeskAsync(string.Create(CultureInfo.InvariantCulture, $"integrating {number}"));
        await File.AppendAllTextAsync(clone["README.md"], "What the human is writing.\n");
        clone.Write("notes.txt", "What nobody else has.\n");
        var before = await clone.FingerprintAsync();
        var killed = await machines.ProcessKiller.RunAsync(clone, point, "integrate");
        killed.ExitCode.ShouldBeOneOf([137, 0], killed.All);
        if (killed.ExitCode == 137)
        {
            run.Hit(Kind, $"{point}");
        }

        await Aftermath.NothingOfTheToolRunsAsync(machines);
        await Eventually.HoldsAsync(() => FeatureProcesses.Of(clone.Folder).Count == 0, "git has ended");
        var isMerged = await clone.Git.RunAsync("rev-parse", "HEAD^{tree}") == tree;
        var isWhole = isMerged
            ? (await clone.Git.LinesAsync("status", "--porcelain")).SequenceEqual([" M README.md", "?? notes.txt"])
            : await clone.FingerprintAsync() == before;
        if (!isWhole)
        {
            point
                .ShouldBeOfType<KillPoint.AtCall>()
                .ShouldSatisfyAllConditions(
                    at => at.Call.ShouldBe("git merge"),
                    at => at.Side.ShouldBe(Side.During),
                    at => at.WithPrograms.ShouldBeTrue("git itself was killed in its work")
                );
            await RecoverAsync(clone);
        }

        (await clone.RunAsync("integrate")).ShouldEndWith(0);
        (await clone.Git.RunAsync("rev-parse", "HEAD^{tree}")).ShouldBe(tree);
        (await clone.Git.LinesAsync("status", "--porcelain")).ShouldBe([" M README.md", "?? notes.txt"]);
        (await File.ReadAllTextAsync(clone["README.md"])).ShouldEndWith("What the human is writing.\n");
        (await File.ReadAllTextAsync(clone["notes.txt"])).ShouldBe("What nobody else has.\n");
        var subjects = await clone.Git.LinesAsync("log", "--first-parent", "--format=%s");
        subjects
            .Where(subject => subject.StartsWith("Integrate ", StringComparison.Ordinal))
            .ShouldBe([.. Tasks.Reverse().Select(task => $"Integrate {task}")]);
        (await clone.Git.LinesAsync("worktree", "list")).Length.ShouldBe(1);
        await Aftermath.NothingIsLeftAsync(machines, clone);
    }

    /// <summary>What git tells a person to do; the rest, the tool does.</summary>
    private static async Task RecoverAsync(FeatureClone clone)
    {
        if (File.Exists(clone[".git/index.lock"]))
        {
            (await clone.RunAsync("integrate")).ShouldEndWith(4).Error.ShouldContain("index.lock");
            File.Delete(clone[".git/index.lock"]);
        }
    }
}
