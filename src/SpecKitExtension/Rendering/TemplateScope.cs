using System.Globalization;
using Scriban;
using Scriban.Parsing;
using Scriban.Runtime;

namespace SpecKitExtension.Rendering;

/// <summary>What a template can see and do in one rendering: its model, a few functions, and an end to everything.</summary>
internal sealed class TemplateScope : TemplateContext
{
    /// <summary>How often a loop may turn, in a feature of some ten thousand tasks at most.</summary>
    internal const int Turns = 100_000;

    /// <summary>The most characters a text may have that is made from a project's template; a prompt may be 190,000 bytes, a report is
    /// longer.</summary>
    internal const int Characters = 8 * 1024 * 1024;

    private const int Depth = 20;

    private readonly bool _yaml;

    /// <summary>Puts a model into a scope.</summary>
    /// <param name="model">Dictionaries, lists, strings and numbers.</param>
    /// <param name="yaml">Whether every value becomes a YAML scalar; such a template is ours, so its text may have any length.</param>
    /// <param name="limit">Ends the rendering.</param>
    public TemplateScope(IReadOnlyDictionary<string, object?> model, bool yaml, CancellationToken limit)
        : base(Functions())
    {
        _yaml = yaml;
        StrictVariables = true;
        EnableRelaxedTargetAccess =
            EnableRelaxedMemberAccess =
            EnableRelaxedFunctionAccess =
            EnableRelaxedIndexerAccess =
            EnableNullIndexer =
                false;
        MemberFilter = _ => false;
        AutoIndent = false;
        NewLine = "\n";
        LoopLimit = Turns;
        RecursiveLimit = ObjectRecursionLimit = Depth;
        LimitToString = yaml ? 0 : Characters;
        OutputLimit = LimitToString;
        OnStringLimit = OnOutputLimit = ScriptLimitBehavior.Throw;
        CancellationToken = limit;
        PushCulture(CultureInfo.InvariantCulture);
        PushGlobal(Object(model));
    }

    /// <summary>Writes a value; what a template says itself does not come this way.</summary>
    public override TemplateContext Write(SourceSpan span, object? textAsObject) =>
        _yaml
            ? Write(textAsObject is YamlValue value ? value.Text : YamlEncoder.Quote(ObjectToString(textAsObject) ?? ""))
            : base.Write(span, textAsObject);

    /// <summary>Nothing, an empty text, an empty list and 0 are false, as whoever writes <c>if story</c> expects.</summary>
    public override bool ToBool(SourceSpan span, object? value) =>
        value switch
        {
            string text => text.Length > 0,
            int number => number != 0,
            ScriptArray list => list.Count > 0,
            ScriptObject map => map.Count > 0,
            _ => base.ToBool(span, value),
        };

    private static ScriptObject Functions() =>
        new()
        {
            ["string"] = new ScriptObject
            {
                ["upcase"] = DelegateCustomFunction.CreateFunc((string text) => text.ToUpperInvariant()),
                ["downcase"] = DelegateCustomFunction.CreateFunc((string text) => text.ToLowerInvariant()),
                ["contains"] = DelegateCustomFunction.CreateFunc(
                    (string text, string part) => text.Contains(part, StringComparison.Ordinal)
                ),
                ["starts_with"] = DelegateCustomFunction.CreateFunc(
                    (string text, string start) => text.StartsWith(start, StringComparison.Ordinal)
                ),
                ["ends_with"] = DelegateCustomFunction.CreateFunc(
                    (string text, string end) => text.EndsWith(end, StringComparison.Ordinal)
                ),
            },
        };

    // Null has no place in a model: the engine writes nothing for it, whoever encodes.
    private static object Prepared(object? value) =>
        value switch
        {
            string or int or YamlValue => value,
            IReadOnlyDictionary<string, object?> map => Object(map),
            IEnumerable<object?> list => new ScriptArray(list.Select(Prepared)),
            null => throw new ArgumentNullException(nameof(value)),
            _ => throw new ArgumentException($"A {value.GetType()} is not part of a template's model.", nameof(value)),
        };

    private static ScriptObject Object(IReadOnlyDictionary<string, object?> map)
    {
        ScriptObject names = [];
        foreach (var (name, value) in map)
        {
            names.SetValue(name, Prepared(value), readOnly: true);
        }

        return names;
    }
}
