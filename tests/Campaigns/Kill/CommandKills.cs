using System.Globalization;
using EndToEnd.Kubernetes;
using EndToEnd.Support;

namespace Campaigns.Kill;

/// <summary>The other commands that change or follow something, each killed and then called again.</summary>
/// <param name="run">Counts the cases.</param>
/// <param name="runtime">The runtime's name.</param>
/// <param name="create">Makes the feature.</param>
internal sealed class CommandKills(CampaignRun run, string runtime, Func<string, string, Task<IMachines>> create)
{
    private const int Lines = 30;
    private static readonly string[] Tasks = ["T001", "T002", "T003"];
    private static readonly (string Call, int Count)[] Looking =
    [
        ("git --version", 1),
        ("git rev-parse", 2),
        ("git remote", 1),
        ("git ls-remote", 1),
        ("git fetch", 1),
        ("git log", 1),
    ];

    private readonly List<string> story = [];

    private string Kind => $"`spawn`, `logs`, `watch`, `cancel`, `cleanup`, {runtime}, each killed, then called again";

    private (string, int)[] Starting =>
        runtime == "local" ? [("git push", 1)] : [("git push", 1), ("helm template", 1), ("kubectl create", 1)];

    /// <summary>Kills.</summary>
    internal async Task RunAsync(int features)
    {
        for (var number = 1; number <= features; number++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"commands {runtime} {number}");
            await run.CaseAsync(Kind, name, async () =>
            {
                await using var machines = await create(ClusterFeature.Tasks(Tasks), AgentNotes.Waiting(Lines));
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
        await KillAsync(
            machines,
            machines.First,
            KillPoints.Any(random, [.. Looking, .. Starting, .. Starting]),
            ["spawn", .. Tasks, .. machines.Options]
        );
        var desk = await machines.NewDeskAsync("other desk");
        var before = await desk.FingerprintAsync();
        (await desk.RunAsync(["spawn", .. Tasks, .. machines.Options])).ShouldEndWith(0);
        await KillAsync(machines, desk, new KillPoint.AfterLines(random.Next(1, Lines * 2), random.Next(2) == 0), ["logs", "--all"]);
        await KillAsync(
            machines,
            desk,
            new KillPoint.AfterTime(random.Next(300, 1500), random.Next(2) == 0),
            ["watch", .. Tasks, "--max-wait", "30s"]
        );
        await KillAsync(machines, desk, new KillPoint.AfterTime(random.Next(200, 1200), random.Next(2) == 0), ["cancel", "T003"]);
        (await desk.RunAsync("cancel", "T003")).ShouldEndWith(0);
        machines.Notes.Release();
        (await desk.RunAsync(["run", .. machines.Options])).ShouldEndWith(2).Output.ShouldMatch("T003  ASYNC +Cancelled");
        await machines.Origin.DeliveredExactlyOnceAsync(["T001", "T002"]);
        machines.Notes.Begun.ShouldBe([.. Tasks.Select(task => $"{task} 1")]);
        foreach (var task in Tasks)
        {
            // A cancelled agent may not have come to its last line; what it printed is there, in order and once.
            List<string> lines =
            [
                .. Transcripts
                    .Lines(desk, Path.GetFileName(machines.Origin.Directory), task)
                    .Where(line => !line.StartsWith("[agent] ", StringComparison.Ordinal)),
            ];
            lines.ShouldBe(ScriptedAgent.Lines(task, task == "T003" ? lines.Count : Lines), task);
        }

        desk.Write(".specify/async/config.local.json", """{"cleanup": {"policy": "always"} }""");
        await KillAsync(machines, desk, KillPoints.Any(random, Looking), ["cleanup"]);
        (await desk.RunAsync("cleanup")).ShouldEndWith(0);
        File.Delete(desk[".specify/async/config.local.json"]);
        await Eventually.HoldsAsync(() => machines.Attempts().Count == 0, "nothing of an attempt is left");
        await Aftermath.NothingIsLeftAsync(machines, desk);
        await Aftermath.UntouchedAsync(desk, before, "the other desk");
    }

    private async Task KillAsync(IMachines machines, FeatureClone clone, KillPoint point, string[] arguments)
    {
        var result = await machines.ProcessKiller.RunAsync(clone, point, arguments);
        story.Add(string.Create(CultureInfo.InvariantCulture, $"{arguments[0]} {point}: {result.ExitCode}"));
        result.ExitCode.ShouldBeOneOf([137, 0, 2], result.All);
        if (result.ExitCode == 137)
        {
            run.Hit(Kind, story[^1]);
        }

        await Aftermath.NothingOfTheToolRunsAsync(machines);
    }
}
