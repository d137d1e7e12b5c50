using System.Globalization;

namespace SpecKitExtension.Tasks;

/// <summary>The markers of a task: <c>[P]</c>, <c>[SYNC]</c>, <c>[ASYNC]</c>, <c>[US1]</c>; <c>[RISK]</c> is accepted and means nothing here.</summary>
internal sealed record TaskMarkers(bool Parallel = false, bool Sync = false, bool Async = false, string? Story = null)
{
    private const int LongestMarker = 16;

    /// <summary>Length of the marker that the text begins with, or 0.</summary>
    public static int Length(ReadOnlySpan<char> text)
    {
        if (text is not ['[', ..])
        {
            return 0;
        }

        var end = text[..Math.Min(text.Length, LongestMarker)].IndexOf(']');
        return end > 0 && (Is(text[1..end], "P") || Is(text[1..end], "SYNC") || Is(text[1..end], "ASYNC") || Is(text[1..end], "RISK") || StoryNumber(text[1..end]) >= 0) ? end + 1 : 0;
    }

    /// <summary>Start of the marker that the text ends with, or -1.</summary>
    public static int StartOfLast(ReadOnlySpan<char> text)
    {
        var from = Math.Max(0, text.Length - LongestMarker);
        var bracket = text[from..].LastIndexOf('[');
        return bracket >= 0 && Length(text[(from + bracket)..]) == text.Length - from - bracket ? from + bracket : -1;
    }

    /// <param name="marker">A whole marker with its brackets.</param>
    public TaskMarkers With(ReadOnlySpan<char> marker)
    {
        var word = marker[1..^1];
        return this with
        {
            Parallel = Parallel || Is(word, "P"),
            Sync = Sync || Is(word, "SYNC"),
            Async = Async || Is(word, "ASYNC"),
            Story = Story ?? (StoryNumber(word) is var number and >= 0 ? string.Create(CultureInfo.InvariantCulture, $"US{number}") : null),
        };
    }

    private static bool Is(ReadOnlySpan<char> word, string marker) => word.Equals(marker, StringComparison.OrdinalIgnoreCase);

    private static int StoryNumber(ReadOnlySpan<char> word)
    {
        if (!word.StartsWith("US", StringComparison.OrdinalIgnoreCase))
        {
            return -1;
        }

        var digits = word[2..] is ['-', ..] ? word[3..] : word[2..];
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;
    }
}
