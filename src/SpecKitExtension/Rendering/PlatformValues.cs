using System.Text;
using System.Text.Json;
using SpecKitExtension.Tools;

namespace SpecKitExtension.Rendering;

/// <summary>What a platform's release has published for agent pods, as far as this tool's chart knows it.</summary>
/// <remarks>The chart's schema is closed: a value that a newer chart has would stop every spawn of an older tool.</remarks>
/// <param name="Yaml">The values that the chart knows, as YAML on one line.</param>
/// <param name="Unknown">Paths of the values that were dropped, e.g. <c>git.hosts</c>.</param>
internal sealed record PlatformValues(string Yaml, IReadOnlyList<string> Unknown)
{
    /// <summary>Reads published values.</summary>
    /// <param name="json">The values as the release has published them, as JSON.</param>
    /// <param name="schema">The text of the chart's values.schema.json.</param>
    /// <exception cref="ToolFailedException">The text is no JSON.</exception>
    public static PlatformValues Read(string json, string schema)
    {
        using var known = JsonDocument.Parse(schema);
        try
        {
            using var values = JsonDocument.Parse(json);
            Writer writer = new(known.RootElement);
            writer.Write(values.RootElement, known.RootElement, "");
            return new(writer.Yaml.ToString(), writer.Unknown);
        }
        catch (JsonException wrong)
        {
            throw new ToolFailedException(
                $"The values that the release has published cannot be read: {wrong.Message}\nUpgrade the release; its ConfigMap is written by the chart alone."
            );
        }
    }

    /// <summary>Writes what a schema knows. Only a closed map has keys that are unknown.</summary>
    private sealed class Writer(JsonElement root)
    {
        public StringBuilder Yaml { get; } = new();

        public List<string> Unknown { get; } = [];

        public void Write(JsonElement value, JsonElement? schema, string path)
        {
            var rule = Resolve(schema);
            switch (value.ValueKind)
            {
                case JsonValueKind.Object:
                    WriteMap(value, rule, path);
                    break;
                case JsonValueKind.Array:
                    WriteList(value, rule, path);
                    break;
                case JsonValueKind.String:
                    Yaml.Append(YamlEncoder.Quote(value.GetString()!));
                    break;
                default:
                    Yaml.Append(value.GetRawText());
                    break;
            }
        }

        private void WriteMap(JsonElement map, JsonElement? rule, string path)
        {
            var separator = "{";
            foreach (var entry in map.EnumerateObject())
            {
                var inner = path.Length == 0 ? entry.Name : $"{path}.{entry.Name}";
                var known = Child(Child(rule, "properties"), entry.Name);
                var others = Child(rule, "additionalProperties");
                if (known is null && others is { ValueKind: JsonValueKind.False })
                {
                    Unknown.Add(inner);
                    continue;
                }

                Yaml.Append(separator).Append(YamlEncoder.Quote(entry.Name)).Append(": ");
                Write(entry.Value, known ?? others, inner);
                separator = ", ";
            }

            Yaml.Append(separator == "{" ? "{}" : "}");
        }

        private void WriteList(JsonElement list, JsonElement? rule, string path)
        {
            Yaml.Append('[');
            foreach (var (index, item) in list.EnumerateArray().Index())
            {
                Yaml.Append(index == 0 ? "" : ", ");
                Write(item, Child(rule, "items"), $"{path}[{index}]");
            }

            Yaml.Append(']');
        }

        private JsonElement? Resolve(JsonElement? schema) =>
            Child(schema, "$ref") is { } reference ? Child(Child(root, "definitions"), reference.GetString()!.Split('/')[^1]) : schema;

        private static JsonElement? Child(JsonElement? parent, string name) =>
            parent is { ValueKind: JsonValueKind.Object } map && map.TryGetProperty(name, out var child) ? child : null;
    }
}
