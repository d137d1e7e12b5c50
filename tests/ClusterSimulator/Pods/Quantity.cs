using System.Globalization;

namespace ClusterSimulator.Pods;

/// <summary>Kubernetes quantities: <c>512Mi</c>, <c>1.5G</c>, <c>250m</c>.</summary>
internal static class Quantity
{
    private static readonly (string Suffix, decimal Factor)[] _suffixes =
    [
        ("Ki", 1L << 10),
        ("Mi", 1L << 20),
        ("Gi", 1L << 30),
        ("Ti", 1L << 40),
        ("m", 0.001m),
        ("k", 1e3m),
        ("M", 1e6m),
        ("G", 1e9m),
        ("T", 1e12m),
        ("", 1m),
    ];

    /// <returns>The quantity in units of <paramref name="divisor"/>, rounded up, as resourceFieldRef gives it.</returns>
    internal static string Divide(string quantity, string? divisor)
    {
        var unit = divisor is null or "0" ? 1 : Parse(divisor);
        return Math.Ceiling(Parse(quantity) / unit).ToString("F0", CultureInfo.InvariantCulture);
    }

    private static decimal Parse(string quantity)
    {
        var (suffix, factor) = Array.Find(_suffixes, known => quantity.EndsWith(known.Suffix, StringComparison.Ordinal));
        return decimal.Parse(quantity.AsSpan(0, quantity.Length - suffix.Length), NumberStyles.Float, CultureInfo.InvariantCulture)
            * factor;
    }
}
