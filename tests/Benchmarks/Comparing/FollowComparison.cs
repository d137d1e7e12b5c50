using System.Diagnostics;
using System.Text;
using EndToEnd.Kubernetes;
using EndToEnd.Support;

namespace Benchmarks.Comparing;

/// <summary>The logs of many busy pods in one terminal: the tool, which also keeps transcripts, against <c>kubectl logs</c>.</summary>
internal static class FollowComparison
{
    private const int Pods = 50;
    private const int Lines = 20_000;
    private const int ManyPods = 200;
    private const int FewLines = 500;
    private const int Rounds = 2;
    private const int Burst = 500;

    // Only agents' lines hold it, so counting lines is counting a byte.
    private const byte Mark = (byte)'~';
    private static readonly string[] Texts =
    [
        "reading src/albums/photo_album.service.ts and its tests", "+  const albums = await this.store.find({ owner: user.id, archived: false });",
        "42 passing (318ms), 0 failing", "npm warn deprecated inflight@1.0.6: use lru-cache for a good and tested way to coalesce requests",
    ];

    private sealed record Followed(Cost Cost, double Seconds);

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(Tool tool)
    {
        List<Followed> ours = [];
        List<Followed> theirs = [];
        for (var round = 0; round < Rounds; round++)
        {
            ours.Add(await FollowAsync(tool, Pods, Lines, [tool.Program, "logs", "--all"], hasTranscripts: true));
            theirs.Add(await FollowAsync(tool, Pods, Lines, ["kubectl", "logs", "-f", "-l", "speckit-async/feature=001-albums", "--prefix", "--max-log-requests", "60"], hasTranscripts: false));
        }

        await FollowAsync(tool, ManyPods, FewLines, [tool.Program, "logs", "--all"], hasTranscripts: true);
        const string Against = "`kubectl logs -f -l … --prefix --max-log-requests 60`";
        return
        [
            Of($"following {Pods} pods of {Lines:N0} lines: processor", Against, 1.2, "s", followed => followed.Cost.Cpu),
            Of($"following {Pods} pods of {Lines:N0} lines: memory", "the same", 2, "MiB", followed => followed.Cost.PeakMegabytes),
            Of($"following {Pods} pods of {Lines:N0} lines: time for a line", "the same", 1, "µs", followed => followed.Seconds * 1e6 / Pods / Lines),
            new($"following {ManyPods} pods of {FewLines} lines: lines that got lost", "what was written", 0, 0, "", FormattableString.Invariant($"{ManyPods * FewLines:N0} lines arrived on the screen and in the transcripts")),
        ];

        Figure Of(string what, string against, double limit, string unit, Func<Followed, double> value)
        {
            var (mine, other) = (ours.Min(value), theirs.Min(value));
            return new(what, against, mine / other, limit, "", FormattableString.Invariant($"{mine:0.0} {unit} / {other:0.0} {unit}"));
        }
    }

    /// <exception cref="InvalidOperationException">A line is missing, or came twice.</exception>
    private static async Task<Followed> FollowAsync(Tool tool, int count, int lines, IReadOnlyList<string> command, bool hasTranscripts)
    {
        var (feature, pods) = await Clusters.WithPodsAsync(tool, count);
        await using var owned = feature;
        var simulator = feature.Cluster.Simulator;
        var expected = (long)count * lines;
        var seen = 0L;
        var last = 0L;
        using var follower = Metered.Start(command, Tool.Environment(feature), feature.Clone.Folder, async output =>
        {
            var buffer = new byte[1 << 16];
            for (int read; (read = await output.ReadAsync(buffer)) > 0;)
            {
                seen += buffer.AsSpan(0, read).Count(Mark);
                last = last == 0 && seen >= expected ? Stopwatch.GetTimestamp() : last;
            }
        });
        await Eventually.HoldsAsync(() => Clusters.Followed(simulator) >= count, $"{count} logs are followed", 60);
        var began = Stopwatch.GetTimestamp();
        for (var from = 0; from < lines; from += Burst)
        {
            byte[][] burst = [.. Enumerable.Range(from, Burst).Select(line => Encoding.UTF8.GetBytes($"{line} {Texts[line % Texts.Length]} ~\n"))];
            foreach (var pod in pods)
            {
                simulator.Write(pod, "agent", burst);
            }

            await Task.Yield();
        }

        foreach (var pod in pods)
        {
            simulator.End(pod, "agent");
            simulator.End(pod, "courier");
        }

        // Nothing was delivered, which the tool's exit code says.
        var cost = await follower.EndAsync(2);
        var kept = hasTranscripts ? Clusters.Ids(count).Sum(id => (long)feature.Transcript(id).Count) : expected;
        await Console.Error.WriteLineAsync(FormattableString.Invariant($"     {Path.GetFileName(command[0])}: {cost.Cpu:0.0} s of processor, {cost.PeakMegabytes:0} MiB, {Stopwatch.GetElapsedTime(began, last).TotalSeconds:0.0} s for {seen:N0} lines"));
        return seen == expected && kept == expected
            ? new(cost, Stopwatch.GetElapsedTime(began, last).TotalSeconds)
            : throw new InvalidOperationException($"{seen} of {expected} lines on the screen, {kept} in transcripts");
    }
}
