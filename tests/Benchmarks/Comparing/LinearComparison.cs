namespace Benchmarks.Comparing;

/// <summary>Reading and planning ten times as many tasks.</summary>
internal static class LinearComparison
{
    public static Task<IReadOnlyList<Figure>> MeasureAsync(Tool tool)
    {
        var shapes = PlanScaling.Measure();
        return Task.FromResult<IReadOnlyList<Figure>>([Of(0, "1,000", "10,000"), Of(1, "10,000", "100,000")]);

        Figure Of(int step, string few, string many)
        {
            var worst = shapes.MaxBy(shape => shape.Milliseconds[step + 1] / shape.Milliseconds[step])!;
            var (small, large) = (worst.Milliseconds[step], worst.Milliseconds[step + 1]);
            return new(
                $"read and plan {many} tasks",
                $"the same with {few}; 10 is linear",
                large / small,
                PlanScaling.Limit,
                "",
                FormattableString.Invariant($"{large:0.0} ms / {small:0.0} ms, the worst shape: {worst.Name}")
            );
        }
    }
}
