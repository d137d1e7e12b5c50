using System.Diagnostics;
using System.Text.Json;
using EndToEnd.Kubernetes;
using EndToEnd.Support;

namespace Benchmarks.Comparing;

/// <summary>From the moment at which a branch moved on the remote to the verdict on the screen, with real couriers.</summary>
internal static class VerdictComparison
{
    private const int Tasks = 12;

    // One delivery at a time: in a cluster the others' couriers would not run on this machine.
    private const string Agent = "cat > /dev/null; n=$((10#${TASK_ID#T})); sleep $((12 + 2 * n)); echo \"$TASK_ID\" > \"$TASK_ID.txt\"";

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(Tool tool)
    {
        await using var feature = await ClusterFeature.CreateAsync(ClusterFeature.Tasks(Clusters.Ids(Tasks)), Agent);
        var bystander = await feature.NewCloneAsync("bystander");
        Dictionary<string, (string Branch, DateTime At)> verdicts = [];
        using var run = tool.Start(
            feature,
            async output =>
            {
                using StreamReader reader = new(output);
                while (await reader.ReadLineAsync() is { } line)
                {
                    var at = DateTime.UtcNow;
                    using var json = JsonDocument.Parse(line);
                    if (
                        json.RootElement.GetProperty("type").GetString() == "outcome"
                        && json.RootElement.GetProperty("outcome").GetString() == "Delivered"
                    )
                    {
                        verdicts[json.RootElement.GetProperty("task").GetString()!] = (
                            json.RootElement.GetProperty("branch").GetString()!,
                            at
                        );
                    }
                }
            },
            "run",
            "--json"
        );
        await run.EndAsync();
        if (verdicts.Count != Tasks)
        {
            throw new InvalidOperationException($"{verdicts.Count} of {Tasks} tasks delivered");
        }

        // The file of a ref is as old as the push that moved it.
        var delays = verdicts
            .Values.Select(verdict =>
                (verdict.At - File.GetLastWriteTimeUtc(feature[$"origin.git/refs/heads/{verdict.Branch}"])).TotalSeconds
            )
            .ToList();
        var git = Median([.. verdicts.Values.Select(verdict => RoundTrips(bystander, verdict.Branch))]);
        return
        [
            new(
                "push in the pod to the verdict on the screen, median",
                "git's own `ls-remote` and `fetch`, which are taken off",
                Math.Max(0, Median(delays) - git),
                1,
                "s",
                FormattableString.Invariant($"{Median(delays):0.00} s - {git:0.00} s; slowest {delays.Max():0.00} s")
            ),
        ];
    }

    /// <summary>What git needs to see and fetch one new branch, in seconds.</summary>
    private static double RoundTrips(FeatureClone clone, string branch)
    {
        var start = Stopwatch.GetTimestamp();
        Git("ls-remote", "--refs", "origin", "refs/heads/specs/001-albums/*");
        Git("fetch", "--quiet", "--no-tags", "origin", $"+refs/heads/{branch}:refs/remotes/origin/{branch}");
        return Stopwatch.GetElapsedTime(start).TotalSeconds;

        void Git(params string[] arguments)
        {
            using var process = Process.Start(
                new ProcessStartInfo("git", arguments) { WorkingDirectory = clone.Folder, RedirectStandardOutput = true }
            )!;
            process.StandardOutput.ReadToEnd();
            process.WaitForExit();
        }
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
