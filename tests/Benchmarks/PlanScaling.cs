using SpecKitExtension.Planning;
using SpecKitExtension.Tasks;

namespace Benchmarks;

/// <summary>A quick answer to one question: do ten times as many tasks take about ten times as long?</summary>
internal static class PlanScaling
{
    /// <summary>How many times as long ten times as many tasks may take.</summary>
    public const double Limit = 12;

    // The fastest of some rounds counts; on a busy machine the larger files need more of them to meet a quiet moment.
    private const int FewestRounds = 5;
    private const int MostRounds = 12;
    private static readonly int[] Sizes = [1_000, 10_000, 100_000];

    /// <summary>Processor time of one reading and planning.</summary>
    /// <param name="Name">The shape of the file.</param>
    /// <param name="Milliseconds">For 1,000, 10,000 and 100,000 tasks.</param>
    internal sealed record Shape(string Name, IReadOnlyList<double> Milliseconds)
    {
        public bool Good => Milliseconds[1] <= Limit * Milliseconds[0] && Milliseconds[2] <= Limit * Milliseconds[1];
    }

    /// <returns>0 when ten times as many tasks take at most 12 times the time in every shape, else 1.</returns>
    public static int Run(TextWriter output)
    {
        var shapes = Measure();
        foreach (var shape in shapes)
        {
            output.WriteLine(
                FormattableString.Invariant(
                    $"{(shape.Good ? "ok  " : "SLOW")} {shape.Name,-34} {string.Join("  ", Sizes.Zip(shape.Milliseconds, (size, time) => FormattableString.Invariant($"{size,6}: {time,8:0.00} ms")))}  x10: {shape.Milliseconds[1] / shape.Milliseconds[0]:0.0}  x10 again: {shape.Milliseconds[2] / shape.Milliseconds[1]:0.0}"
                )
            );
        }

        var passed = shapes.All(shape => shape.Good);
        output.WriteLine(passed ? $"Linear enough: no factor above {Limit}." : $"Too slow: a factor above {Limit}.");
        return passed ? 0 : 1;
    }

    /// <summary>Measures every shape at every size.</summary>
    public static IReadOnlyList<Shape> Measure() =>
        [
            .. TaskFiles.Shapes.Select(shape =>
            {
                var contents = Sizes.Select(shape.Make).ToArray();
                var best = new double[Sizes.Length];
                Array.Fill(best, double.MaxValue);
                for (var round = 0; round < FewestRounds || (round < MostRounds && !new Shape("", best).Good); round++)
                {
                    for (var size = 0; size < Sizes.Length; size++)
                    {
                        best[size] = Math.Min(best[size], Milliseconds(contents[size], repeat: Sizes[^1] / Sizes[size]));
                    }
                }

                return new Shape(shape.Name, best);
            }),
        ];

    /// <summary>Processor time of one reading and planning, in milliseconds; small files are read as often as it takes to make up the
    /// largest, so that collections and a busy machine weigh on all sizes alike.</summary>
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
