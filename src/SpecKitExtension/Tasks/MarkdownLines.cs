using System.Text;
using Markdig;
using Markdig.Extensions.Yaml;
using Markdig.Syntax;

namespace SpecKitExtension.Tasks;

/// <summary>A line of tasks.md and what Markdig found it to be.</summary>
internal sealed class MarkdownLine(string text, int offset)
{
    /// <summary>Stands for a character of a comment.</summary>
    public const char Hidden = '\uE000';

    /// <summary>The line without its end; characters of comments are <see cref="Hidden"/>, malformed bytes U+FFFD.</summary>
    public string Text { get; set; } = text;

    /// <summary>Offset in bytes of its first character. The beginning of a task's line is ASCII, so there an index is an offset
    /// too.</summary>
    public int Offset => offset;

    /// <summary>How it begins.</summary>
    public LineHead Head { get; set; }

    /// <summary>Whether it is code or front matter.</summary>
    public bool IsCode { get; set; }

    /// <summary>The level of the heading that it is; 0 for any other line.</summary>
    public int Level { get; set; }

    /// <summary>The first line of the paragraph or code block that it belongs to, from 0; -1 without one.</summary>
    public int Block { get; set; } = -1;

    /// <summary>The first line of the list item around it, from 0; -1 without one.</summary>
    public int Item { get; set; } = -1;

    /// <summary>For the first line of a list item, the first line of the item around that one, from 0; -1 without one.</summary>
    public int Outer { get; set; } = -1;

    /// <summary>The line without comments.</summary>
    public string Shown => Text.Contains(Hidden, StringComparison.Ordinal) ? Text.Replace($"{Hidden}", "", StringComparison.Ordinal) : Text;

    /// <summary>What is shown behind bullet and box.</summary>
    public string Words =>
        Text[Math.Max(Head.Text, Math.Max(Head.BehindBullet, Head.BehindBox))..].Replace($"{Hidden}", "", StringComparison.Ordinal).Trim();

    /// <summary>Whether nothing stands on it but blanks and marks of quotes.</summary>
    public bool IsBlank => Text.AsSpan().Trim(" \t>").IsEmpty;
}

/// <summary>tasks.md line by line. Markdig reads it once, and its blocks say which lines are code, front matter, headings, and what belongs
/// together.</summary>
internal sealed class MarkdownLines
{
    private static readonly MarkdownPipeline Pipeline = Blocks();

    // Where the lines end in what Markdig reads.
    private readonly List<int> _ends = [];

    private MarkdownLines(List<MarkdownLine> lines) => Lines = lines;

    /// <summary>The lines.</summary>
    public IReadOnlyList<MarkdownLine> Lines { get; }

    /// <summary>First lines of code blocks that are never closed, from 0.</summary>
    public List<int> UnclosedFences { get; } = [];

    /// <summary>The line of the comment that is never closed, from 0; null without one.</summary>
    public int? UnclosedComment { get; private set; }

    /// <param name="content">The bytes of tasks.md.</param>
    public static MarkdownLines Of(ReadOnlySpan<byte> content)
    {
        MarkdownLines markdown = new(Split(content));
        MarkdownSkeleton skeleton = new(markdown.Lines);
        var text = skeleton.Text();
        for (var end = text.IndexOf('\n', StringComparison.Ordinal); end >= 0; end = text.IndexOf('\n', end + 1))
        {
            markdown._ends.Add(end);
        }

        markdown.Walk(Markdown.Parse(text, Pipeline), -1);
        markdown.UnclosedComment = skeleton.UnclosedComment;
        return markdown;
    }

    private static List<MarkdownLine> Split(ReadOnlySpan<byte> content)
    {
        List<MarkdownLine> lines = [];
        var start = content.StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
        while (start < content.Length)
        {
            var length = content[start..].IndexOfAny((byte)'\r', (byte)'\n');
            var end = length < 0 ? content.Length : start + length;
            MarkdownLine line = new(Encoding.UTF8.GetString(content[start..end]), start);
            line.Head = LineHead.Of(line.Text);
            lines.Add(line);
            start = end + (content[end..].StartsWith("\r\n"u8) ? 2 : 1);
        }

        return lines;
    }

    private void Walk(ContainerBlock container, int item)
    {
        foreach (var block in container)
        {
            switch (block)
            {
                case ListItemBlock inner:
                    Lines[inner.Line].Outer = item;
                    Walk(inner, inner.Line);
                    break;
                case ContainerBlock inner:
                    Walk(inner, item);
                    break;
                case HeadingBlock heading when IsHeading(heading):
                    Lines[LineAt(heading.Span.Start)].Level = heading.Level;
                    break;
                case FencedCodeBlock { ClosingFencedCharCount: 0 } fence:
                    Mark(fence.Line, fence.Line + fence.Lines.Count, item, isCode: true);
                    UnclosedFences.Add(fence.Line);
                    break;
                case FencedCodeBlock or YamlFrontMatterBlock:
                    Mark(block.Line, block.Line + ((LeafBlock)block).Lines.Count + 1, item, isCode: true);
                    break;
                default:
                    Mark(LineAt(block.Span.Start), LineAt(block.Span.End), item, isCode: false);
                    break;
            }
        }
    }

    private int LineAt(int offset) => _ends.BinarySearch(offset) is var found && found >= 0 ? found : ~found;

    private void Mark(int first, int last, int item, bool isCode)
    {
        for (var line = first; line <= Math.Min(last, Lines.Count - 1); line++)
        {
            (Lines[line].Block, Lines[line].Item, Lines[line].IsCode) = (first, item, isCode);
        }
    }

    /// <summary>Three hyphens below a line are a rule to those who write tasks.md, unless the line says that it is a phase.</summary>
    private bool IsHeading(HeadingBlock heading)
    {
        var at = LineAt(heading.Span.Start);
        var line = Lines[at];
        if (line.Head.HasBullet || !heading.IsSetext)
        {
            return !line.Head.HasBullet;
        }

        var underline = at + 1 < Lines.Count ? Lines[at + 1].Text.Trim() : "";
        return line.Head is { Quotes: 0 }
            && line.Text[line.Head.Text] != '|'
            && !underline.AsSpan().ContainsAnyExcept('=', '-')
            && (underline.Length > 3 || underline is "==" or "===" || (underline == "---" && PhaseTitle.IsPhase(line.Shown)));
    }

    private static MarkdownPipeline Blocks()
    {
        var builder = new MarkdownPipelineBuilder().UseYamlFrontMatter();
        builder.InlineParsers.Clear();
        // Whoever indents a task by four columns does not mean code.
        builder.BlockParsers.RemoveAll(parser => parser is Markdig.Parsers.IndentedCodeBlockParser);
        return builder.Build();
    }
}
