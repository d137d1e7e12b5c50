using System.Buffers.Text;
using SpecKitExtension.Logs;

namespace SpecKitExtension.Cluster;

/// <summary>A line of a log as the API server sends it: <c>2026-11-20T10:22:00.123456789Z text</c>.</summary>
internal static class LogLineText
{
    private const int WholeSeconds = 19;
    private const int Digits = 7;
    private const int LongestZone = 6;

    /// <summary>Reads a line; null when no time stands before it: then no container wrote it.</summary>
    public static LogLine? Parse(string pod, string container, ReadOnlyMemory<byte> line)
    {
        var space = line.Span.IndexOf((byte)' ');
        var text = space < 0 ? default : line[(space + 1)..];
        return TryTime(space < 0 ? line.Span : line.Span[..space], out var at) ? new(pod, container, at, text.TrimEnd((byte)'\r')) : null;
    }

    /// <summary>Nanoseconds are cut, because rounding could lead into the next second, and a cursor counts the lines of a second.</summary>
    private static bool TryTime(ReadOnlySpan<byte> stamp, out DateTimeOffset at)
    {
        at = default;
        if (stamp.Length <= WholeSeconds)
        {
            return false;
        }

        var end = WholeSeconds + (stamp[WholeSeconds] == '.' ? 1 : 0);
        while (end < stamp.Length && char.IsAsciiDigit((char)stamp[end]))
        {
            end++;
        }

        var zone = stamp[end..];
        if (zone.Length > LongestZone)
        {
            return false;
        }

        // Always with seven digits, as the one format that is read without a detour asks for.
        Span<byte> whole = stackalloc byte[WholeSeconds + 1 + Digits + LongestZone];
        whole.Fill((byte)'0');
        stamp[..WholeSeconds].CopyTo(whole);
        whole[WholeSeconds] = (byte)'.';
        stamp[Math.Min(WholeSeconds + 1, end)..Math.Min(WholeSeconds + 1 + Digits, end)].CopyTo(whole[(WholeSeconds + 1)..]);
        zone.CopyTo(whole[(WholeSeconds + 1 + Digits)..]);
        if (!Utf8Parser.TryParse(whole[..(WholeSeconds + 1 + Digits + zone.Length)], out DateTimeOffset read, out var used, 'O') || used != WholeSeconds + 1 + Digits + zone.Length)
        {
            return false;
        }

        at = read.ToUniversalTime();
        return zone.Length > 0;
    }
}
