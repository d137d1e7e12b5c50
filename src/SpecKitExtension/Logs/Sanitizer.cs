using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using SpecKitExtension.Rendering;
using SpecKitExtension.Tasks;

namespace SpecKitExtension.Logs;

/// <summary>Makes untrusted text harmless to a terminal, and takes out what looks like a credential.</summary>
internal static partial class Sanitizer
{
    private const string Hidden = "***";

    /// <summary>What every credential that stands alone begins with.</summary>
    private static readonly string[] Beginnings = ["ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "sk-", "xox", "AKIA"];
    private static readonly SearchValues<string> InText = SearchValues.Create(Beginnings, StringComparison.Ordinal);
    private static readonly byte[][] InBytes = [.. Beginnings.Select(Encoding.ASCII.GetBytes)];
    private static readonly SearchValues<byte> VisibleLines = SearchValues.Create([
        (byte)'\n',
        .. Enumerable.Range(' ', '~' - ' ' + 1).Select(letter => (byte)letter),
    ]);

    /// <summary>Text in which every control character is a visible picture and every credential is <c>***</c>.</summary>
    public static string Clean(string text) => Redact(Neutralize(text));

    /// <summary>The same for text in UTF-8; itself where there is nothing to change, as in nearly every line.</summary>
    public static ReadOnlyMemory<byte> Clean(ReadOnlyMemory<byte> utf8) =>
        IsPrintable(utf8.Span) && !MayHoldCredential(utf8.Span) ? utf8 : Encoding.UTF8.GetBytes(Clean(Encoding.UTF8.GetString(utf8.Span)));

    /// <summary>The same for lines; themselves where there is nothing to change in any.</summary>
    public static IReadOnlyList<LogLine> Clean(IReadOnlyList<LogLine> lines) =>
        Piece(lines) is var piece && piece.Length > 0 && !piece.ContainsAnyExcept(VisibleLines) && !MayHoldCredential(piece)
            ? lines
            : [.. lines.Select(line => Clean(line.Utf8) is var clean && clean.Equals(line.Utf8) ? line : line with { Utf8 = clean })];

    /// <summary>The memory that lines share, from the first to the last one with what lies between them, which is looked at faster than
    /// each line by itself; empty when they share none.</summary>
    private static ReadOnlySpan<byte> Piece(IReadOnlyList<LogLine> lines)
    {
        ArraySegment<byte> piece = default;
        foreach (var line in lines)
        {
            if (
                !MemoryMarshal.TryGetArray(line.Utf8, out var own)
                || own.Array is null
                || (piece.Array is not null && (own.Array != piece.Array || own.Offset < piece.Offset))
            )
            {
                return default;
            }

            piece = piece.Array is null
                ? own
                : new(piece.Array, piece.Offset, Math.Max(piece.Count, own.Offset + own.Count - piece.Offset));
        }

        return piece;
    }

    /// <summary>Whether text in UTF-8 holds nothing but visible characters of ASCII, and so nothing that a terminal would obey.</summary>
    public static bool IsPrintable(ReadOnlySpan<byte> utf8) => !utf8.ContainsAnyExceptInRange((byte)' ', (byte)'~');

    /// <summary>Text without anything that a terminal would obey; a tab stays.</summary>
    public static string Neutralize(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            return text;
        }

        StringBuilder clean = new(text.Length);
        foreach (var (rune, hidden) in InvisibleText.Of(text))
        {
            clean.Append(
                PlainText.Deceives(rune) ? Rune.ReplacementChar.ToString()
                : hidden ? ""
                : Picture(rune).ToString()
            );
        }

        return clean.ToString();
    }

    private static Rune Picture(Rune rune) =>
        rune.Value switch
        {
            '\t' => rune,
            < 0x20 => new(0x2400 + rune.Value),
            0x7F => new(0x2421),
            >= 0x80 and < 0xA0 => Rune.ReplacementChar,
            0x2028 or 0x2029 => new(' '),
            _ => rune,
        };

    private static string Redact(string text) =>
        MayHoldCredential(text) ? Credential().Replace(text, match => match.Groups["keep"].Value + Hidden) : text;

    private static bool MayHoldCredential(ReadOnlySpan<byte> utf8)
    {
        foreach (var beginning in InBytes)
        {
            if (utf8.IndexOf(beginning) >= 0)
            {
                return true;
            }
        }

        return utf8.Contains((byte)'@') && utf8.IndexOf("://"u8) >= 0;
    }

    private static bool MayHoldCredential(ReadOnlySpan<char> text) =>
        text.ContainsAny(InText) || (text.Contains('@') && text.Contains("://", StringComparison.Ordinal));

    [GeneratedRegex(
        @"(?<keep>://)(?>[^/\s@]+)(?=@)|\b(?:gh[pousr]_[A-Za-z0-9]{20,255}|github_pat_[A-Za-z0-9_]{20,255}|glpat-[A-Za-z0-9_-]{20,255}|sk-[A-Za-z0-9_-]{20,255}|xox[abprs]-[A-Za-z0-9-]{10,255}|AKIA[A-Z0-9]{16})",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Credential();
}
