using Markdig;
using Markdig.Extensions.Yaml;
using Markdig.Parsers;
using Markdig.Syntax;

namespace SpecKitExtension.Tasks;

/// <summary>The blocks of tasks.md as Markdig sees them: which lines are code or front matter, which are headings.</summary>
internal sealed class MarkdownBlocks
{
    // Restarting after a fence that is closed at a depth CommonMark does not accept; a file that needs more is read as it stands.
    private const int MostRestarts = 8;

    private readonly bool[] _code;

    private MarkdownBlocks(int lines) => _code = new bool[lines];

    /// <summary>Levels of the headings by line, from 0.</summary>
    public Dictionary<int, int> Headings { get; } = [];

    /// <summary>First lines of code blocks that are never closed.</summary>
    public List<int> Unclosed { get; } = [];

    /// <summary>Whether a line is code or front matter.</summary>
    public bool IsCode(int line) => _code[line];

    public void MarkCode(int first, int last) => Array.Fill(_code, true, first, Math.Min(last, _code.Length - 1) - first + 1);

    public static MarkdownBlocks Of(SourceText source)
    {
        var blocks = new MarkdownBlocks(source.LineCount);
        var first = 0;
        for (var pass = 0; first < source.LineCount && pass <= MostRestarts; pass++)
        {
            first = blocks.Read(source, first);
        }

        return blocks;
    }

    private int Read(SourceText source, int first)
    {
        var document = Markdown.Parse(MarkdownSkeleton.Of(source, first), first == 0 ? WithFrontMatter : Plain);
        foreach (var block in document.Descendants<LeafBlock>())
        {
            var line = first + block.Line;
            switch (block)
            {
                case YamlFrontMatterBlock:
                    MarkCode(line, line + block.Lines.Count + 1);
                    break;
                case FencedCodeBlock { ClosingFencedCharCount: 0 } fence:
                    var last = line + block.Lines.Count;
                    if (Fence.FindClosing(source, line + 1, last, fence.FencedChar, fence.OpeningFencedCharCount) is { } closing)
                    {
                        MarkCode(line, closing);
                        return closing + 1;
                    }

                    MarkCode(line, last);
                    Unclosed.Add(line);
                    break;
                case FencedCodeBlock:
                    MarkCode(line, line + block.Lines.Count + 1);
                    break;
                case HeadingBlock heading:
                    Headings[line] = heading.Level;
                    break;
                default:
                    break;
            }
        }

        return source.LineCount;
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
