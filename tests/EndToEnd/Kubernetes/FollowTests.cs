using System.Text.RegularExpressions;
using EndToEnd.Support;

namespace EndToEnd.Kubernetes;

/// <summary>spawn, then everything that looks at agents or ends them.</summary>
public sealed class FollowTests
{
    [SkippableFact]
    public async Task I_can_watch_with_a_cursor_follow_and_see_the_status()
    {
        await using var feature = await ClusterFeature.CreateAsync(ClusterFeature.Tasks("T001", "T002"), ScriptedAgent.Good(60, 0.1));
        (await feature.RunAsync("spawn", "T001", "T002")).ShouldEndWith(0);
        var (seen, cursor, calls) = (new List<string>(), "", 0);
        while (calls++ < 30)
        {
            var watched = (await feature.RunAsync("watch", "T001", "--max-wait", "2s", "--max-lines", "1000", "--cursor", cursor))
                .ShouldEndWith(0)
                .Output;
            seen.AddRange(
                watched
                    .Split('\n')
                    .Where(line => line.Contains(" line ", StringComparison.Ordinal))
                    .Select(line => line["[T001] ".Length..])
            );
            cursor = Regex.Match(watched, "^cursor: (.*)$", RegexOptions.Multiline).Groups[1].Value;
            if (watched.Contains("T001 ended: Delivered", StringComparison.Ordinal))
            {
                break;
            }

            watched.ShouldMatch("(?m)^T001 running: (pending|cloning|working|delivering)");
        }

        seen.ShouldBe(ScriptedAgent.Lines("T001", 60));
        var logs = (await feature.RunAsync("logs", "--all")).ShouldEndWith(0).Output.Split('\n');
        logs.Where(line => line.StartsWith("[T002] T002 line", StringComparison.Ordinal))
            .ShouldBe(ScriptedAgent.Lines("T002", 60).Select(line => $"[T002] {line}"));
        logs.Where(line => line.StartsWith("[T001] T001 line", StringComparison.Ordinal))
            .ShouldBe(ScriptedAgent.Lines("T001", 60).Select(line => $"[T001] {line}"));
        (await feature.RunAsync("status")).ShouldEndWith(0).Output.ShouldMatch("T001 +ASYNC +Delivered");
        (await feature.RunAsync("logs", feature.PodOf("T001"))).ShouldEndWith(0).Output.ShouldContain("[T001] T001 line 60");
    }

    [SkippableFact]
    public async Task Cancel_asks_and_cancel_now_deletes_and_both_keep_the_work()
    {
        await using var feature = await ClusterFeature.CreateAsync(ClusterFeature.Tasks("T001", "T002", "T003"), ScriptedAgent.Patient);
        (await feature.RunAsync("spawn", "T001", "T002")).ShouldEndWith(0);
        await feature.AgentSaysAsync("T001", "waits");
        await feature.AgentSaysAsync("T002", "waits");
        var pod = feature.PodOf("T002");
        (await feature.RunAsync("cancel", "T001")).ShouldEndWith(0).Output.ShouldContain("asked to stop; work so far goes to ");
        (await feature.RunAsync("cancel", "T002", "--now")).ShouldEndWith(0).Output.ShouldBe($"T002: pod {pod} deleted\n");
        (await feature.RunAsync("cancel", "T003")).ShouldEndWith(0).Output.ShouldBe("T003: no agent runs\n");
        await Eventually.HoldsAsync(
            async () => (await feature.Clone.StatusAsync()).Tasks("Cancelled").Count == 2,
            "both are cancelled",
            60
        );
        var status = await feature.Clone.StatusAsync();
        status.Of("T001", "reason").ShouldBe("stop was requested");
        foreach (var task in (string[])["T001", "T002"])
        {
            var origin = await feature.OriginAsync();
            (await origin.Git.RunAsync("show", $"{status.Of(task, "salvageRef")}:work/{task}.txt")).ShouldBe($"half done by {task}");
        }

        status.StartNow.ShouldBe(["T003"]);
    }

    [SkippableFact]
    public async Task A_transcript_that_was_cut_short_ends_when_the_pod_is_gone()
    {
        await using var feature = await ClusterFeature.CreateAsync(ClusterFeature.Tasks("T001"), ScriptedAgent.Patient);
        (await feature.RunAsync("spawn", "T001")).ShouldEndWith(0);
        using (var logs = feature.Start("logs", "T001"))
        {
            await logs.SaysAsync("T001 waits");
            logs.Kill();
            await logs.EndAsync();
        }

        feature.Cluster.Kubectl(["delete", "pod", feature.PodOf("T001"), "--grace-period=1"]);
        var rest = await feature.RunAsync("logs", "T001");
        rest.Output.ShouldContain("[T001] T001 waits\n");
        rest.ExitCode.ShouldBe(2);
    }
}
