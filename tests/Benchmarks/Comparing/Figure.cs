using System.Globalization;
using System.Text;

namespace Benchmarks.Comparing;

/// <summary>One figure that must not be larger than its limit.</summary>
/// <param name="What">What was done.</param>
/// <param name="Against">What it is compared with, measured in the same run.</param>
/// <param name="Value">The figure.</param>
/// <param name="Limit">The largest value that is good enough.</param>
/// <param name="Unit">Empty for a ratio.</param>
/// <param name="Seen">What the figure comes from.</param>
internal sealed record Figure(string What, string Against, double Value, double Limit, string Unit, string Seen)
{
    public bool Good => Value <= Limit;

    /// <summary>All figures as a Markdown table.</summary>
    public static string Table(IEnumerable<Figure> figures)
    {
        StringBuilder table = new("| what | compared with | figure | limit | | measured |\n| --- | --- | --- | --- | --- | --- |\n");
        foreach (var figure in figures)
        {
            table.Append(
                CultureInfo.InvariantCulture,
                $"| {figure.What} | {figure.Against} | {figure.Text(figure.Value)} | {figure.Text(figure.Limit)} | {(figure.Good ? "ok" : "**SLOW**")} | {figure.Seen} |\n"
            );
        }

        return table.ToString();
    }

    public override string ToString() => $"{(Good ? "ok  " : "SLOW")} {What}: {Text(Value)} (limit {Text(Limit)}; {Seen})";

    private string Text(double value) =>
        value.ToString(
            value == Math.Round(value) ? "0"
                : value < 0.1 ? "0.000"
                : "0.00",
            CultureInfo.InvariantCulture
        ) + (Unit.Length > 0 ? $" {Unit}" : "");
}

/// <summary>Measures figures.</summary>
/// <param name="Name">What a person types.</param>
/// <param name="MeasureAsync">Measures.</param>
internal sealed record Comparison(string Name, Func<Tool, Task<IReadOnlyList<Figure>>> MeasureAsync);
