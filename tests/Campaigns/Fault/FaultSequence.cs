using System.Globalization;
using EndToEnd.Kubernetes;
using EndToEnd.Support;

namespace Campaigns.Fault;

/// <summary>Several troubles at random moments of one run.</summary>
internal sealed class FaultSequence(CampaignRun run)
{
    private const int TroublesPerRun = 5;
    private const int MostSeconds = 400;
    private const string OnlyPassing = "five passing faults of API server, connections and git remote in a run";
    private const string HalfOpen = "five times half-open connections in a run";
    private const string WithPods = "five faults in a run, most of which end a pod";

    /// <summary>Troubles that pass: the run ends as if nothing had been.</summary>
    internal async Task PassingAsync(int runs)
    {
        for (var number = 1; number <= runs; number++)
        {
            await UnnoticedAsync(OnlyPassing, string.Create(CultureInfo.InvariantCulture, $"passing {number}"), Trouble.Passing);
        }
    }

    /// <summary>Connections that die without a word, side by side: they cost minutes of patience.</summary>
    internal Task HalfOpenAsync(int runs) =>
        Task.WhenAll(
            Enumerable
                .Range(1, runs)
                .Select(number =>
                    UnnoticedAsync(HalfOpen, string.Create(CultureInfo.InvariantCulture, $"half-open {number}"), Trouble.HalfOpen)
                )
        );

    private Task UnnoticedAsync(string kind, string name, IReadOnlyList<Trouble> troubles) => run.CaseAsync(kind, name, async () =>
        {
            await using var desk = await FaultDesk.CreateAsync();
            var (result, story, _) = await DisturbAsync(desk, kind, name, _ => troubles);
            await ToldAsync(story, async () =>
            {
                result.ShouldEndWith(0).Output.ShouldContain("6 of 6 ASYNC tasks delivered");
                foreach (var task in desk.Tasks)
                {
                    Printed(result, task).ShouldBe(ScriptedAgent.Lines(task, FaultDesk.Lines), $"{task} on stdout\n{result.All}");
                    desk.Transcript(task).ShouldBe(ScriptedAgent.Lines(task, FaultDesk.Lines), $"{task} in the transcript\n{result.All}");
                }

                await desk.DeliveredOnceAsync();
                await Eventually.HoldsAsync(
                    () => desk.Simulator.Cluster.Store.List("pods", desk.Simulator.Namespace).Items.Count == 0,
                    "every pod is gone"
                );
                await desk.NothingIsLeftAsync();
            });
        });

    /// <summary>Troubles that end pods, among others that pass: what is hit has an outcome with a cause, and another attempt
    /// delivers.</summary>
    internal async Task PodsAsync(int runs)
    {
        for (var number = 1; number <= runs; number++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"pods {number}");
            await run.CaseAsync(WithPods, name, async () =>
            {
                await using var desk = await FaultDesk.CreateAsync();
                var (result, story, hits) = await DisturbAsync(desk, WithPods, name, random =>
                    random.Next(3) == 0 ? Trouble.Passing : [.. Trouble.OfPods.Select(trouble => trouble.Trouble)]
                );
                await ToldAsync(story, () => JudgeAsync(desk, result, hits));
            });
        }
    }

    private static async Task JudgeAsync(FaultDesk desk, FeatureResult result, ILookup<string, string> hits)
    {
        result.ExitCode.ShouldBeOneOf([0, 2], result.All);
        result.ShouldEndWith(result.ExitCode);
        var verdicts = result
            .Output.Split('\n')
            .Where(line => line.StartsWith("[T", StringComparison.Ordinal) && line.Contains("] = ", StringComparison.Ordinal))
            .ToList();
        foreach (var verdict in verdicts.Where(line => !line.Contains("] = Delivered", StringComparison.Ordinal)))
        {
            var words = hits[verdict[1..5]]
                .SelectMany(cause => Trouble.OfPods.Single(trouble => trouble.Trouble.Name == cause).Words)
                .ToList();
            words.ShouldContain(word => verdict.Contains(word, StringComparison.Ordinal), $"{verdict}\n{result.All}");
        }

        foreach (var task in desk.Tasks)
        {
            var lines = desk.Transcript(task);
            lines.ShouldBe(ScriptedAgent.Lines(task, lines.Count), $"{task} in the transcript\n{result.All}");
        }

        desk.Simulator.Faults.Clear();
        var other = await desk.NewCloneAsync("other desk");
        (await other.RunAsync("run", "--retry")).ShouldEndWith(0, result.All).Output.ShouldContain("6 of 6 ASYNC tasks delivered");
        await desk.DeliveredOnceAsync();
        await desk.NothingIsLeftAsync();
    }

    private async Task<(FeatureResult Result, List<string> Story, ILookup<string, string> Hits)> DisturbAsync(
        FaultDesk desk,
        string kind,
        string name,
        Func<Random, IReadOnlyList<Trouble>> choose
    )
    {
        var random = run.RandomFor(name);
        using var tool = desk.Clone.Start("run");
        List<string> story = [];
        List<(string Task, string Cause)> hits = [];
        await tool.SaysAsync("line 1");
        for (var number = 0; number < TroublesPerRun; number++)
        {
            await Task.Delay(random.Next(50, 900));
            var troubles = choose(random);
            var trouble = troubles[random.Next(troubles.Count)];
            if (tool.HasEnded)
            {
                break;
            }

            story.Add(trouble.Name);
            run.Hit(kind, string.Create(CultureInfo.InvariantCulture, $"{name} {number}"));
            if (await trouble.Do(desk, random) is { } pod)
            {
                story[^1] += $" ({FaultDesk.TaskOf(pod)})";
                hits.Add((FaultDesk.TaskOf(pod), trouble.Name));
            }
        }

        return (await tool.EndAsync(MostSeconds), story, hits.ToLookup(hit => hit.Task, hit => hit.Cause));
    }

    private static IEnumerable<string> Printed(FeatureResult result, string task) =>
        result
            .Output.Split('\n')
            .Where(line => line.Contains($"{task} line ", StringComparison.Ordinal))
            .Select(line => line[line.IndexOf($"{task} line", StringComparison.Ordinal)..]);

    private static async Task ToldAsync(List<string> story, Func<Task> check)
    {
        try
        {
            await check();
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            throw new ShouldAssertException($"after {string.Join("; ", story)}\n{failure.Message}");
        }
    }
}
