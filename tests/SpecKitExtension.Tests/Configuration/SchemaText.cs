using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using SpecKitExtension.Configuration;

namespace SpecKitExtension.Tests.Configuration;

/// <summary>Writes the JSON schema of the settings from their records; the program itself knows no reflection and reads the
/// schema.</summary>
internal static class SchemaText
{
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        TypeInfoResolver = new System.Text.Json.Serialization.Metadata.DefaultJsonTypeInfoResolver(),
    };

    // What a group of settings is about.
    private static readonly Dictionary<string, string> Groups = new()
    {
        ["cluster"] = "How the cluster is reached.",
        ["git"] = "The remote, and whose commits agents' work becomes.",
        ["agent"] = "What does a task.",
        ["delivery"] = "How work is brought back.",
        ["clone"] = "How an agent gets the repository.",
        ["heartbeat"] = "How an agent shows that it lives.",
        ["cleanup"] = "What is removed, and when.",
        ["budget"] = "What agents may use of the model.",
        ["hooks"] = "What this machine does when something has happened.",
        ["local"] = "The local runtime.",
        ["model"] = "The model of OpenCode on the local runtime; in a cluster the release's values decide.",
    };

    /// <summary>The schema.</summary>
    public static string Write()
    {
        JsonObject properties = new()
        {
            ["$schema"] = new JsonObject { ["description"] = "This schema, for editors.", ["type"] = "string" },
        };
        Add(properties, new Settings());
        return new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "Settings of dotnet speckit-async",
            ["description"] =
                    ".specify/async/config.json, and config.local.json beside it for one developer's own. Relative paths are relative to the project's root.",
            ["type"] = "object",
            ["additionalProperties"] = false,
            ["properties"] = properties,
        }
                .ToJsonString(Readable)
                .ReplaceLineEndings("\n") + "\n";
    }

    private static void Add(JsonObject properties, object settings)
    {
        foreach (var property in settings.GetType().GetProperties())
        {
            var name = property.GetCustomAttribute<ConfigurationKeyNameAttribute>()?.Name
                ?? JsonNamingPolicy.CamelCase.ConvertName(property.Name);
            if (property.GetCustomAttribute<SettingAttribute>() is { } setting)
            {
                properties[name] = Leaf(setting, property.PropertyType, property.GetValue(settings));
            }
            else if (Groups.TryGetValue(name, out var description))
            {
                JsonObject members = [];
                properties[name] = new JsonObject
                {
                    ["description"] = description,
                    ["type"] = "object",
                    ["additionalProperties"] = false,
                    ["properties"] = members,
                };
                Add(members, property.GetValue(settings)!);
            }
        }
    }

    private static JsonObject Leaf(SettingAttribute setting, Type type, object? usually)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        JsonObject leaf = new() { ["description"] = setting.Description };
        var words = type.IsEnum ? Enum.GetNames(type).Select(JsonNamingPolicy.CamelCase.ConvertName).ToArray() : null;
        leaf["type"] =
            type == typeof(int) ? "integer"
            : type == typeof(decimal) ? "number"
            : type == typeof(bool) ? "boolean"
            : type == typeof(string) || type.IsEnum ? "string"
            : "array";
        leaf["default"] = usually switch
        {
            null => null,
            Enum word => JsonNamingPolicy.CamelCase.ConvertName(word.ToString()),
            int number => number,
            decimal number => number,
            bool flag => flag,
            string text => text,
            _ => Texts((IEnumerable<string>)usually),
        };
        if (words is not null)
        {
            leaf["enum"] = Texts(words);
        }
        else if (type == typeof(int) || type == typeof(decimal))
        {
            (leaf["minimum"], leaf["maximum"]) = (setting.Least, setting.Most);
        }
        else if (type != typeof(bool))
        {
            leaf["$comment"] = setting.Takes
                ?? throw new InvalidOperationException($"\"{setting.Description}\" does not say what it takes.");
            (type == typeof(string) ? leaf : leaf["items"] = new JsonObject { ["type"] = "string" })["pattern"] = setting.Pattern;
        }

        foreach (
            var (keyword, value) in new[]
            {
                ("minItems", setting.Filled ? 1 : (JsonNode?)null),
                ("x-needsTrust", setting.NeedsTrust ? true : null),
                ("x-localOnly", setting.LocalOnly ? true : null),
            }
        )
        {
            leaf[keyword] = value;
        }

        foreach (var empty in leaf.Where(entry => entry.Value is null).Select(entry => entry.Key).ToList())
        {
            leaf.Remove(empty);
        }

        return leaf;
    }

    private static JsonArray Texts(IEnumerable<string> texts) => [.. texts.Select(text => (JsonNode)text)];
}
