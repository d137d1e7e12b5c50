using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace SpecKitExtension.Configuration;

/// <summary>Hands out settings by name and type; whoever asks thereby says what exists.</summary>
/// <param name="said">What was said, the strongest word last.</param>
internal sealed class SettingReader(IEnumerable<Said> said)
{
    /// <summary>In a regular expression's brackets: control characters, and what helm's parser takes for some; it would refuse the values, and could not say which.</summary>
    public const string Controls = @"\x00-\x1f\x7f-\x9f\ufeff\ufffe\uffff";

    private const string OneLine = $"^[^{Controls}]+$";

    private readonly Dictionary<string, Said> _said = said.GroupBy(value => value.Key, StringComparer.Ordinal).ToDictionary(same => same.Key, same => same.Last(), StringComparer.Ordinal);
    private readonly List<SettingSpec> _known = [];
    private readonly List<string> _problems = [];

    /// <summary>The settings that were asked for.</summary>
    public IReadOnlyList<SettingSpec> Known => _known;

    /// <summary>What was wrong with the values.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>A text.</summary>
    /// <param name="key">The setting.</param>
    /// <param name="otherwise">Its default.</param>
    /// <param name="takes">What it takes, for messages, e.g. <c>a name</c>.</param>
    /// <param name="pattern">The regular expression of texts it takes; null for any on one line.</param>
    /// <param name="problem">Says what is wrong with a text, as a sentence, or null.</param>
    public string? Text(string key, string? otherwise, string takes, string? pattern = null, Func<string, string?>? problem = null)
    {
        pattern ??= OneLine;
        var value = Said(new(key, "string", otherwise) { Pattern = pattern });
        return value is null ? otherwise
            : value.Kind is not (JsonValueKind.Undefined or JsonValueKind.String) ? Wrong(value, takes, otherwise)
            : problem?.Invoke(value.Text) is { } why ? Refuse(value, why, otherwise)
            : !Fits(value.Text, pattern) ? Wrong(value, takes, otherwise)
            : value.Text;
    }

    /// <summary>A whole number.</summary>
    public int Integer(string key, int otherwise, int least, int most)
    {
        var value = Said(new(key, "integer", otherwise) { Least = least, Most = most });
        return value is null ? otherwise
            : value.Kind is JsonValueKind.Undefined or JsonValueKind.Number
                && int.TryParse(value.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                && number >= least && number <= most ? number
            : Wrong(value, string.Create(CultureInfo.InvariantCulture, $"a whole number from {least} to {most}"), otherwise);
    }

    /// <summary>Yes or no.</summary>
    public bool Flag(string key, bool otherwise)
    {
        var value = Said(new(key, "boolean", otherwise));
        return value is null ? otherwise
            : value.Kind is not (JsonValueKind.Undefined or JsonValueKind.True or JsonValueKind.False) || !bool.TryParse(value.Text, out var flag)
                ? Wrong(value, "true or false", otherwise)
            : flag;
    }

    /// <summary>One of a few words.</summary>
    public T Choice<T>(string key, T otherwise, params IReadOnlyList<(string Word, T Value)> choices)
    {
        var usual = choices.Where(choice => EqualityComparer<T>.Default.Equals(choice.Value, otherwise)).Select(choice => choice.Word).FirstOrDefault();
        var value = Said(new(key, "string", usual) { Choices = [.. choices.Select(choice => choice.Word)] });
        return value is null ? otherwise
            : value.Kind is JsonValueKind.Undefined or JsonValueKind.String && choices.Any(choice => choice.Word == value.Text)
                ? choices.First(choice => choice.Word == value.Text).Value
            : Wrong(value, string.Join(" or ", choices.Select(choice => choice.Word)), otherwise);
    }

    /// <summary>A list of texts; in a variable or a flag, commas or line ends stand between them.</summary>
    public IReadOnlyList<string> List(string key, IReadOnlyList<string> otherwise, string takes, string? pattern = null, bool mayBeEmpty = true)
    {
        pattern ??= OneLine;
        var value = Said(new(key, "array", otherwise) { Pattern = pattern });
        var items = value?.Kind is JsonValueKind.Undefined
            ? value.Text.Split([',', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            : value?.Items;
        return value is null ? otherwise
            : items is null || (!mayBeEmpty && items.Count == 0) || !items.All(item => item is not null && Fits(item, pattern)) ? Wrong(value, takes, otherwise)
            : [.. items.OfType<string>()];
    }

    private Said? Said(SettingSpec spec)
    {
        _known.Add(spec);
        return _said.GetValueOrDefault(spec.Key);
    }

    // In .NET alone, $ also matches before a last line feed.
    private static bool Fits(string text, string pattern) => Regex.Match(text, pattern) is { Success: true } match && match.Length == text.Length;

    private T Wrong<T>(Said value, string takes, T otherwise)
    {
        var shown = value.Kind is JsonValueKind.String or JsonValueKind.Undefined ? $"\"{value.Text}\"" : value.Text;
        _problems.Add($"{value.Origin}: {value.Key} is {(shown.Length <= 80 ? shown : $"{shown[..80]}…")}. It takes {takes}.");
        return otherwise;
    }

    // Without the value, which may be a URL with a password.
    private T Refuse<T>(Said value, string why, T otherwise)
    {
        _problems.Add($"{value.Origin}: {value.Key}: {why}");
        return otherwise;
    }
}
