using System.Globalization;
using System.Text;

namespace SpecKitExtension.Reporting;

/// <summary>Text measured in columns of a terminal, where a Chinese character or an emoji takes two.</summary>
internal static class Columns
{
    /// <summary>What is drawn two columns wide, as first and last code point.</summary>
    private static readonly (int First, int Last)[] Wide =
    [
        (0x1100, 0x115F),
        (0x231A, 0x231B),
        (0x23E9, 0x23F3),
        (0x2614, 0x2615),
        (0x26A1, 0x26A1),
        (0x2705, 0x2705),
        (0x274C, 0x274C),
        (0x2728, 0x2728),
        (0x2757, 0x2757),
        (0x2B50, 0x2B55),
        (0x2E80, 0x303E),
        (0x3041, 0xA4CF),
        (0xA960, 0xA97F),
        (0xAC00, 0xD7A3),
        (0xF900, 0xFAFF),
        (0xFE30, 0xFE6F),
        (0xFF00, 0xFF60),
        (0xFFE0, 0xFFE6),
        (0x1F300, 0x1F64F),
        (0x1F680, 0x1F6FF),
        (0x1F900, 0x1F9FF),
        (0x1FA70, 0x1FAFF),
        (0x20000, 0x3FFFD),
    ];

    /// <summary>How many columns a text takes.</summary>
    public static int Of(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            return text.Length;
        }

        var width = 0;
        var elements = StringInfo.GetTextElementEnumerator(text);
        while (elements.MoveNext())
        {
            width += OfElement(elements.GetTextElement());
        }

        return width;
    }

    /// <summary>A text that takes no more than a width; what is cut off is named by an ellipsis.</summary>
    public static string Cut(string text, int width, string ellipsis)
    {
        if (Of(text) <= width)
        {
            return text;
        }

        StringBuilder cut = new();
        var left = width - ellipsis.Length;
        var elements = StringInfo.GetTextElementEnumerator(text);
        while (elements.MoveNext() && (left -= OfElement(elements.GetTextElement())) >= 0)
        {
            cut.Append(elements.GetTextElement());
        }

        return cut.ToString().TrimEnd() + ellipsis;
    }

    /// <summary>A text in lines, broken between words only: a word that is longer than a line keeps a line of its own.</summary>
    /// <param name="text">The text.</param>
    /// <param name="first">Columns of the first line.</param>
    /// <param name="width">Columns of the others.</param>
    public static IEnumerable<string> Wrap(string text, int first, int width)
    {
        StringBuilder line = new();
        var (used, limit) = (0, first);
        foreach (var word in text.Split(' '))
        {
            var columns = Of(word);
            if (used > 0 && used + 1 + columns > limit)
            {
                yield return line.ToString();
                line.Clear();
                (used, limit) = (0, width);
            }

            line.Append(used > 0 ? " " : "").Append(word);
            used += columns + (used > 0 ? 1 : 0);
        }

        yield return line.ToString();
    }

    private static int OfElement(string element) =>
        Array.Exists(Wide, range => char.ConvertToUtf32(element, 0) is var point && point >= range.First && point <= range.Last) ? 2 : 1;
}
