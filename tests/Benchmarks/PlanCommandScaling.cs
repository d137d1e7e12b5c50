using System.Diagnostics;

namespace Benchmarks;

/// <summary>What somebody waits for: the whole command <c>plan --json</c>, start of the process included, for 1,000 and for 10,000
/// tasks.</summary>
internal static class PlanCommandScaling
{
    private const double Limit = 12;
    private const int Rounds = 5;
    private static readonly int[] Sizes = [1_000, 10_000];

    /// <returns>0 when 10,000 tasks take at most 12 times the time of 1,000 in every shape, else 1.</returns>
    public static int Run(TextWriter output)
    {
        var folder = Directory.CreateTempSubdirectory("speckit-async-benchmark-").FullName;
        var passed = true;
        foreach (var (name, make) in TaskFiles.Shapes)
        {
            var best = Sizes
                .Select(size =>
                {
                    var file = Path.Combine(folder, "tasks.md");
                    File.WriteAllBytes(file, make(size));
                    return Enumerable.Range(0, Rounds).Min(_ => Milliseconds(folder, file));
                })
                .ToArray();
            passed &= best[1] <= Limit * best[0];
            output.WriteLine(
                FormattableString.Invariant(
                    $"{(best[1] <= Limit * best[0] ? "ok  " : "SLOW")} {name,-34} 1000: {best[0],7:0} ms  10000: {best[1],7:0} ms  x10: {best[1] / best[0]:0.0}"
                )
            );
        }

        Directory.Delete(folder, recursive: true);
        output.WriteLine(passed ? $"No factor above {Limit}." : $"Too slow: a factor above {Limit}.");
        return passed ? 0 : 1;
    }

    private static double Milliseconds(string folder, string file)
    {
        var start = Stopwatch.GetTimestamp();
        using var process = Process.Start(
            new ProcessStartInfo(
                "dotnet",
                [Path.Combine(AppContext.BaseDirectory, "dotnet-speckit-async.dll"), "plan", "--tasks", file, "--json"]
            )
            {
                WorkingDirectory = folder,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode is 0 or 3
            ? Stopwatch.GetElapsedTime(start).TotalMilliseconds
            : throw new InvalidOperationException($"plan ended with {process.ExitCode}");
    }
}
