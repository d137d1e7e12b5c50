using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace EndToEnd.House;

/// <summary>The settings as one table, made from their JSON schema.</summary>
internal static class SettingsTable
{
    internal static string For(JsonNode schema)
    {
        StringBuilder table = new("| setting | default | meaning |\n| --- | --- | --- |\n");
        Add(table, schema, "");
        return table.ToString();
    }

    private static void Add(StringBuilder table, JsonNode node, string prefix)
    {
        foreach (var (name, property) in node["properties"]!.AsObject().Where(property => property.Key != "$schema"))
        {
            if (property!["properties"] is not null)
            {
                Add(table, property, $"{prefix}{name}.");
                continue;
            }

            table.Append(
                null,
                $"| `{prefix}{name}` | {Default(property["default"])} | {property["description"]!.GetValue<string>()}{Choices(property)}{(property["x-needsTrust"] is null ? "" : " Needs `trust`.")} |\n"
            );
        }
    }

    private static string Default(JsonNode? value) =>
        value switch
        {
            null => "-",
            JsonArray { Count: 0 } => "none",
            JsonArray list => string.Join(", ", list.Select(item => $"`{item!.GetValue<string>()}`")),
            _ => $"`{(value.GetValueKind() is JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString())}`",
        };

    private static string Choices(JsonNode property) =>
        property["enum"] is JsonArray words ? $" One of {string.Join(", ", words.Select(word => $"`{word!.GetValue<string>()}`"))}."
        : property["minimum"] is { } least ? $" {least.ToJsonString()} to {property["maximum"]!.ToJsonString()}."
        : "";
}
