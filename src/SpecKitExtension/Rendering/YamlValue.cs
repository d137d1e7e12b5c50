using System.Globalization;

namespace SpecKitExtension.Rendering;

/// <summary>A value that is YAML already, on one line.</summary>
internal sealed class YamlValue
{
    private YamlValue(string text) => Text = text;

    /// <summary>The value in flow style.</summary>
    public string Text { get; }

    /// <summary>A tree of strings, truth values, numbers, nulls, dictionaries and lists; only strings are quoted.</summary>
    public static YamlValue Of(object? tree) => new(Flow(tree));

    private static string Flow(object? tree) =>
        tree switch
        {
            null => "null",
            string text => YamlEncoder.Quote(text),
            true => "true",
            false => "false",
            int or long or decimal => ((IFormattable)tree).ToString(null, CultureInfo.InvariantCulture),
            IReadOnlyDictionary<string, object?> map =>
                $"{{{string.Join(", ", map.Select(entry => $"{YamlEncoder.Quote(entry.Key)}: {Flow(entry.Value)}"))}}}",
            IEnumerable<object?> list => $"[{string.Join(", ", list.Select(Flow))}]",
            _ => throw new ArgumentException($"A {tree.GetType()} has no place in helm values.", nameof(tree)),
        };
}
