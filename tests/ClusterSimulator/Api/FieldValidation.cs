using System.Globalization;
using System.Text.Json.Nodes;
using ClusterSimulator.Store;

namespace ClusterSimulator.Api;

/// <summary>Compares a document with the recorded schema: unknown fields and wrong types are refused as the server refuses them.</summary>
internal static class FieldValidation
{
    // Their schema says string; the server takes numbers as well.
    private static readonly string[] _stringsOrNumbers =
    [
        "io.k8s.apimachinery.pkg.api.resource.Quantity",
        "io.k8s.apimachinery.pkg.util.intstr.IntOrString",
    ];

    /// <param name="strict">Whether unknown fields are errors (fieldValidation=Strict).</param>
    internal static void Check(string kind, JsonObject body, bool strict)
    {
        List<string> unknown = [];
        Walk(body, Reference($"io.k8s.api.core.v1.{kind}"), "", kind, unknown);
        if (strict && unknown.Count > 0)
        {
            throw ApiException.BadRequest(
                $"{kind} in version \"v1\" cannot be handled as a {kind}: strict decoding error: {string.Join(", ", unknown.Select(path => $"unknown field \"{path}\""))}"
            );
        }
    }

    private static JsonObject Reference(string name) => new() { ["$ref"] = $"#/components/schemas/{name}" };

    private static void Walk(JsonNode? value, JsonNode? schema, string path, string kind, List<string> unknown)
    {
        if (schema.Text("$ref")?.Split('/')[^1] is { } name)
        {
            if (Array.Exists(_stringsOrNumbers, known => known == name))
            {
                return;
            }

            schema = Recorded.Schemas[name];
        }

        if (value is null || schema is null)
        {
            return;
        }

        var (actual, right) = value switch
        {
            JsonObject => ("object", schema.Text("type") is "object" or null),
            JsonArray => ("array", schema.Text("type") is "array" or null),
            _ when value.GetValueKind() == System.Text.Json.JsonValueKind.String => ("string", schema.Text("type") is "string" or null),
            _ when value.GetValueKind() == System.Text.Json.JsonValueKind.Number => (
                "number",
                schema.Text("type") is "integer" or "number" or null
            ),
            _ => ("bool", schema.Text("type") is "boolean" or null),
        };
        if (!right)
        {
            throw ApiException.BadRequest(
                $"{kind} in version \"v1\" cannot be handled as a {kind}: json: cannot unmarshal {actual} into Go struct field {kind}.{path} of type {schema.Text("type")}"
            );
        }

        foreach (var (key, child) in value as JsonObject ?? [])
        {
            var at = path.Length == 0 ? key : $"{path}.{key}";
            if (schema["properties"] is JsonObject properties && !properties.ContainsKey(key))
            {
                unknown.Add(at);
            }
            else
            {
                Walk(child, schema.At("properties", key) ?? schema["additionalProperties"], at, kind, unknown);
            }
        }

        foreach (var (child, index) in (value as JsonArray ?? []).Select((child, index) => (child, index)))
        {
            Walk(child, schema["items"], string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]"), kind, unknown);
        }
    }
}
