using System.Text.Json;
using System.Text.Json.Nodes;
using SpecKitExtension.Configuration;

namespace SpecKitExtension.Tests.Configuration;

public sealed class ConfigSchemaTests
{
    private readonly JsonNode _schema = Schema();

    [Fact]
    public void The_schema_knows_exactly_the_settings_there_are()
    {
        var reader = new SettingReader([]);
        Settings.From(reader);
        var leaves = Leaves(_schema, "").Where(leaf => leaf.Key != "$schema").ToDictionary(leaf => leaf.Key, leaf => leaf.Node);
        leaves.Keys.ShouldBe(reader.Known.Select(spec => spec.Key), ignoreOrder: true);
        foreach (var spec in reader.Known)
        {
            var node = leaves[spec.Key].AsObject();
            var item = spec.Type == "array" ? node["items"].ShouldNotBeNull() : node;
            node["type"]!.GetValue<string>().ShouldBe(spec.Type, spec.Key);
            node["description"]!.GetValue<string>().ShouldEndWith(".");
            Text(node["default"]).ShouldBe(Default(spec.Default), spec.Key);
            ((int?)node["minimum"]).ShouldBe(spec.Least, spec.Key);
            ((int?)node["maximum"]).ShouldBe(spec.Most, spec.Key);
            ((string?)item["pattern"]).ShouldBe(spec.Pattern, spec.Key);
            (node["enum"]?.AsArray().Select(word => word!.GetValue<string>()).ToArray() ?? []).ShouldBe(spec.Choices, spec.Key);
        }
    }

    [Fact]
    public void The_schema_is_closed_at_every_level() =>
        Objects(_schema).ShouldAllBe(node => node["additionalProperties"] != null && !node["additionalProperties"]!.GetValue<bool>());

    private static IEnumerable<(string Key, JsonNode Node)> Leaves(JsonNode node, string prefix) =>
        node["properties"]!.AsObject().SelectMany(property => property.Value!["properties"] is null
            ? [(prefix + property.Key, property.Value)]
            : Leaves(property.Value, $"{prefix}{property.Key}."));

    private static IEnumerable<JsonNode> Objects(JsonNode node) => node["properties"] is JsonObject properties
        ? properties.SelectMany(property => Objects(property.Value!)).Prepend(node)
        : [];

    private static string? Text(JsonNode? node) => node switch
    {
        null => null,
        JsonArray list => string.Join('|', list.Select(item => item!.GetValue<string>())),
        _ => node.GetValueKind() is JsonValueKind.String ? node.GetValue<string>() : node.ToJsonString(),
    };

    private static string? Default(object? value) => value switch
    {
        null => null,
        IEnumerable<string> list => string.Join('|', list),
        bool flag => flag ? "true" : "false",
        _ => value.ToString(),
    };

    private static JsonNode Schema()
    {
        using var stream = typeof(Settings).Assembly.GetManifestResourceStream("Templates/config.schema.json").ShouldNotBeNull();
        return JsonNode.Parse(stream).ShouldNotBeNull();
    }
}
