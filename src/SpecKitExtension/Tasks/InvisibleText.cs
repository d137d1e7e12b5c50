using System.Globalization;
using System.Text;

namespace SpecKitExtension.Tasks;

/// <summary>Characters that no reader sees and every model reads: Unicode's Default_Ignorable_Code_Point, in which a whole sentence can
/// stand.</summary>
internal static class InvisibleText
{
    private const int Joiner = 0x200d;
    private const int TextStyle = 0xfe0e;
    private const int PictureStyle = 0xfe0f;

    /// <summary>Whether a character is shown as nothing.</summary>
    public static bool IsIgnorable(Rune rune) =>
        rune.Value
            is 0x00ad
                or 0x034f
                or 0x061c
                or 0x115f
                or 0x1160
                or 0x17b4
                or 0x17b5
                or (>= 0x180b and <= 0x180f)
                or (>= 0x200b and <= 0x200f)
                or (>= 0x202a and <= 0x202e)
                or (>= 0x2060 and <= 0x206f)
                or 0x3164
                or (>= 0xfe00 and <= 0xfe0f)
                or 0xfeff
                or 0xffa0
                or (>= 0xfff0 and <= 0xfff8)
                or (>= 0x1bca0 and <= 0x1bca3)
                or (>= 0x1d173 and <= 0x1d17a)
                or (>= 0xe0000 and <= 0xe0fff);

    /// <summary>The characters of a text, each with whether it is hidden; what holds an emoji together is not.</summary>
    public static IEnumerable<(Rune Rune, bool Hidden)> Of(string text)
    {
        var runes = text.EnumerateRunes().ToArray();
        for (var at = 0; at < runes.Length; at++)
        {
            yield return (runes[at], IsIgnorable(runes[at]) && !IsPartOfEmoji(runes, at));
        }
    }

    /// <summary>Whether a text holds a hidden character.</summary>
    public static bool IsIn(string text) =>
        text.AsSpan().ContainsAnyExceptInRange('\0', '~') && Of(text).Any(character => character.Hidden);

    private static bool IsPartOfEmoji(Rune[] runes, int at) =>
        runes[at].Value switch
        {
            TextStyle or PictureStyle => at > 0 && (IsPicture(runes[at - 1]) || runes[at - 1].Value is '#' or '*' or (>= '0' and <= '9')),
            Joiner => at > 0
                && at + 1 < runes.Length
                && IsPicture(runes[at + 1])
                && IsPicture(runes[at > 1 && runes[at - 1].Value == PictureStyle ? at - 2 : at - 1]),
            _ => false,
        };

    private static bool IsPicture(Rune rune) =>
        rune.Value is (>= 0x1f000 and <= 0x1faff) or 0x203c or 0x2049 or 0x3030
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.OtherSymbol
        || (rune.Value is >= 0x2190 and <= 0x2bff);
}
