namespace SpecKitExtension.Tasks;

/// <summary>Headings that are underlined. A line of three hyphens below a line of text is a rule to those who write tasks.md, unless the text says that it is a phase.</summary>
internal static class SetextHeading
{
    private const int IndentOfCode = 4;
    private const int LongestRule = 3;

    /// <summary>The level of the heading that a line is, or null.</summary>
    public static int? LevelAt(SourceText source, MarkdownBlocks blocks, int line, LineHead head)
    {
        if (head.Quotes > 0 || head.HasBullet || head.Indent >= IndentOfCode || line + 1 == source.LineCount || blocks.IsCode(line + 1) || source.Line(line)[head.Text] == '|')
        {
            return null;
        }

        var underline = source.Line(line + 1).TrimEnd(" \t");
        return underline is [] or not ['=' or '-', ..] || underline.ContainsAnyExcept(underline[0]) || !BeginsParagraph(source, blocks, line) ? null
            : underline[0] == '=' ? (underline.Length > 1 ? 1 : null)
            : underline.Length > LongestRule || (underline.Length == LongestRule && PhaseTitle.IsPhase(source.Decode(line, head.Text))) ? 2 : null;
    }

    private static bool BeginsParagraph(SourceText source, MarkdownBlocks blocks, int line) =>
        line == 0 || blocks.IsCode(line - 1) || blocks.Headings.ContainsKey(line - 1) || source.Line(line - 1).Trim(" \t").IsEmpty;
}
