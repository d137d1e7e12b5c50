using System.Globalization;
using SpecKitExtension.Logs;

namespace SpecKitExtension.Cluster;

/// <summary>A line of a log as the API server sends it: <c>2026-11-20T10:22:00.123456789Z text</c>.</summary>
internal static class LogLineText
{
    private const int Digits = 7;

    /// <summary>Reads a line; null when no time stands before it: then no container wrote it.</summary>
    public static LogLine? Parse(string pod, string container, string text)
    {
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        var (stamp, rest) = space < 0 ? (text, "") : (text[..space], text[(space + 1)..]);
        return stamp.Length >= 20 && char.IsAsciiDigit(stamp[0])
            && DateTimeOffset.TryParse(Shorter(stamp), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at)
            ? new(pod, container, at, rest.TrimEnd('\r'))
            : null;
    }

    /// <summary>Nanoseconds are cut, because rounding could lead into the next second, and a cursor counts the lines of a second.</summary>
    private static string Shorter(string stamp)
    {
        var point = stamp.IndexOf('.', StringComparison.Ordinal);
        var end = point + 1;
        while (point > 0 && end < stamp.Length && char.IsAsciiDigit(stamp[end]))
        {
            end++;
        }

        return point > 0 && end - point - 1 > Digits ? string.Concat(stamp.AsSpan(0, point + 1 + Digits), stamp.AsSpan(end)) : stamp;
    }
}
