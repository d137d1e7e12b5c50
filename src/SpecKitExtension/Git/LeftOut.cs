using System.Globalization;
using System.Text.Json;

namespace SpecKitExtension.Git;

/// <summary>What a courier has left out of its commit.</summary>
/// <param name="Count">How many paths.</param>
/// <param name="Names">The first few of them; an agent has chosen these names.</param>
internal sealed record LeftOut(int Count, IReadOnlyList<string> Names)
{
    /// <summary>Nothing.</summary>
    public static readonly LeftOut Nothing = new(0, []);

    /// <summary>Reads the trailer: the number and, behind a blank, the first names as JSON. What cannot be read counts as one path without
    /// a name.</summary>
    /// <param name="text">The trailer's value; empty when there is none, and then nothing was left out.</param>
    public static LeftOut Parse(string text)
    {
        var parts = text.Split(' ', 2);
        return text.Length == 0 ? Nothing
            : int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var count)
                ? new(count, parts.Length > 1 ? NamesIn(parts[1]) : [])
            : new(1, []);
    }

    /// <summary>What is still left out when some paths have arrived since.</summary>
    public LeftOut Without(IReadOnlySet<string> arrived)
    {
        List<string> names = [.. Names.Where(name => !arrived.Contains(name))];
        return new(Math.Max(names.Count, Count - (Names.Count - names.Count)), names);
    }

    /// <summary>What either lacks; a path that both name counts once.</summary>
    public LeftOut And(LeftOut other)
    {
        List<string> names = [.. Names.Union(other.Names)];
        return new(Math.Max(names.Count, Count + other.Count - (Names.Count + other.Names.Count - names.Count)), names);
    }

    public override string ToString() =>
        Names.Count == 0
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{Count} file{(Count == 1 ? "" : "s")}; the courier's log names {(Count == 1 ? "it" : "them")}"
            )
            : string.Join(", ", Names)
                + (Count > Names.Count ? string.Create(CultureInfo.InvariantCulture, $" and {Count - Names.Count} more") : "");

    private static IReadOnlyList<string> NamesIn(string json)
    {
        try
        {
            using var names = JsonDocument.Parse(json);
            return names.RootElement.ValueKind == JsonValueKind.Array
                ?
                [
                    .. names
                        .RootElement.EnumerateArray()
                        .Where(name => name.ValueKind == JsonValueKind.String)
                        .Select(name => name.GetString()!),
                ]
                : [];
        }
        catch (JsonException)
        {
            // The number is what counts; the names are in the courier's log.
            return [];
        }
    }
}
