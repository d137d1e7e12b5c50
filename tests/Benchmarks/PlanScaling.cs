using SpecKitExtension.Planning;
using SpecKitExtension.Tasks;

namespace Benchmarks;

/// <summary>A quick answer to one question: do ten times as many tasks take about ten times as long?</summary>
internal static class PlanScaling
{
    private const double Limit = 12;

    // The fastest of some rounds counts; on a busy machine the larger file needs more of them to meet a quiet moment.
    private const int FewestRounds = 5;
    private const int MostRounds = 40;
    private static readonly int[] Sizes = [1_000, 10_000, 100_000];

    /// <returns>0 when 10,000 tasks take at most 12 times the time of 1,000 in every shape, else 1; the step to 100,000 is printed only.</returns>
    public static int Run(TextWriter output)
    {
        var passed = true;
        foreach (var (name, make) in TaskFiles.Shapes)
        {
            var contents = Sizes.Select(make).ToArray();
            var best = new double[Sizes.Length];
            Array.Fill(best, double.MaxValue);
            for (var round = 0; round < FewestRounds || (round < MostRounds && best[1] > Limit * best[0]); round++)
            {
                // The largest size is for information; one round of it will do.
                for (var size = 0; size < Sizes.Length - (round == 0 ? 0 : 1); size++)
                {
                    best[size] = Math.Min(best[size], Milliseconds(contents[size], repeat: Math.Max(1, Sizes[1] / Sizes[size])));
                }
            }

            var factor = best[1] / best[0];
            passed &= factor <= Limit;
            output.WriteLine(FormattableString.Invariant($"{(factor <= Limit ? "ok  " : "SLOW")} {name,-34} {string.Join("  ", Sizes.Zip(best, (size, time) => FormattableString.Invariant($"{size,6}: {time,8:0.00} ms")))}  x10: {factor:0.0}  x10 again: {best[2] / best[1]:0.0}"));
        }

        output.WriteLine(passed ? $"Linear enough: no factor above {Limit}." : $"Too slow: a factor above {Limit}.");
        return passed ? 0 : 1;
    }

    /// <summary>Processor time of one reading and planning, in milliseconds; small files are read as often as it takes to make up a large one, so that collections and a busy machine weigh on all sizes alike.</summary>
    private static double Milliseconds(byte[] content, int repeat)
    {
        GC.Collect();
        var start = Environment.CpuUsage.TotalTime;
        for (var run = 0; run < repeat; run++)
        {
            Planner.Make(TaskListReader.Read("tasks.md", content, TaskGrammar.Default));
        }

        return (Environment.CpuUsage.TotalTime - start).TotalMilliseconds / repeat;
    }
}
