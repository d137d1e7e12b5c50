using System.Globalization;
using EndToEnd.Charts;
using EndToEnd.Support;

namespace EndToEnd.Kubernetes;

public sealed class RunTests
{
    private const int Lines = 40;

    [SkippableFact]
    public async Task Twelve_tasks_are_delivered_while_the_API_server_restarts_three_times()
    {
        string[] first = [.. Enumerable.Range(1, 6).Select(Id)],
            second = [.. Enumerable.Range(7, 6).Select(Id)];
        var tasks =
            $"{ClusterFeature.Tasks(first)}\n## Phase 2: Connect\n\n{string.Concat(second.Select(id => $"- [ ] {id} [P] [ASYNC] Connect part {id}\n"))}";
        await using var feature = await ClusterFeature.CreateAsync(tasks, ScriptedAgent.Good(Lines, 0.05), json => json["maxParallel"] = 4);
        var helm = CountCalls(feature, "helm");
        using var run = feature.Start("run");
        var restarts = await DisturbAsync(feature, run);
        var result = await run.EndAsync();
        result.ShouldEndWith(0).Output.ShouldContain("12 of 12 ASYNC tasks delivered");
        await (await feature.OriginAsync()).DeliveredExactlyOnceAsync([.. first, .. second]);
        foreach (var task in (string[])[.. first, .. second])
        {
            var printed = result
                .Output.Split('\n')
                .Where(line => line.Contains($" {task} line ", StringComparison.Ordinal))
                .Select(line => line[line.IndexOf($"{task} line", StringComparison.Ordinal)..]);
            printed.ShouldBe(ScriptedAgent.Lines(task, Lines), $"{task} on stdout");
            feature.Transcript(task).ShouldBe(ScriptedAgent.Lines(task, Lines), $"{task} in the transcript");
            feature
                .Transcript(task, "courier")
                .Count(line => line.StartsWith("::speckit-async::result ", StringComparison.Ordinal))
                .ShouldBe(1);
            feature.Transcript(task, "notice").ShouldBeEmpty();
        }

        File.ReadAllLines(helm).Length.ShouldBe(2, "one call of helm for each wave");
        (feature.Cluster.Simulated?.Cluster.MostLivePods ?? 4).ShouldBe(4);
        (feature.Cluster.Simulated is null ? 3 : restarts).ShouldBe(3, "the run was too short to be disturbed");
        await Eventually.HoldsAsync(() => feature.Pods().Count == 0, "what was delivered is cleaned up", 60);
        feature.TemporaryFiles().ShouldBeEmpty();
        feature.Programs("kubectl").ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task A_tool_that_is_killed_leaves_nothing_behind_and_another_clone_goes_on()
    {
        string[] tasks = ["T001", "T002", "T003"];
        await using var feature = await ClusterFeature.CreateAsync(ClusterFeature.Tasks(tasks), ScriptedAgent.Good(60, 0.1));
        using (var run = feature.Start("run"))
        {
            await run.SaysAsync("T002 line 5");
            feature.Programs("kubectl").ShouldBeEmpty("nothing stands beside the program while it follows");
            run.Kill();
            await run.EndAsync();
        }

        await Eventually.HoldsAsync(() => !feature.Programs("kubectl").Any(), "no kubectl is left");
        feature.TemporaryFiles().ShouldBeEmpty();
        var other = await feature.NewCloneAsync("other desk");
        (await other.RunAsync("run")).ShouldEndWith(0).Output.ShouldContain("3 of 3 ASYNC tasks delivered");
        await (await feature.OriginAsync()).DeliveredExactlyOnceAsync(tasks);
        foreach (var task in tasks)
        {
            feature.Transcript(task, clone: other).ShouldBe(ScriptedAgent.Lines(task, 60));
        }
    }

    [SkippableFact]
    public async Task The_first_interrupt_leaves_the_agents_running_and_the_second_stops_them()
    {
        await using var feature = await ClusterFeature.CreateAsync(ClusterFeature.Tasks("T001", "T002"), ScriptedAgent.Patient);
        using (var run = feature.Start("run"))
        {
            await run.SaysAsync("T001 waits");
            await run.SaysAsync("T002 waits");
            feature.Programs("kubectl").ShouldBeEmpty("nothing stands beside the program while it follows");
            run.Signal("INT");
            var left = await run.EndAsync();
            left.ShouldEndWith(130).Error.ShouldContain("agents keep running");
        }

        feature.TemporaryFiles().ShouldBeEmpty();
        feature.Programs("kubectl").ShouldBeEmpty();
        feature.Pods().Select(pod => pod["status"]!["phase"]!.GetValue<string>()).ShouldBe(["Running", "Running"]);
        using (var run = feature.Start("run"))
        {
            await run.SaysAsync("T001 waits");
            run.Signal("INT");
            await run.SaysAsync("nothing new starts");
            run.Signal("INT");
            var stopped = await run.EndAsync();
            stopped.ShouldEndWith(130).Output.ShouldContain("Cancelled");
        }

        var branches = (await (await feature.OriginAsync()).BranchesAsync()).Keys;
        branches.Count(name => name.EndsWith("-salvage-1", StringComparison.Ordinal)).ShouldBe(2);
        feature.TemporaryFiles().ShouldBeEmpty();
    }

    private static string Id(int number) => string.Create(CultureInfo.InvariantCulture, $"T{number:D3}");

    /// <summary>Puts a program before the real one that notes every call.</summary>
    private static string CountCalls(ClusterFeature feature, string program)
    {
        var (folder, log) = (Directory.CreateDirectory(feature["bin"]).FullName, feature[$"{program}.log"]);
        var script = Path.Combine(folder, program);
        File.WriteAllText(script, $"#!/usr/bin/env bash\necho \"$1\" >> \"{log}\"\nexec '{ChartFiles.Helm}' \"$@\"\n");
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.WriteAllText(log, "");
        feature.Clone.Variables["PATH"] = $"{folder}:{feature.Clone.Variables["PATH"]}";
        return log;
    }

    /// <returns>How often the API server was restarted while agents worked.</returns>
    private static async Task<int> DisturbAsync(ClusterFeature feature, FeatureRun run)
    {
        var restarts = 0;
        foreach (var sign in (string[])["T001 line 10", "T002 line 25", "T007 line 5"])
        {
            await run.SaysAsync(sign);
            if (feature.Cluster.Simulated is { } simulator && !run.HasEnded)
            {
                await simulator.RestartAsync(TimeSpan.FromSeconds(0.5));
                restarts++;
                await Task.Delay(500);
                simulator.DropConnections();
            }
        }

        return restarts;
    }
}
