using System.Buffers.Text;
using System.Diagnostics;
using System.Text;
using EndToEnd.Kubernetes;
using EndToEnd.Support;

namespace Benchmarks.Comparing;

/// <summary>The logs of many pods in one terminal: the tool, which also keeps transcripts, against <c>kubectl logs</c>; the server flushes
/// every line by itself, as a kubelet does.</summary>
internal static class FollowComparison
{
    private const int Pods = 50;
    private const int Lines = 20_000;
    private const int ManyPods = 200;
    private const int FewLines = 500;
    private const int Rounds = 2;
    private const int LivingLines = 2_000;
    private const int Burst = 500;
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(10);
    private static readonly IReadOnlyList<string> Kubectl =
    [
        "kubectl",
        "logs",
        "-f",
        "-l",
        "speckit-async/feature=001-albums",
        "--tail=-1",
        "--prefix",
        "--max-log-requests",
        "60",
    ];

    // Only agents' lines hold it, and a time stands before it: counting lines is counting a byte, and a line's age is read off.
    private const byte Mark = (byte)'~';
    private static readonly string[] Texts =
    [
        "reading src/albums/photo_album.service.ts and its tests",
        "+  const albums = await this.store.find({ owner: user.id, archived: false });",
        "42 passing (318ms), 0 failing",
        "npm warn deprecated inflight@1.0.6: use lru-cache for a good and tested way to coalesce requests",
    ];

    private sealed record Followed(Cost Cost, double Seconds, double Delay);

    /// <summary>Pods that have ended before anybody reads them.</summary>
    public static async Task<IReadOnlyList<Figure>> MeasureEndedAsync(Tool tool)
    {
        var what = $"following {Pods} ended pods of {Lines:N0} lines";
        return await CompareAsync(tool, what, Lines, living: false, [(": processor", 0.6), (": memory", 1), (": time", 0.7)]);
    }

    /// <summary>Pods that write a hundred lines a second.</summary>
    public static async Task<IReadOnlyList<Figure>> MeasureLivingAsync(Tool tool)
    {
        var what = $"following {Pods} pods that write 100 lines a second";
        return await CompareAsync(tool, what, LivingLines, living: true, [(": processor", 1), (": memory", 1)]);
    }

    /// <summary>What many pods cost more than few.</summary>
    public static async Task<IReadOnlyList<Figure>> MeasureManyAsync(Tool tool)
    {
        IReadOnlyList<string> command = [tool.Program, "logs", "--all"];
        var few = await FollowAsync(tool, Pods, FewLines, command, living: true);
        var many = await FollowAsync(tool, ManyPods, FewLines, command, living: true);
        var growth = (many.Cost.PeakMegabytes - few.Cost.PeakMegabytes) / (ManyPods - Pods);
        return
        [
            new(
                $"following {ManyPods} pods instead of {Pods}: memory for one more",
                "none",
                growth,
                0.3,
                "MiB",
                FormattableString.Invariant($"({many.Cost.PeakMegabytes:0.0} - {few.Cost.PeakMegabytes:0.0}) MiB")
            ),
            new(
                $"following {ManyPods} pods of {FewLines} lines: lines that got lost or doubled",
                "what was written",
                0,
                0,
                "",
                FormattableString.Invariant($"{ManyPods * FewLines:N0} lines arrived on the screen and in the transcripts")
            ),
        ];
    }

    private static async Task<IReadOnlyList<Figure>> CompareAsync(
        Tool tool,
        string what,
        int lines,
        bool living,
        IReadOnlyList<(string Kind, double Limit)> limits
    )
    {
        List<Followed> ours = [];
        List<Followed> theirs = [];
        for (var round = 0; round < Rounds; round++)
        {
            ours.Add(await FollowAsync(tool, Pods, lines, [tool.Program, "logs", "--all"], living));
            theirs.Add(await FollowAsync(tool, Pods, lines, Kubectl, living));
        }

        List<Figure> figures =
        [
            .. limits.Select(limit =>
                limit.Kind switch
                {
                    ": processor" => Of(limit.Kind, limit.Limit, "s", followed => followed.Cost.Cpu),
                    ": memory" => Of(limit.Kind, limit.Limit, "MiB", followed => followed.Cost.PeakMegabytes),
                    _ => Of(limit.Kind, limit.Limit, "s", followed => followed.Seconds),
                }
            ),
        ];
        if (living)
        {
            var (mine, other) = (ours.Min(followed => followed.Delay), theirs.Min(followed => followed.Delay));
            figures.Add(
                new(
                    $"{what}: from a pod to the screen, median",
                    "nothing",
                    mine,
                    0.15,
                    "s",
                    FormattableString.Invariant($"{mine:0.000} s; kubectl {other:0.000} s")
                )
            );
        }

        return figures;

        Figure Of(string kind, double limit, string unit, Func<Followed, double> value)
        {
            var (mine, other) = (ours.Min(value), theirs.Min(value));
            return new(
                what + kind,
                "`kubectl logs -f -l … --prefix --max-log-requests 60`",
                mine / other,
                limit,
                "",
                FormattableString.Invariant($"{mine:0.0} {unit} / {other:0.0} {unit}")
            );
        }
    }

    /// <exception cref="InvalidOperationException">A line is missing, or came twice.</exception>
    private static async Task<Followed> FollowAsync(Tool tool, int count, int lines, IReadOnlyList<string> command, bool living)
    {
        var (feature, pods) = await Clusters.WithPodsAsync(tool, count);
        await using var owned = feature;
        var simulator = feature.Cluster.Simulator;
        var expected = (long)count * lines;
        Screen screen = new(expected);
        if (!living)
        {
            await WriteAsync(0);
            await Eventually.HoldsAsync(
                () => Clusters.Pods(feature).All(pod => pod["status"]?["phase"]?.GetValue<string>() == "Succeeded"),
                "all pods have ended",
                60
            );
        }

        var began = Stopwatch.GetTimestamp();
        using var follower = Metered.Start(command, Tool.Environment(feature), feature.Clone.Folder, screen.ReadAsync);
        if (living)
        {
            await Eventually.HoldsAsync(() => Clusters.Followed(simulator) >= count, $"{count} logs are followed", 60);
            began = Stopwatch.GetTimestamp();
            await WriteAsync(1);
        }

        // Nothing was delivered, which the tool's exit code says.
        var cost = await follower.EndAsync(2);
        var kept = command[0] == tool.Program ? Clusters.Ids(count).Sum(id => (long)feature.Transcript(id).Count) : expected;
        Followed followed = new(cost, Stopwatch.GetElapsedTime(began, screen.Last).TotalSeconds, screen.Delay);
        await Console.Error.WriteLineAsync(
            FormattableString.Invariant(
                $"     {Path.GetFileName(command[0])}: {cost.Cpu:0.0} s of processor, {cost.PeakMegabytes:0} MiB, {followed.Seconds:0.0} s for {screen.Seen:N0} lines, {followed.Delay:0.000} s from a pod to the screen"
            )
        );
        return screen.Seen == expected && kept == expected
            ? followed
            : throw new InvalidOperationException($"{screen.Seen} of {expected} lines on the screen, {kept} in transcripts");

        async Task WriteAsync(int pace)
        {
            var burst = pace == 0 ? Burst : pace;
            var next = Stopwatch.StartNew();
            for (var from = 0; from < lines; from += burst)
            {
                byte[][] some =
                [
                    .. Enumerable
                        .Range(from, burst)
                        .Select(line => Encoding.UTF8.GetBytes($"{line} {Texts[line % Texts.Length]} @{Stopwatch.GetTimestamp()}~\n")),
                ];
                foreach (var pod in pods)
                {
                    simulator.Write(pod, "agent", some);
                }

                var rest = pace * ((from + 1) * Pace) - next.Elapsed;
                await Task.Delay(rest > TimeSpan.Zero ? rest : TimeSpan.Zero);
            }

            foreach (var pod in pods)
            {
                simulator.End(pod, "agent");
                simulator.End(pod, "courier");
            }
        }
    }

    /// <summary>What a terminal would show: how many lines, when the last one came, and how old they were.</summary>
    private sealed class Screen(long expected)
    {
        private readonly List<double> delays = [];

        public long Seen { get; private set; }

        /// <summary>When the last line came.</summary>
        public long Last { get; private set; }

        /// <summary>The median age of the oldest line in each piece of output, in seconds.</summary>
        public double Delay => delays.Order().ElementAtOrDefault(delays.Count / 2);

        public async Task ReadAsync(Stream output)
        {
            var buffer = new byte[1 << 16];
            for (int read; (read = await output.ReadAsync(buffer)) > 0;)
            {
                var now = Stopwatch.GetTimestamp();
                var piece = buffer.AsSpan(0, read);
                Seen += piece.Count(Mark);
                Last = Last == 0 && Seen >= expected ? now : Last;
                if (
                    piece[..(piece.LastIndexOf(Mark) + 1)] is { Length: > 0 } whole
                    && whole.IndexOf((byte)'@') is >= 0 and var at
                    && Utf8Parser.TryParse(whole[(at + 1)..], out long written, out _)
                )
                {
                    delays.Add(Stopwatch.GetElapsedTime(written, now).TotalSeconds);
                }
            }
        }
    }
}
