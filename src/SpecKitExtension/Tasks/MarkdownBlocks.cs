using Markdig;
using Markdig.Extensions.Yaml;
using Markdig.Parsers;
using Markdig.Syntax;

namespace SpecKitExtension.Tasks;

/// <summary>The blocks of tasks.md as Markdig sees them: which lines are code or front matter, which are headings.</summary>
/// <remarks>
/// Markdig gets a few hundred lines at a time, so that the trees it builds are short-lived. A part ends before a heading or a task that is not
/// indented: these end every block above them but a code block or a comment, and whoever ends in one of those goes on behind its end.
/// </remarks>
internal sealed class MarkdownBlocks
{
    private const int LinesAtOnce = 200;

    // How often reading may begin again within one part; a part that needs more is read as it stands.
    private const int MostRestarts = 8;

    private readonly SourceText _source;
    private readonly bool[] _code;

    private MarkdownBlocks(SourceText source)
    {
        _source = source;
        _code = new bool[source.LineCount];
    }

    /// <summary>Levels of the headings by line, from 0.</summary>
    public Dictionary<int, int> Headings { get; } = [];

    /// <summary>First lines of code blocks that are never closed.</summary>
    public List<int> Unclosed { get; } = [];

    /// <summary>Whether a line is code or front matter.</summary>
    public bool IsCode(int line) => _code[line];

    public void MarkCode(int first, int last) => Array.Fill(_code, true, first, Math.Min(last, _code.Length - 1) - first + 1);

    public static MarkdownBlocks Of(SourceText source)
    {
        MarkdownBlocks blocks = new(source);
        var end = 0;
        var restarts = 0;
        for (var first = 0; first < source.LineCount;)
        {
            if (first >= end)
            {
                (end, restarts) = (blocks.EndOfPart(first), 0);
            }

            first = blocks.Read(first, end, mayRestart: restarts++ < MostRestarts);
        }

        return blocks;
    }

    private int EndOfPart(int first)
    {
        var end = Math.Min(first + LinesAtOnce, _source.LineCount);
        while (end < _source.LineCount && _source.Line(end) is not (['#', ..] or ['-', ' ', '[', ..]))
        {
            end++;
        }

        return end;
    }

    /// <returns>The line on which to go on.</returns>
    private int Read(int first, int end, bool mayRestart)
    {
        var document = Markdown.Parse(MarkdownSkeleton.Of(_source, first, end), first == 0 ? WithFrontMatter : Plain);
        foreach (var block in document.Descendants<LeafBlock>())
        {
            var line = first + block.Line;
            switch (block)
            {
                case YamlFrontMatterBlock:
                    MarkCode(line, line + block.Lines.Count + 1);
                    break;
                case FencedCodeBlock { ClosingFencedCharCount: 0 } fence:
                    var reachesOn = fence.Parent == document && fence == document.LastChild;
                    var last = reachesOn ? _source.LineCount - 1 : line + block.Lines.Count;
                    if ((mayRestart || reachesOn) && Fence.FindClosing(_source, line + 1, last, fence.FencedChar, fence.OpeningFencedCharCount) is { } closing)
                    {
                        MarkCode(line, closing);
                        return closing + 1;
                    }

                    MarkCode(line, last);
                    Unclosed.Add(line);
                    if (reachesOn)
                    {
                        return _source.LineCount;
                    }

                    break;
                case FencedCodeBlock:
                    MarkCode(line, line + block.Lines.Count + 1);
                    break;
                case HeadingBlock heading:
                    Headings[line] = heading.Level;
                    break;
                case HtmlBlock { Type: HtmlBlockType.Comment } when block.Parent == document && block == document.LastChild:
                    return Math.Max(end, BehindComment(line));
                default:
                    break;
            }
        }

        return end;
    }

    private int BehindComment(int line)
    {
        var end = _source.Characters[_source.Start(line)..].IndexOf("-->", StringComparison.Ordinal);
        return end < 0 ? _source.LineCount : _source.LineAt(_source.Start(line) + end) + 1;
    }

    private static readonly MarkdownPipeline Plain = Pipeline(new());
    private static readonly MarkdownPipeline WithFrontMatter = Pipeline(new MarkdownPipelineBuilder().UseYamlFrontMatter());

    private static MarkdownPipeline Pipeline(MarkdownPipelineBuilder builder)
    {
        builder.InlineParsers.Clear();
        // A rule right below a line of text is a rule to those who write tasks.md, not a heading.
        builder.BlockParsers.Find<ParagraphBlockParser>()!.ParseSetextHeadings = false;
        return builder.Build();
    }
}
