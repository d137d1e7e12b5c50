using System.Text.RegularExpressions;
using HandlebarsDotNet;

namespace SpecKitExtension.Rendering;

/// <summary>Compiles templates and says where they are wrong; the engine itself often does not.</summary>
internal static partial class TemplateSyntax
{
    /// <summary>Compiles a template.</summary>
    /// <exception cref="TemplateException">Its syntax is wrong.</exception>
    public static HandlebarsTemplate<object, object> Compile(Template source, IHandlebars handlebars)
    {
        if (TemplateTag.Unclosed(source.Text) is { } unclosed)
        {
            throw new TemplateException(source.Shown, unclosed, "A {{ has no }}.");
        }

        CheckBlocks(source);
        return Attempt(source.Text, handlebars, out var problem) ?? throw new TemplateException(
            source.Shown,
            TemplateTag.In(source.Text).FirstOrDefault(tag => tag.Sigil is not "/" && Attempt(Alone(tag), handlebars, out _) is null)?.Line,
            $"This is no Handlebars: {problem}");
    }

    /// <summary>Refuses <c>{{{…}}}</c> and <c>{{&amp;…}}</c>.</summary>
    public static void RefuseRawOutput(Template source)
    {
        if (RawOutput().Match(source.Text) is { Success: true } raw)
        {
            throw new TemplateException(source.Shown, 1 + source.Text.AsSpan(0, raw.Index).Count('\n'), "Values go in quoted only: write {{name}}.");
        }
    }

    /// <summary>The line of the first tag that uses a name, or that the engine may have meant when the name is null.</summary>
    public static int? LineOf(Template source, string? name) =>
        TemplateTag.In(source.Text).FirstOrDefault(tag => name is null
            ? tag.Text.StartsWith("{{>", StringComparison.Ordinal) || (tag.Opens && tag.Name is not ("if" or "unless" or "each" or "with"))
            : Words().Split(tag.Text).Contains(name))?.Line;

    private static void CheckBlocks(Template source)
    {
        var open = new Stack<TemplateTag>();
        foreach (var tag in TemplateTag.In(source.Text))
        {
            if (tag.Opens)
            {
                open.Push(tag);
            }
            else if (tag.Sigil is "/" && (!open.TryPop(out var opener) || opener.Name != tag.Name))
            {
                throw new TemplateException(source.Shown, tag.Line, opener is null ? $"{tag.Text} closes nothing." : $"{tag.Text} closes {opener.Text} of line {opener.Line}.");
            }
        }

        if (open.TryPeek(out var last))
        {
            throw new TemplateException(source.Shown, last.Line, $"{last.Text} is not closed.");
        }
    }

    private static string Alone(TemplateTag tag) => tag.Opens ? $"{tag.Text}{{{{/{tag.Name}}}}}" : tag.Text;

    private static HandlebarsTemplate<object, object>? Attempt(string text, IHandlebars handlebars, out string? problem)
    {
        try
        {
            problem = null;
            return handlebars.Compile(text);
        }
        catch (Exception e) when (e is HandlebarsException or InvalidOperationException or ArgumentException)
        {
            problem = e.Message.Split('\n')[0];
            return null;
        }
    }

    [GeneratedRegex(@"\{\{~?\s*[{&]")]
    private static partial Regex RawOutput();

    [GeneratedRegex(@"[^\w@-]+")]
    private static partial Regex Words();
}
