using System.Text;

namespace Campaigns.Input;

/// <summary>What every output has to be.</summary>
internal static class Terminal
{
    private static readonly string[] Defects =
    [
        "defect of the tool",
        "Unhandled exception",
        "   at SpecKitExtension",
        "System.NullReference",
        "System.InvalidOperation",
        "System.Argument",
        "System.Format",
    ];

    /// <summary>Fails when a terminal would obey any of the text, or when it tells of a defect.</summary>
    /// <param name="text">What was printed.</param>
    /// <param name="where">What printed it.</param>
    internal static void ShouldBeHarmless(string text, string where)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (Commands(rune))
            {
                throw new ShouldAssertException($"{where} has U+{rune.Value:X4} in: {Visible(text, rune)}");
            }
        }

        foreach (var defect in Defects)
        {
            text.Contains(defect, StringComparison.Ordinal)
                .ShouldBeFalse($"{where} tells of a defect:\n{(text.Length > 4_000 ? text[..4_000] : text)}");
        }
    }

    private static bool Commands(Rune rune) =>
        rune.Value
            is (< 0x20 and not '\n' and not '\t')
                or (>= 0x7f and < 0xa0)
                or 0x061c
                or 0x200e
                or 0x200f
                or 0x2028
                or 0x2029
                or (>= 0x202a and <= 0x202e)
                or (>= 0x2066 and <= 0x2069)
                or (>= 0xe0000 and <= 0xe007f);

    private static string Visible(string text, Rune rune)
    {
        var at = text.IndexOf(rune.ToString(), StringComparison.Ordinal);
        return text[Math.Max(0, at - 80)..Math.Min(text.Length, at + 80)].Replace(rune.ToString(), "⟦here⟧", StringComparison.Ordinal);
    }
}
