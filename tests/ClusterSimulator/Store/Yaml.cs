using System.Globalization;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace ClusterSimulator.Store;

/// <summary>YAML bodies, which the API server takes as well as JSON.</summary>
internal static class Yaml
{
    internal static JsonNode? ToJson(string text)
    {
        YamlStream stream = [];
        stream.Load(new StringReader(text));
        return stream.Documents.Count == 0 ? null : Of(stream.Documents[0].RootNode);
    }

    private static JsonNode? Of(YamlNode node) =>
        node switch
        {
            YamlMappingNode map => new JsonObject(
                map.Children.Select(child => KeyValuePair.Create(((YamlScalarNode)child.Key).Value!, Of(child.Value)))
            ),
            YamlSequenceNode list => Json.Array(list.Children.Select(Of)),
            YamlScalarNode { Style: not ScalarStyle.Plain, Value: var text } => JsonValue.Create(text),
            YamlScalarNode { Value: null or "" or "null" or "~" } => null,
            YamlScalarNode { Value: "true" or "false" } truth => JsonValue.Create(truth.Value == "true"),
            YamlScalarNode { Value: var text }
                when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => JsonValue.Create(
                number
            ),
            YamlScalarNode scalar => JsonValue.Create(scalar.Value),
            _ => null,
        };
}
