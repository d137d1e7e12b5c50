using System.Globalization;
using System.Text;
using SpecKitExtension.Tasks;

namespace SpecKitExtension.Rendering;

/// <summary>Makes text from tasks.md and file names fit to stand in a prompt or a commit message.</summary>
internal static class PlainText
{
    /// <summary>The text on one line: no control characters, none that show a reader something else, single blanks.</summary>
    public static string OneLine(string text)
    {
        var line = new StringBuilder(text.Length);
        foreach (var (rune, hidden) in InvisibleText.Of(text))
        {
            line.Append(
                Rune.IsWhiteSpace(rune) || Rune.IsControl(rune) ? " "
                : hidden ? ""
                : rune.ToString()
            );
        }

        return string.Join(' ', line.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>The text on its lines, ended by line feeds: no control characters but tabs, no blank ends.</summary>
    public static string Block(string text)
    {
        var block = new StringBuilder(text.Length);
        foreach (var (rune, hidden) in InvisibleText.Of(text.ReplaceLineEndings("\n")))
        {
            block.Append(rune.Value is '\n' or '\t' || !(Rune.IsControl(rune) || hidden) ? rune.ToString() : "");
        }

        return block.ToString().Trim();
    }

    /// <summary>Cuts a line at a word's end, if there is one in its second half, and says so by an ellipsis.</summary>
    /// <param name="line">The line.</param>
    /// <param name="length">At most this many UTF-16 units.</param>
    public static string Cut(string line, int length)
    {
        if (line.Length <= length)
        {
            return line;
        }

        var end = 0;
        for (var next = 0; next <= length - 1; next += StringInfo.GetNextTextElementLength(line, next))
        {
            end = next;
        }

        var blank = line.LastIndexOf(' ', end);
        return $"{line[..(blank > length / 2 ? blank : end)].TrimEnd()}…";
    }

    /// <summary>A Markdown fence that occurs in none of the texts, so that none can end its block.</summary>
    public static string Fence(IEnumerable<string> texts)
    {
        var (longest, run) = (2, 0);
        foreach (var character in texts.SelectMany(text => text.Append('\n')))
        {
            run = character == '`' ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }

        return new('`', longest + 1);
    }

    /// <summary>Marks, overrides and isolates of writing direction, and tags, by which a whole sentence stays invisible: whoever reviews
    /// tasks.md would see something else than what an agent is told.</summary>
    internal static bool Deceives(Rune rune) =>
        rune.Value is 0x061c or 0x200e or 0x200f or (>= 0x202a and <= 0x202e) or (>= 0x2066 and <= 0x2069) or (>= 0xe0000 and <= 0xe007f);
}
