using System.Globalization;
using EndToEnd.Kubernetes;
using EndToEnd.Support;

namespace Campaigns.Kill;

/// <summary>A run of 20 tasks, killed again and again, each time taken up on a fresh clone.</summary>
/// <param name="run">Counts the cases.</param>
/// <param name="runtime">The runtime's name.</param>
/// <param name="create">Makes the feature.</param>
internal sealed class RunKills(CampaignRun run, string runtime, Func<string, string, Task<IMachines>> create)
{
    private const int KillsPerFeature = 6;

    /// <summary>The tasks of the sample that need no human.</summary>
    internal static readonly string[] Deliverable =
    [
        .. Enumerable.Range(2, 14).Concat([19, 20]).Select(id => string.Create(CultureInfo.InvariantCulture, $"T{id:D3}")),
    ];

    private string Kind => $"`run` of 20 tasks, {runtime}, killed up to {KillsPerFeature} times, each time taken up elsewhere";

    /// <summary>Calls of one wave: enough that every kind of call is met again in what the earlier kills have left to do.</summary>
    private (string Call, int Count)[] Calls =>
        [
            .. ((string, int)[])
                [
                    ("git --version", 1),
                    ("git rev-parse", 3),
                    ("git remote", 1),
                    ("git status", 1),
                    ("git ls-remote", 3),
                    ("git fetch", 2),
                    ("git log", 8),
                    ("git push", 3),
                    ("git merge-tree", 4),
                    ("git commit-tree", 4),
                    ("git merge-base", 4),
                    ("git cat-file", 3),
                    ("git diff", 3),
                    .. runtime == "local" ? ((string, int)[])[] : [("helm template", 2), ("kubectl create", 2)],
                ],
        ];

    /// <summary>Kills.</summary>
    internal async Task RunAsync(int features)
    {
        for (var number = 1; number <= features; number++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"run {runtime} {number}");
            await run.CaseAsync(Kind, name, () => KillAsync(run.RandomFor(name)));
        }
    }

    private async Task KillAsync(Random random)
    {
        await using var machines = await create("mixed", ScriptedAgent.Good(4, 0.02));
        List<string> story = [];
        List<(FeatureClone Clone, string Before)> clones = [];
        try
        {
            for (var desk = 1; desk <= KillsPerFeature; desk++)
            {
                var clone =
                    desk == 1 ? machines.First : await machines.NewDeskAsync(string.Create(CultureInfo.InvariantCulture, $"desk {desk}"));
                clones.Add((clone, await clone.FingerprintAsync()));
                var point = KillPoints.Any(random, Calls);
                var result = await machines.ProcessKiller.RunAsync(clone, point, ["run", .. machines.Options]);
                story.Add(string.Create(CultureInfo.InvariantCulture, $"{point}: {result.ExitCode}"));
                result.ExitCode.ShouldBeOneOf([137, 2], result.All);
                await Aftermath.NothingOfTheToolRunsAsync(machines);
                if (result.ExitCode != 137)
                {
                    // All is done: there is nothing left to be killed at.
                    break;
                }

                run.Hit(Kind, $"{point}");
            }

            var last = await machines.NewDeskAsync("last desk");
            clones.Add((last, await last.FingerprintAsync()));
            var end = (await last.RunAsync(["run", .. machines.Options])).ShouldEndWith(2);
            end.Output.ShouldContain("16 of 18 ASYNC tasks delivered", customMessage: end.All);
            await Aftermath.AllIsDoneOnceAsync(machines, Deliverable, last);
            (await machines.Origin.BranchesAsync()).Count.ShouldBe(Deliverable.Length + 1, "and the integration ref");
            foreach (var (clone, before) in clones)
            {
                await Aftermath.UntouchedAsync(clone, before, clone.Folder);
            }
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            throw new ShouldAssertException($"killed {string.Join("; ", story)}\n{failure.Message}");
        }
    }
}
