using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using SpecKitExtension.Naming;
using SpecKitExtension.Tools;

namespace SpecKitExtension.Configuration;

/// <summary>What a setting takes, as the schema says it.</summary>
/// <param name="Key">Its name, e.g. <c>git.podUrl</c>.</param>
/// <param name="Schema">Its part of the schema.</param>
internal sealed record SettingSpec(string Key, JsonElement Schema)
{
    /// <summary>All settings, in the schema's order.</summary>
    public static IReadOnlyList<SettingSpec> All { get; } = [.. Read()];

    /// <summary>Whether it is a list of texts.</summary>
    public bool IsList => Schema.TryGetProperty("items", out _);

    /// <summary>The texts of a list that nobody has set.</summary>
    public IEnumerable<string> Usually =>
        IsList && Schema.TryGetProperty("default", out var items) ? items.EnumerateArray().Select(item => item.GetString()!) : [];

    /// <summary>Whether the committed file decides only after <c>trust</c>.</summary>
    public bool NeedsTrust => Schema.TryGetProperty("x-needsTrust", out _);

    /// <summary>Whether the committed file must not have it at all.</summary>
    public bool LocalOnly => Schema.TryGetProperty("x-localOnly", out _);

    /// <summary>What is wrong with a value, as a sentence that begins with the setting; null when nothing is.</summary>
    public string? Problem(Said value)
    {
        var text = value.Kind is JsonValueKind.String or JsonValueKind.Undefined;
        var fits = Type switch
        {
            "integer" => value.Kind is JsonValueKind.Number or JsonValueKind.Undefined && IsBetween(value.Text),
            "number" => value.Kind is JsonValueKind.Number or JsonValueKind.Undefined && IsBetween(value.Text),
            "boolean" => value.Kind is JsonValueKind.True or JsonValueKind.False
                || (value.Kind is JsonValueKind.Undefined && bool.TryParse(value.Text, out _)),
            "array" => Texts(value) is { } items
                && items.Count >= Least("minItems")
                && items.All(item => item is not null && Fits(item, Schema.GetProperty("items"))),
            _ => text && (Words is { } words ? words.Contains(value.Text) : Fits(value.Text, Schema)),
        };
        if (fits)
        {
            return OwnProblem(value.Text) is { } own ? $"{Key}: {own}" : null;
        }

        var shown = text ? $"\"{value.Text}\"" : value.Text;
        return $"{Key} is {(shown.Length <= 80 ? shown : $"{shown[..80]}…")}. It takes {Takes}.";
    }

    /// <summary>A list's texts, null where one is no text; null when the value is no list. In a variable or a flag, commas or line ends
    /// stand between them.</summary>
    public static IReadOnlyList<string?>? Texts(Said value) =>
        value.Kind is JsonValueKind.Undefined
            ? value.Text.Split([',', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            : value.Items;

    private string Type => Schema.GetProperty("type").GetString()!;

    private string Takes =>
        Type switch
        {
            "integer" or "number" => string.Create(
                CultureInfo.InvariantCulture,
                $"a {(Type == "integer" ? "whole " : "")}number from {Least("minimum")} to {Schema.GetProperty("maximum").GetInt32()}"
            ),
            "boolean" => "true or false",
            _ => Words is { } words ? string.Join(" or ", words) : Schema.GetProperty("$comment").GetString()!,
        };

    /// <summary>The only texts it takes; null when a pattern says which.</summary>
    private List<string>? Words =>
        Schema.TryGetProperty("enum", out var words) ? [.. words.EnumerateArray().Select(word => word.GetString()!)] : null;

    /// <summary>What no pattern can say. Messages are without the value, which may be a URL with a password.</summary>
    private string? OwnProblem(string text) =>
        Key switch
        {
            "branchTemplate" => BranchName.TemplateProblem(text),
            "integrationTemplate" => IntegrationRef.TemplateProblem(text),
            "mergeMessage" => MergeText.TemplateProblem(text),
            "git.podUrl" => UrlProblem(text),
            _ => null,
        };

    private static string? UrlProblem(string url)
    {
        try
        {
            RepositoryKey.From(url);
            return null;
        }
        catch (RepositoryUrlException refused)
        {
            return refused.Message;
        }
    }

    private bool IsBetween(string text) =>
        decimal.TryParse(
            text,
            Type == "integer" ? NumberStyles.AllowLeadingSign : NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
            CultureInfo.InvariantCulture,
            out var number
        )
        && number >= Least("minimum")
        && number <= Schema.GetProperty("maximum").GetInt32();

    private int Least(string keyword) => Schema.TryGetProperty(keyword, out var least) ? least.GetInt32() : 0;

    // In .NET alone, $ also matches before a last line feed.
    private static bool Fits(string text, JsonElement schema) =>
        Regex.Match(text, schema.GetProperty("pattern").GetString()!) is { Success: true } match && match.Length == text.Length;

    private static IEnumerable<SettingSpec> Read()
    {
        using var schema = JsonDocument.Parse(EmbeddedText.Read("config.schema.json"));
        return Leaves(schema.RootElement.Clone(), "");
    }

    private static IEnumerable<SettingSpec> Leaves(JsonElement schema, string prefix) =>
        schema
            .GetProperty("properties")
            .EnumerateObject()
            .Where(property => property.Name != "$schema")
            .SelectMany(property =>
                property.Value.TryGetProperty("properties", out _)
                    ? Leaves(property.Value, $"{prefix}{property.Name}.")
                    : [new(prefix + property.Name, property.Value)]
            );
}
