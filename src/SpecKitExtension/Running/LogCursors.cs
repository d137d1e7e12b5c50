using System.Globalization;

namespace SpecKitExtension.Running;

/// <summary>How many lines of each pod's transcript a caller has had: <c>pod:lines,pod:lines</c>.</summary>
/// <param name="Lines">Lines by pod.</param>
internal sealed record LogCursors(IReadOnlyDictionary<string, int> Lines)
{
    /// <summary>Nothing read yet.</summary>
    public static readonly LogCursors Start = new(new Dictionary<string, int>());

    /// <summary>Reads a cursor; null when it is none.</summary>
    public static LogCursors? TryParse(string text)
    {
        Dictionary<string, int> lines = [];
        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (
                part.Split(':') is not [var pod, var count]
                || !int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            )
            {
                return null;
            }

            lines[pod] = number;
        }

        return new(lines);
    }

    public override string ToString() =>
        string.Join(
            ',',
            Lines
                .OrderBy(line => line.Key, StringComparer.Ordinal)
                .Select(line => string.Create(CultureInfo.InvariantCulture, $"{line.Key}:{line.Value}"))
        );
}
