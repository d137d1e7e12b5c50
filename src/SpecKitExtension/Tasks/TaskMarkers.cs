using System.Globalization;

namespace SpecKitExtension.Tasks;

/// <summary>The markers of a task: <c>[P]</c>, <c>[SYNC]</c>, <c>[ASYNC]</c>, <c>[US1]</c>; <c>[RISK]</c> is accepted and means nothing here. One pair of brackets may hold several.</summary>
internal sealed record TaskMarkers(bool Parallel = false, bool Sync = false, bool Async = false, string? Story = null)
{
    private const int LongestMarker = 24;

    /// <summary>Length of the marker that the text begins with, or 0.</summary>
    public static int Length(ReadOnlySpan<char> text)
    {
        if (text is not ['[', ..])
        {
            return 0;
        }

        var end = text[..Math.Min(text.Length, LongestMarker)].IndexOf(']');
        if (end <= 0)
        {
            return 0;
        }

        var inside = text[1..end];
        foreach (var part in inside.Split(','))
        {
            if (!IsMarker(inside[part].Trim(' ')))
            {
                return 0;
            }
        }

        return end + 1;
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
        var markers = this;
        var inside = marker[1..^1];
        foreach (var part in inside.Split(','))
        {
            markers = markers.WithWord(inside[part].Trim(' '));
        }

        return markers;
    }

    private TaskMarkers WithWord(ReadOnlySpan<char> word) => this with
    {
        Parallel = Parallel || Is(word, "P"),
        Sync = Sync || Is(word, "SYNC"),
        Async = Async || Is(word, "ASYNC"),
        Story = Story ?? (StoryNumber(word) is var number and >= 0 ? string.Create(CultureInfo.InvariantCulture, $"US{number}") : null),
    };

    private static bool IsMarker(ReadOnlySpan<char> word) => Is(word, "P") || Is(word, "SYNC") || Is(word, "ASYNC") || Is(word, "RISK") || StoryNumber(word) >= 0;

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
