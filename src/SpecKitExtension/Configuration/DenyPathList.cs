using System.Text.Json;

namespace SpecKitExtension.Configuration;

/// <summary>
/// What runs with somebody else's credentials once it is merged or checked out, on a build server or on a developer's machine: the list
/// stands in the chart's values and nowhere else.
/// </summary>
internal static class DenyPathList
{
    /// <summary>The globs that are denied where nobody said otherwise.</summary>
    public static IReadOnlyList<string> Default { get; } = Read();

    private static string[] Read()
    {
        using var stream = typeof(DenyPathList).Assembly.GetManifestResourceStream("chart-values.json")
            ?? throw new InvalidOperationException("the chart's values are not in the program");
        using var values = JsonDocument.Parse(stream);
        return [.. values.RootElement.GetProperty("delivery").GetProperty("denyPaths").EnumerateArray().Select(glob => glob.GetString()!)];
    }
}
