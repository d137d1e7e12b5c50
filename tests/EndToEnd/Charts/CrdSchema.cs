using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace EndToEnd.Charts;

/// <summary>The structural schema of one version of a custom resource, as far as the API server would object.</summary>
internal sealed class CrdSchema
{
    private readonly JsonObject schema;

    private CrdSchema(JsonObject schema) => this.schema = schema;

    /// <summary>Reads tests/samples/crds/<paramref name="name"/>.yaml.</summary>
    public static CrdSchema Of(string name, string version)
    {
        var definition = YamlObjects
            .Of(File.ReadAllText(Path.Combine(ChartFiles.Root, "tests", "samples", "crds", $"{name}.yaml")))
            .Single();
        var served = definition["spec"]!["versions"]!.AsArray().Single(candidate => candidate!["name"]!.GetValue<string>() == version)!;
        return new(served["schema"]!["openAPIV3Schema"]!.AsObject());
    }

    /// <summary>What is wrong with an object: unknown and missing fields, types, enumerations, patterns and lengths.</summary>
    public IEnumerable<string> Problems(JsonObject manifest) =>
        Problems(manifest, schema, "").Where(problem => !problem.StartsWith(".metadata.", StringComparison.Ordinal));

    private static IEnumerable<string> Problems(JsonNode? value, JsonObject schema, string path) =>
        value switch
        {
            _ when IsTrue(schema["x-kubernetes-int-or-string"]) => value is JsonValue ? [] : [$"{path} must be a number or text"],
            JsonObject map => TypeIs(schema, "object") ? OfMap(map, schema, path) : [$"{path} must not be an object"],
            JsonArray list => TypeIs(schema, "array")
                ? list.SelectMany((item, index) => Problems(item, schema["items"]!.AsObject(), $"{path}[{index}]"))
                : [$"{path} must not be a list"],
            JsonValue scalar => OfScalar(scalar, schema, path),
            _ => IsTrue(schema["nullable"]) ? [] : [$"{path} must not be null"],
        };

    private static IEnumerable<string> OfMap(JsonObject map, JsonObject schema, string path)
    {
        var properties = schema["properties"] as JsonObject;
        var additional = schema["additionalProperties"] as JsonObject;
        var open =
            IsTrue(schema["x-kubernetes-preserve-unknown-fields"]) || IsTrue(schema["additionalProperties"]) || (path == ".metadata");
        var required = schema["required"] is JsonArray names ? names.Select(name => name!.GetValue<string>()) : [];
        return required
            .Where(name => !map.ContainsKey(name))
            .Select(name => $"{path}.{name} is missing")
            .Concat(
                map.SelectMany(entry =>
                    (properties?[entry.Key] as JsonObject ?? additional) is { } known ? Problems(entry.Value, known, $"{path}.{entry.Key}")
                    : open ? []
                    : [$"{path}.{entry.Key} is unknown"]
                )
            );
    }

    private static IEnumerable<string> OfScalar(JsonValue value, JsonObject schema, string path)
    {
        var text = value.TryGetValue(out string? read) ? read : null;
        var type =
            text is not null ? "string"
            : value.TryGetValue(out bool _) ? "boolean"
            : value.TryGetValue(out long _) ? "integer"
            : "number";
        if (!TypeIs(schema, type) && !(type == "integer" && TypeIs(schema, "number")))
        {
            yield return $"{path} must be {schema["type"]}, not {type}";
        }

        if (schema["enum"] is JsonArray choices && !choices.Any(choice => JsonNode.DeepEquals(choice, value)))
        {
            yield return $"{path} must be one of {choices.ToJsonString()}";
        }

        if (text is not null && schema["pattern"] is { } pattern && !Regex.IsMatch(text, pattern.GetValue<string>()))
        {
            yield return $"{path} must match {pattern}";
        }

        if (text is not null && (text.Length < Number(schema["minLength"], 0) || text.Length > Number(schema["maxLength"], int.MaxValue)))
        {
            yield return $"{path} has a length that is not allowed";
        }
    }

    private static bool TypeIs(JsonObject schema, string type) => schema["type"] is not { } wanted || wanted.GetValue<string>() == type;

    private static bool IsTrue(JsonNode? node) => node is JsonValue value && value.TryGetValue(out bool truth) && truth;

    private static long Number(JsonNode? node, long otherwise) => node?.GetValue<long>() ?? otherwise;
}
