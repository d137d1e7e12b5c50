using System.Globalization;
using HandlebarsDotNet;
using HandlebarsDotNet.IO;

namespace SpecKitExtension.Rendering;

/// <summary>A value that is YAML already, on one line.</summary>
internal sealed class YamlValue
{
    private YamlValue(string text) => Text = text;

    /// <summary>The value in flow style.</summary>
    public string Text { get; }

    /// <summary>A tree of strings, truth values, numbers, nulls, dictionaries and lists; only strings are quoted.</summary>
    public static YamlValue Of(object? tree) => new(Flow(tree));

    /// <summary>Makes a model fit for a YAML template: the engine hands strings to the encoder, but neither empty ones nor numbers.</summary>
    public static object? Prepare(object? model) => model switch
    {
        null or YamlValue => model,
        "" => Of(""),
        string text => text,
        int number => number.ToString(CultureInfo.InvariantCulture),
        IReadOnlyDictionary<string, object?> map => map.ToDictionary(entry => entry.Key, entry => Prepare(entry.Value), StringComparer.Ordinal),
        IEnumerable<object?> list => list.Select(Prepare).ToList(),
        _ => throw new ArgumentException($"A {model.GetType()} is not part of a YAML template's model.", nameof(model)),
    };

    private static string Flow(object? tree) => tree switch
    {
        null => "null",
        string text => YamlEncoder.Quote(text),
        true => "true",
        false => "false",
        int or long or decimal => ((IFormattable)tree).ToString(null, CultureInfo.InvariantCulture),
        IReadOnlyDictionary<string, object?> map => $"{{{string.Join(", ", map.Select(entry => $"{YamlEncoder.Quote(entry.Key)}: {Flow(entry.Value)}"))}}}",
        IEnumerable<object?> list => $"[{string.Join(", ", list.Select(Flow))}]",
        _ => throw new ArgumentException($"A {tree.GetType()} has no place in helm values.", nameof(tree)),
    };
}

/// <summary>Lets a <see cref="YamlValue"/> through as it is.</summary>
internal sealed class YamlValueFormatter : IFormatterProvider, IFormatter
{
    public bool TryCreateFormatter(Type type, out IFormatter formatter)
    {
        formatter = this;
        return type == typeof(YamlValue);
    }

    public void Format<T>(T value, in EncodedTextWriter writer) => writer.Write((value as YamlValue)?.Text, false);
}
