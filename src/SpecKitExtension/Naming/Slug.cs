using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace SpecKitExtension.Naming;

/// <summary>Turns any text into lower-case ASCII words joined by hyphens.</summary>
internal static class Slug
{
    // Written out because invariant globalization leaves Unicode normalization to ASCII.
    private static readonly FrozenDictionary<char, string> Folds = new (string Letters, string Ascii)[]
    {
        ("àáâãäåāăą", "a"),
        ("æ", "ae"),
        ("çćĉċč", "c"),
        ("ðďđ", "d"),
        ("èéêëēĕėęě", "e"),
        ("ĝğġģ", "g"),
        ("ĥħ", "h"),
        ("ìíîïĩīĭįı", "i"),
        ("ĳ", "ij"),
        ("ĵ", "j"),
        ("ķĸ", "k"),
        ("ĺļľŀł", "l"),
        ("ñńņňŋ", "n"),
        ("òóôõöøōŏő", "o"),
        ("œ", "oe"),
        ("ŕŗř", "r"),
        ("śŝşšșſ", "s"),
        ("ß", "ss"),
        ("ţťŧț", "t"),
        ("þ", "th"),
        ("ùúûüũūŭůűų", "u"),
        ("ŵ", "w"),
        ("ýÿŷ", "y"),
        ("źżž", "z"),
    }
        .SelectMany(fold => fold.Letters, (fold, letter) => KeyValuePair.Create(letter, fold.Ascii))
        .ToFrozenDictionary();

    /// <summary>The words of <paramref name="text"/>, as many whole ones as fit; a first word that does not fit is cut.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="length">At most this many characters.</param>
    /// <param name="fallback">What to answer when the text has no word.</param>
    public static string Of(string text, int length, string fallback)
    {
        var slug = new StringBuilder();
        foreach (var word in Fold(text).Split('-', StringSplitOptions.RemoveEmptyEntries))
        {
            if (slug.Length == 0)
            {
                slug.Append(word.AsSpan(0, Math.Min(word.Length, length)));
            }
            else if (slug.Length + 1 + word.Length <= length)
            {
                slug.Append('-').Append(word);
            }
            else
            {
                break;
            }
        }

        return slug.Length == 0 ? fallback : slug.ToString();
    }

    private static string Fold(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            var lower = char.ToLowerInvariant(character);
            if (char.IsAsciiLetterOrDigit(lower))
            {
                folded.Append(lower);
            }
            else if (Folds.TryGetValue(lower, out var ascii))
            {
                folded.Append(ascii);
            }
            else if (lower is not ('\'' or '’') && char.GetUnicodeCategory(lower) is not UnicodeCategory.NonSpacingMark)
            {
                folded.Append('-');
            }
        }

        return folded.ToString();
    }
}
