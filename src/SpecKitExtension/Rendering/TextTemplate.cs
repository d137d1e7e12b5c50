using System.Globalization;
using System.Text.RegularExpressions;
using Scriban.Parsing;
using Scriban.Runtime;
using Scriban.Syntax;
using Engine = Scriban.Template;

namespace SpecKitExtension.Rendering;

/// <summary>A parsed template. Models are dictionaries, lists, strings and numbers; a name that the model lacks is an error.</summary>
internal sealed partial class TextTemplate
{
    /// <summary>How long one rendering may take.</summary>
    internal static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(10);

    // Deeper ones are no expressions that anybody wrote, and would end in a stack that cannot be caught.
    private const int ExpressionDepth = 50;

    private readonly Template _source;
    private readonly Engine _parsed;
    private readonly bool _yaml;

    private TextTemplate(Template source, bool yaml)
    {
        RefuseOldSpelling(source);
        RefuseUnclosed(source);
        _parsed = Engine.Parse(source.Text, source.Shown, new ParserOptions { ExpressionDepthLimit = ExpressionDepth });
        if (_parsed.HasErrors)
        {
            var first = _parsed.Messages.First(message => message.Type is ParserMessageType.Error);
            throw Wrong(source, first.Span.Start, $"{first.Message.TrimEnd('.')}.");
        }

        (_source, _yaml) = (source, yaml);
    }

    /// <summary>A template of plain text or Markdown: values appear as they are.</summary>
    /// <exception cref="TemplateException">Its syntax is wrong.</exception>
    public static TextTemplate ForText(Template source) => new(source, yaml: false);

    /// <summary>A template of YAML: every value appears as a quoted scalar, and nothing can be put in unquoted.</summary>
    /// <exception cref="TemplateException">Its syntax is wrong.</exception>
    public static TextTemplate ForYaml(Template source) => new(source, yaml: true);

    /// <summary>Renders the template.</summary>
    /// <exception cref="TemplateException">The template uses a name that the model lacks, or is beyond the limits of
    /// <see cref="TemplateScope"/>.</exception>
    public string Render(IReadOnlyDictionary<string, object?> model)
    {
        using CancellationTokenSource limit = new(TimeLimit);
        TemplateScope scope = new(model, _yaml, limit.Token);
        try
        {
            return _parsed.Render(scope);
        }
        catch (ScriptAbortException e)
        {
            throw Wrong(
                _source,
                e.Span.Start,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The text was not ready after {TimeLimit.TotalSeconds} seconds. Make its loops shorter."
                )
            );
        }
        catch (ScriptRuntimeException e)
        {
            var remedy = Limit().IsMatch(e.OriginalMessage)
                ? "Make its loops and texts shorter."
                : $"Known names: {string.Join(", ", model.Keys.Order(StringComparer.Ordinal))}.";
            throw Wrong(_source, e.Span.Start, $"{e.OriginalMessage.TrimEnd('.')}. {remedy}");
        }
    }

    /// <summary>Templates in the spelling of an engine that came before would be comments here, or errors far from their cause.</summary>
    private static void RefuseOldSpelling(Template source)
    {
        if (OldTag().Match(source.Text) is { Success: true } tag)
        {
            var position = new TextPosition(
                tag.Index,
                source.Text.AsSpan(0, tag.Index).Count('\n'),
                tag.Index - source.Text.LastIndexOf('\n', tag.Index) - 1
            );
            throw Wrong(
                source,
                position,
                $"`{tag.Value}` is spelled in another way: write {{{{ if story }}}} … {{{{ else }}}} … {{{{ end }}}}, {{{{ for file in files }}}} {{{{ file }}}} {{{{ end }}}}, and no third brace."
            );
        }
    }

    /// <summary>The parser takes the rest of the text for code, and says nothing.</summary>
    private static void RefuseUnclosed(Template source)
    {
        TextPosition? open = null;
        foreach (var token in new Lexer(source.Text, source.Shown))
        {
            open =
                token.Type is TokenType.CodeEnter ? token.Start
                : token.Type is TokenType.CodeExit ? null
                : open;
        }

        if (open is { } position)
        {
            throw Wrong(source, position, "A {{ has no }}. Close it, or write {{ '{{' }} for the braces themselves.");
        }
    }

    private static TemplateException Wrong(Template source, TextPosition position, string problem) =>
        TemplateException.At(source.Shown, position.Line + 1, position.Column + 1, PlainText.OneLine(problem));

    /// <summary>The engine names the limit that was reached, and its size.</summary>
    [GeneratedRegex(@"[Ll]imit\w* `\d+`")]
    private static partial Regex Limit();

    [GeneratedRegex(@"\{\{[~-]?(?:\s*[#/^>]|!--|\{)[^}\n]{0,40}\}{0,3}")]
    private static partial Regex OldTag();
}
