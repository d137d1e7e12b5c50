using System.Buffers;
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
    private static readonly SearchValues<string> Beginnings = SearchValues.Create(["ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "sk-", "xox", "AKIA"], StringComparison.Ordinal);

    /// <summary>Text in which every control character is a visible picture and every credential is <c>***</c>.</summary>
    public static string Clean(string text) => Redact(Neutralize(text));

    /// <summary>The same for text in UTF-8; itself where there is nothing to change, as in nearly every line.</summary>
    public static ReadOnlyMemory<byte> Clean(ReadOnlyMemory<byte> utf8)
    {
        if (IsPrintable(utf8.Span))
        {
            // The search knows characters only; widening is cheap where a string would not be.
            Span<char> wide = utf8.Length <= 1_024 ? stackalloc char[utf8.Length] : new char[utf8.Length];
            Encoding.ASCII.GetChars(utf8.Span, wide);
            if (!MayHoldCredential(wide))
            {
                return utf8;
            }
        }

        return Encoding.UTF8.GetBytes(Clean(Encoding.UTF8.GetString(utf8.Span)));
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
            clean.Append(PlainText.Deceives(rune) ? Rune.ReplacementChar.ToString() : hidden ? "" : Picture(rune).ToString());
        }

        return clean.ToString();
    }

    private static Rune Picture(Rune rune) => rune.Value switch
    {
        '\t' => rune,
        < 0x20 => new(0x2400 + rune.Value),
        0x7F => new(0x2421),
        >= 0x80 and < 0xA0 => Rune.ReplacementChar,
        0x2028 or 0x2029 => new(' '),
        _ => rune,
    };

    private static string Redact(string text) => MayHoldCredential(text) ? Credential().Replace(text, match => match.Groups["keep"].Value + Hidden) : text;

    private static bool MayHoldCredential(ReadOnlySpan<char> text) => text.ContainsAny(Beginnings) || (text.Contains('@') && text.Contains("://", StringComparison.Ordinal));

    [GeneratedRegex(@"(?<keep>://)(?>[^/\s@]+)(?=@)|\b(?:gh[pousr]_[A-Za-z0-9]{20,255}|github_pat_[A-Za-z0-9_]{20,255}|glpat-[A-Za-z0-9_-]{20,255}|sk-[A-Za-z0-9_-]{20,255}|xox[abprs]-[A-Za-z0-9-]{10,255}|AKIA[A-Z0-9]{16})", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Credential();
}
