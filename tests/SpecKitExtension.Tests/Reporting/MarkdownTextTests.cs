using FsCheck;
using FsCheck.Fluent;
using Markdig;
using Markdig.Extensions.Tables;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using SpecKitExtension.Logs;
using SpecKitExtension.Rendering;
using SpecKitExtension.Reporting;

namespace SpecKitExtension.Tests.Reporting;

public sealed class MarkdownTextTests
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .UsePipeTables()
        .UseAutoLinks()
        .UseEmphasisExtras()
        .UseTaskLists()
        .UseMathematics()
        .Build();

    private static readonly string[] Pieces =
    [
        "|",
        "`",
        "``",
        "<",
        ">",
        "&",
        "&lt;",
        "<b>",
        "</td>",
        "<!--",
        "\\",
        "*",
        "**",
        "_",
        "~~",
        "[",
        "](",
        "]",
        ")",
        "![x](y)",
        "#",
        "#12",
        "@",
        "@all",
        "!",
        "$",
        "$x$",
        "https://",
        "https://e.example/1",
        "www.e.example",
        "Fixes #1",
        "GH-1",
        "o/n#1",
        " ",
        "a",
        "x",
        "\t",
        "\n",
        "\r",
        "\u2028",
        "\e[31m",
        "é",
        "🎉",
        "-",
        "+",
        "1.",
        ":",
        "://",
        "{{",
        "---",
    ];

    private static readonly Arbitrary<string> Texts = Arb.From(Gen.Elements(Pieces).ArrayOf().Select(string.Concat));

    [Fact]
    public void Any_text_in_a_cell_is_that_text_and_nothing_else() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(3000).WithEndSize(12), Prop.ForAll(Texts, text =>
            {
                var cell = Cell(MarkdownText.Of(text));
                cell.Where(inline => inline is not (LiteralInline or HtmlEntityInline or ContainerInline) or LinkInline or EmphasisInline)
                    .ShouldBeEmpty();
                string.Concat(cell.Select(Text)).Replace("\u200b", "").Trim().ShouldBe(Shown(text).Trim());
            }));

    [Fact]
    public void Any_text_as_code_in_a_cell_is_that_text() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(3000).WithEndSize(12), Prop.ForAll(Texts, text =>
            {
                if (Shown(text).Trim().Length > 0 && !Shown(text).Contains('\\'))
                {
                    // GitHub takes the backslash before a pipe away in code too; Markdig leaves it.
                    Cell(MarkdownText.Code(text))
                        .OfType<CodeInline>()
                        .ShouldHaveSingleItem()
                        .Content.Replace("\\|", "|")
                        .Trim()
                        .ShouldBe(Shown(text).Trim());
                }
            }));

    [Theory]
    [InlineData("thanks @team-lead", "thanks @\u200bteam-lead")]
    [InlineData("Fixes #12", "Fixes \\#\u200b12")]
    [InlineData("closes GH-12", "closes GH-\u200b12")]
    [InlineData("merge !34", "merge \\!\u200b34")]
    [InlineData("see https://e.example/x", "see https&#58;//e.example/x")]
    [InlineData("see www.e.example", "see www&#46;e.example")]
    public void A_text_calls_nobody(string text, string safe) => MarkdownText.Of(text).ShouldBe(safe);

    private static string Shown(string text) => PlainText.OneLine(Sanitizer.Clean(text));

    private static string Text(Inline inline) =>
        inline switch
        {
            LiteralInline literal => literal.Content.ToString(),
            HtmlEntityInline entity => entity.Transcoded.ToString(),
            _ => "",
        };

    /// <summary>Everything in the middle one of three cells, which must be the only row.</summary>
    private static List<Inline> Cell(string markdown)
    {
        var table = Markdown
            .Parse($"| A | B | C |\n| --- | --- | --- |\n| a | {markdown} | c |\n", Pipeline)
            .ShouldHaveSingleItem()
            .ShouldBeOfType<Table>();
        table.Count.ShouldBe(2);
        var row = table[1].ShouldBeOfType<TableRow>();
        row.Count.ShouldBe(3);
        return [.. row[1].ShouldBeOfType<TableCell>().Descendants<Inline>()];
    }
}
