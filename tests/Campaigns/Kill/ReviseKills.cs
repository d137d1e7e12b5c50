using System.Globalization;
using EndToEnd.Kubernetes;
using EndToEnd.Support;

namespace Campaigns.Kill;

/// <summary>Attempts on top of earlier ones: <c>revise</c>, <c>spawn --retry</c> and the <c>run</c> that takes them up, each killed, then
/// called again elsewhere.</summary>
/// <param name="run">Counts the cases.</param>
/// <param name="runtime">The runtime's name.</param>
/// <param name="create">Makes the feature.</param>
internal sealed class ReviseKills(CampaignRun run, string runtime, Func<string, string, Task<IMachines>> create)
{
    private static readonly string[] Tasks = ["T001", "T002"];

    private readonly List<string> story = [];

    private string Kind => $"`revise`, `spawn --retry`, then `run`, {runtime}, each killed, then called again";

    private (string, int)[] Starting =>
        [
            ("git ls-remote", 1),
            ("git fetch", 1),
            ("git log", 4),
            ("git merge-base", 2),
            ("git diff", 1),
            ("git push", 1),
            .. runtime == "local" ? ((string, int)[])[] : [("helm template", 1), ("kubectl create", 1)],
        ];

    /// <summary>Kills.</summary>
    internal async Task RunAsync(int features)
    {
        for (var number = 1; number <= features; number++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"revise {runtime} {number}");
            await run.CaseAsync(Kind, name, async () =>
            {
                await using var machines = await create(ClusterFeature.Tasks(Tasks), AgentNotes.Revising);
                story.Clear();
                try
                {
                    await KillAsync(machines, run.RandomFor(name));
                }
                catch (Exception failure) when (failure is not OutOfMemoryException)
                {
                    throw new ShouldAssertException($"killed {string.Join("; ", story)}\n{failure.Message}");
                }
            });
        }
    }

    private async Task KillAsync(IMachines machines, Random random)
    {
        (await machines.First.RunAsync(["run", .. machines.Options])).ShouldEndWith(2).Output.ShouldContain("1 of 2 ASYNC tasks delivered");
        var other = await machines.NewDeskAsync("other desk");
        var before = await other.FingerprintAsync();
        await KillAsync(machines, KillPoints.Any(random, Starting), ["revise", "T001", "--note", "Once more", .. machines.Options]);
        (await other.RunAsync(["revise", "T001", "--note", "Once more", .. machines.Options])).ExitCode.ShouldBeOneOf(
            [0, 2],
            "begun, or at work already"
        );
        await KillAsync(machines, KillPoints.Any(random, Starting), ["spawn", "T002", "--retry", .. machines.Options]);
        (await other.RunAsync(["spawn", "T002", "--retry", .. machines.Options])).ShouldEndWith(0);
        machines.Notes.Release();
        await KillAsync(machines, new KillPoint.AfterTime(random.Next(50, 2500), random.Next(2) == 0), ["run", .. machines.Options]);
        (await other.RunAsync(["run", .. machines.Options])).ShouldEndWith(0).Output.ShouldContain("2 of 2 ASYNC tasks delivered");

        machines.Notes.Begun.ShouldBe(["T001 1", "T001 2", "T002 1", "T002 2"], "every attempt began once");
        foreach (var task in Tasks)
        {
            var branch = await machines.Origin.BranchOfAsync(task);
            (await machines.Origin.Git.LinesAsync("show", $"{branch}:work/{task}.txt")).ShouldBe(["by attempt 1", "by attempt 2"], task);
            (
                await machines.Origin.Git.LinesAsync(
                    "log",
                    "--format=%(trailers:key=Attempt,valueonly,separator=%x2C) %(trailers:key=Agent-Outcome,valueonly,separator=%x2C)",
                    $"main..{branch}"
                )
            ).ShouldBe(["2 succeeded", task == "T001" ? "1 succeeded" : "1 failed"], task);
        }

        (await machines.Origin.BranchesAsync())
            .Keys.Count(name => name.Contains("-salvage-", StringComparison.Ordinal))
            .ShouldBe(1, "that of the attempt which failed");
        await Aftermath.NothingIsLeftAsync(machines, other);
        await Aftermath.UntouchedAsync(other, before, "the other desk");
    }

    private async Task KillAsync(IMachines machines, KillPoint point, string[] arguments)
    {
        var result = await machines.ProcessKiller.RunAsync(machines.First, point, arguments);
        story.Add(string.Create(CultureInfo.InvariantCulture, $"{arguments[0]} {point}: {result.ExitCode}"));
        result.ExitCode.ShouldBeOneOf([137, 0, 2], result.All);
        if (result.ExitCode == 137)
        {
            run.Hit(Kind, story[^1]);
        }

        await Aftermath.NothingOfTheToolRunsAsync(machines);
    }
}
