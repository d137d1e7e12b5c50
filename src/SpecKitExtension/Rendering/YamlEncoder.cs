using System.Globalization;
using System.Text;

namespace SpecKitExtension.Rendering;

/// <summary>Writes a text as a double-quoted YAML scalar that helm's parser reads back exactly.</summary>
internal static class YamlEncoder
{
    /// <summary>The scalar, quotes included. A lone surrogate, which is no character, becomes U+FFFD.</summary>
    public static string Quote(string text)
    {
        var scalar = new StringBuilder(text.Length + 2).Append('"');
        Span<char> verbatim = stackalloc char[2];
        foreach (var rune in text.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '"' => scalar.Append("\\\""),
                '\\' => scalar.Append(@"\\"),
                '\n' => scalar.Append(@"\n"),
                // Everything outside YAML's printable set, and what its parsers take for a line end or a byte order mark.
                < 0x20 or (>= 0x7f and <= 0xa0) => Escape(scalar, 'x', "x2", rune),
                0x2028 or 0x2029 or 0xfeff or 0xfffe or 0xffff => Escape(scalar, 'u', "x4", rune),
                > 0xffff when (rune.Value & 0xfffe) == 0xfffe => Escape(scalar, 'U', "x8", rune),

                // Values are printed and reviewed, too.
                _ when PlainText.Deceives(rune) => rune.IsBmp ? Escape(scalar, 'u', "x4", rune) : Escape(scalar, 'U', "x8", rune),
                _ => scalar.Append(verbatim[..rune.EncodeToUtf16(verbatim)]),
            };
        }

        return scalar.Append('"').ToString();
    }

    /// <summary>Whether helm can also check the text against a chart's schema; on its way there it writes YAML that its own parser refuses
    /// for these.</summary>
    public static bool CanBeChecked(string text) =>
        !text.Any(character => character is (>= '\u007f' and <= '\u009f') or '\ufeff' or '\ufffe' or '\uffff');

    private static StringBuilder Escape(StringBuilder scalar, char kind, string format, Rune rune) =>
        scalar.Append('\\').Append(kind).Append(rune.Value.ToString(format, CultureInfo.InvariantCulture));
}
