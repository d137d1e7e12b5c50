using System.Globalization;
using HandlebarsDotNet;
using HandlebarsDotNet.Compiler;

namespace SpecKitExtension.Rendering;

/// <summary>A compiled template. Models are dictionaries, lists and strings; a name that the model lacks is an error.</summary>
internal sealed class TextTemplate
{
    private readonly Template _source;
    private readonly HandlebarsTemplate<object, object> _compiled;
    private readonly Func<object?, object?> _prepare;

    private TextTemplate(Template source, HandlebarsConfiguration configuration, Func<object?, object?> prepare)
    {
        (_source, _prepare) = (source, prepare);
        configuration.ThrowOnUnresolvedBindingExpression = true;
        configuration.FormatProvider = CultureInfo.InvariantCulture;
        var handlebars = Handlebars.Create(configuration);
        _compiled = TemplateSyntax.Compile(source, handlebars);
    }

    /// <summary>A template of plain text or Markdown: values appear as they are.</summary>
    /// <exception cref="TemplateException">Its syntax is wrong.</exception>
    public static TextTemplate ForText(Template source) => new(source, new() { NoEscape = true }, model => model);

    /// <summary>A template of YAML: every value appears as a quoted scalar, and nothing can be put in unquoted.</summary>
    /// <exception cref="TemplateException">Its syntax is wrong, or it asks for raw output.</exception>
    public static TextTemplate ForYaml(Template source)
    {
        TemplateSyntax.RefuseRawOutput(source);
        HandlebarsConfiguration configuration = new() { TextEncoder = new YamlEncoder() };
        configuration.FormatterProviders.Add(new YamlValueFormatter());
        return new(source, configuration, YamlValue.Prepare);
    }

    /// <summary>Renders the template.</summary>
    /// <exception cref="TemplateException">The template uses a name that the model lacks, or a partial or helper that does not exist.</exception>
    public string Render(IReadOnlyDictionary<string, object?> model)
    {
        try
        {
            return _compiled(_prepare(model)!);
        }
        catch (HandlebarsUndefinedBindingException e)
        {
            throw new TemplateException(_source.Shown, TemplateSyntax.LineOf(_source, e.MissingKey), $"There is no `{e.MissingKey}` here. {Known(model)}");
        }
        catch (HandlebarsException e)
        {
            throw new TemplateException(_source.Shown, TemplateSyntax.LineOf(_source, null), $"{e.Message} {Known(model)}");
        }
    }

    private static string Known(IReadOnlyDictionary<string, object?> model) =>
        $"Known names: {string.Join(", ", model.Keys.Order(StringComparer.Ordinal))}.";
}
