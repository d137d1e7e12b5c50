using EndToEnd.Support;

namespace Benchmarks.Comparing;

/// <summary>Whole processes against what people would use instead; every figure and its peer come from the same run.</summary>
internal static class Comparisons
{
    private static readonly Comparison[] All =
    [
        new("start", StartComparison.MeasureAsync),
        new("status", StatusComparison.MeasureAsync),
        new("spawn", SpawnComparison.MeasureAsync),
        new("follow", FollowComparison.MeasureEndedAsync),
        new("living", FollowComparison.MeasureLivingAsync),
        new("many", FollowComparison.MeasureManyAsync),
        new("verdict", VerdictComparison.MeasureAsync),
        new("idle", IdleComparison.MeasureAsync),
        new("linear", LinearComparison.MeasureAsync),
        new("pod", PodComparison.MeasureAsync),
    ];

    /// <summary>Measures those that are named, or all, and prints a table. <c>--program FILE</c> before the names measures a program that
    /// is there instead of a fresh installation.</summary>
    /// <returns>0 when every figure is within its limit, else 1; 2 when a name is unknown.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> names, TextWriter output, TextWriter progress)
    {
        var built = names is ["--program", var path, ..] ? path : null;
        names = built is null ? names : [.. names.Skip(2)];
        if (names.Except(All.Select(comparison => comparison.Name)).FirstOrDefault() is { } unknown)
        {
            await progress.WriteLineAsync(
                $"There is no comparison `{unknown}`, only {string.Join(", ", All.Select(comparison => comparison.Name))}."
            );
            return 2;
        }

        await progress.WriteLineAsync(built is null ? "Packing and installing the tool." : $"Measuring {built}.");
        await using var tool = built is null ? await Tool.InstallAsync() : new Tool(built);
        List<Figure> figures = [];
        foreach (var comparison in All.Where(comparison => names.Count == 0 || names.Contains(comparison.Name)))
        {
            foreach (var figure in await comparison.MeasureAsync(tool))
            {
                figures.Add(figure);
                await progress.WriteLineAsync(figure.ToString());
            }
        }

        await output.WriteLineAsync($"\n{Machine()}\n\n{Figure.Table(figures)}");
        return figures.TrueForAll(figure => figure.Good) ? 0 : 1;
    }

    private static string Machine()
    {
        var model = File.ReadLines("/proc/cpuinfo")
            .FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))
            ?.Split(':')[1]
            .Trim()
            ?? "an unknown processor";
        var memory = File.ReadLines("/proc/meminfo").First().Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
        return FormattableString.Invariant(
            $"{Environment.ProcessorCount} cores of {model}, {double.Parse(memory, System.Globalization.CultureInfo.InvariantCulture) / (1 << 20):0} GiB, .NET {Environment.Version}, {First("git", "--version")}, helm {First(EndToEnd.Charts.ChartFiles.Helm, "version", "--short")}, load {File.ReadAllText("/proc/loadavg").Split(' ')[1]}"
        );
    }

    private static string First(string program, params string[] arguments)
    {
        using var run = ProgramRun.Start(
            program,
            arguments,
            new Dictionary<string, string> { ["PATH"] = Environment.GetEnvironmentVariable("PATH") ?? "" },
            Environment.CurrentDirectory
        );
        run.EndAsync().GetAwaiter().GetResult();
        return run.Output.Split('\n')[0];
    }
}
