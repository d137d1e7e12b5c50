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
        var stamp = space < 0 ? line.Span : line.Span[..space];
        return TryUtc(stamp, out var at) || TryTime(stamp, out at)
            ? new(pod, container, at, (space < 0 ? default : line[(space + 1)..]).TrimEnd((byte)'\r'))
            : null;
    }

    /// <summary>The form that nearly every line has, <c>2026-11-20T10:22:00.123456789Z</c>, read without a detour.</summary>
    private static bool TryUtc(ReadOnlySpan<byte> stamp, out DateTimeOffset at)
    {
        at = default;
        if (
            stamp.Length <= WholeSeconds + 1
            || stamp[^1] != 'Z'
            || stamp[4] != '-'
            || stamp[7] != '-'
            || stamp[10] != 'T'
            || stamp[13] != ':'
            || stamp[16] != ':'
            || stamp[WholeSeconds] != '.'
            || Number(stamp[..4]) is not (>= 1 and var year)
            || Number(stamp[5..7]) is not (>= 1 and <= 12 and var month)
            || Number(stamp[8..10]) is not (>= 1 and var day)
            || day > DateTime.DaysInMonth(year, month)
            || Number(stamp[11..13]) is not (>= 0 and <= 23 and var hour)
            || Number(stamp[14..16]) is not (>= 0 and <= 59 and var minute)
            || Number(stamp[17..WholeSeconds]) is not (>= 0 and <= 59 and var second)
            || Number(stamp[(WholeSeconds + 1)..Math.Min(stamp.Length - 1, WholeSeconds + 1 + Digits)]) is not (>= 0 and var fraction)
            || Number(stamp[(WholeSeconds + 1)..^1][Math.Min(Digits, stamp.Length - WholeSeconds - 2)..]) < 0
        )
        {
            return false;
        }

        for (var digits = stamp.Length - WholeSeconds - 2; digits < Digits; digits++)
        {
            fraction *= 10;
        }

        at = new(new DateTime(year, month, day, hour, minute, second, DateTimeKind.Utc).AddTicks(fraction));
        return true;
    }

    /// <summary>A number of up to nine digits; negative when it is none.</summary>
    private static int Number(ReadOnlySpan<byte> digits)
    {
        var number = digits.Length > 9 ? -1 : 0;
        foreach (var digit in digits)
        {
            if (number < 0 || !char.IsAsciiDigit((char)digit))
            {
                return -1;
            }

            number = (number * 10) + digit - '0';
        }

        return number;
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
        if (
            !Utf8Parser.TryParse(whole[..(WholeSeconds + 1 + Digits + zone.Length)], out DateTimeOffset read, out var used, 'O')
            || used != WholeSeconds + 1 + Digits + zone.Length
        )
        {
            return false;
        }

        at = read.ToUniversalTime();
        return zone.Length > 0;
    }
}
