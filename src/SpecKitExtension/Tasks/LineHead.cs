namespace SpecKitExtension.Tasks;

/// <summary>How a line begins: quote marks, indentation, bullet, check box; of a doubled one (<c>- [ ] - [ ] T001</c>) the inner.</summary>
/// <param name="Quotes">How many quote marks come first.</param>
/// <param name="Margin">Columns before the first quote mark; without any, the same as <paramref name="Indent"/>.</param>
/// <param name="Indent">Columns before the bullet or the first word, behind any quote marks; a tab reaches to the next multiple of
/// four.</param>
/// <param name="Text">Index of the first character that is no indentation.</param>
/// <param name="BehindBullet">Index right behind the bullet, or 0 without one; blanks need not follow.</param>
/// <param name="Box">Index of the character between the brackets of a well-formed box, or 0.</param>
/// <param name="BehindBox">Index of the words behind that box.</param>
internal readonly record struct LineHead(int Quotes, int Margin, int Indent, int Text, int BehindBullet, int Box, int BehindBox)
{
    private const int LongestNumber = 9;
    private const int ColumnsOfTab = 4;

    public bool HasBullet => BehindBullet > 0;

    public bool HasBox => Box > 0;

    public static LineHead Of(ReadOnlySpan<char> line)
    {
        var (quotes, margin, indent, at) = (0, 0, 0, 0);
        for (; at < line.Length && line[at] is (' ' or '\t' or '>'); at++)
        {
            if (line[at] == '>')
            {
                margin = quotes++ == 0 ? indent : margin;
                indent = 0;
            }
            else
            {
                indent += line[at] == '\t' ? ColumnsOfTab - (indent % ColumnsOfTab) : 1;
            }
        }

        var behindBullet = Bullet(line, at);
        LineHead head = new(quotes, quotes == 0 ? indent : margin, indent, at, behindBullet, 0, 0);
        var bracket = Blanks(line, behindBullet);
        while (behindBullet > 0 && bracket > behindBullet && line[bracket..] is ['[', ' ' or 'x' or 'X' or '~' or '-', ']', ..])
        {
            var words = Blanks(line, bracket + 3);
            if (words == bracket + 3 && line[words..] is not ['*' or '`' or '~', ..])
            {
                break;
            }

            head = head with { Box = bracket + 1, BehindBox = words };
            behindBullet = Bullet(line, words);
            bracket = Blanks(line, behindBullet);
        }

        return head;
    }

    private static int Bullet(ReadOnlySpan<char> line, int at)
    {
        if (line[at..] is ['-' or '*' or '+', ..])
        {
            return at + 1;
        }

        var digits = line[at..].IndexOfAnyExceptInRange('0', '9');
        return digits is > 0 and <= LongestNumber && line[at + digits] is ('.' or ')') ? at + digits + 1 : 0;
    }

    private static int Blanks(ReadOnlySpan<char> line, int at)
    {
        var words = line[at..].IndexOfAnyExcept(' ', '\t');
        return words < 0 ? line.Length : at + words;
    }
}
