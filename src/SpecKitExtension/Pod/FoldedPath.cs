using System.Text;

namespace SpecKitExtension.Pod;

/// <summary>A path as the most forgiving file system would take it, so that no spelling stands in for another name.</summary>
/// <remarks>
/// Case, what is not shown, Windows' trailing dots and blanks, its streams and its back slashes are folded away. Letters that a file
/// system folds to ASCII are listed here: the program runs without ICU, so text functions know no other equality.
/// </remarks>
internal static class FoldedPath
{
    private static readonly Dictionary<int, string> Letters = new()
    {
        [0x017F] = "s",
        [0x212A] = "k",
        [0x00DF] = "ss",
        [0x1E9E] = "ss",
        [0x0130] = "i",
        [0xFB00] = "ff",
        [0xFB01] = "fi",
        [0xFB02] = "fl",
        [0xFB03] = "ffi",
        [0xFB04] = "ffl",
        [0xFB05] = "st",
        [0xFB06] = "st",
        ['\\'] = "/",
    };

    /// <summary>The folded path.</summary>
    /// <param name="path">The path, with slashes.</param>
    public static string Of(string path)
    {
        StringBuilder folded = new(path.Length);
        foreach (var rune in path.EnumerateRunes())
        {
            folded.Append(
                Letters.TryGetValue(rune.Value, out var letter) ? letter
                : IsIgnorable(rune.Value) ? ""
                : Rune.ToLowerInvariant(rune).ToString()
            );
        }

        return string.Join('/', folded.ToString().Split('/').Select(Part));
    }

    /// <summary>Whether a name looks like one of those that Windows invents, such as <c>OPENCO~1</c>.</summary>
    /// <param name="folded">A part of a folded path.</param>
    public static bool IsShortName(string folded)
    {
        var dot = folded.IndexOf('.', StringComparison.Ordinal);
        var (stem, ending) = dot < 0 ? (folded, "") : (folded[..dot], folded[(dot + 1)..]);
        var tilde = stem.LastIndexOf('~');
        return tilde > 0 && stem.Length <= 8 && ending.Length <= 3 && stem.Length > tilde + 1 && stem[(tilde + 1)..].All(char.IsAsciiDigit);
    }

    private static string Part(string part)
    {
        if (part is "." or "..")
        {
            return part;
        }

        var stream = part.IndexOf(':', StringComparison.Ordinal);
        return (stream > 0 ? part[..stream] : part).TrimEnd('.', ' ');
    }

    /// <summary>Unicode's Default_Ignorable_Code_Point, and control characters.</summary>
    private static bool IsIgnorable(int code) =>
        code
            is < 0x20
                or 0x7F
                or 0xAD
                or 0x34F
                or 0x61C
                or 0x115F
                or 0x1160
                or 0x17B4
                or 0x17B5
                or (>= 0x180B and <= 0x180F)
                or (>= 0x200B and <= 0x200F)
                or (>= 0x202A and <= 0x202E)
                or (>= 0x2060 and <= 0x206F)
                or 0x3164
                or (>= 0xFE00 and <= 0xFE0F)
                or 0xFEFF
                or 0xFFA0
                or (>= 0xFFF0 and <= 0xFFF8)
                or (>= 0x1BCA0 and <= 0x1BCA3)
                or (>= 0x1D173 and <= 0x1D17A)
                or (>= 0xE0000 and <= 0xE0FFF);
}
