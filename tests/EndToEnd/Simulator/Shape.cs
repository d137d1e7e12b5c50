using System.Text.Json.Nodes;

namespace EndToEnd.SimulatorSpecs;

/// <summary>The property names of a document as paths; items of a list count as one.</summary>
internal static class Shape
{
    /// <summary>Bookkeeping of the real server that no client here reads, and resources that only its kubelet measures.</summary>
    private static readonly string[] _notServed = ["managedFields", "resources", "allocatedResources"];

    internal static IReadOnlyList<string> Of(JsonNode? node) => [.. Paths(node, "").Distinct().Order(StringComparer.Ordinal)];

    private static IEnumerable<string> Paths(JsonNode? node, string path) =>
        node switch
        {
            JsonObject map => map.Where(pair => !_notServed.Contains(pair.Key))
                .SelectMany(pair => Paths(pair.Value, $"{path}.{pair.Key}").Prepend($"{path}.{pair.Key}")),
            JsonArray list => list.SelectMany(item => Paths(item, $"{path}[]")),
            _ => [],
        };
}
