using System.Text.Json.Nodes;

namespace EndToEnd.Charts;

/// <summary>The real kubectl, without a cluster: it reads objects into Kubernetes' own types, so unknown fields and wrong types
/// show.</summary>
internal static class Kubectl
{
    /// <summary>Pods as kubectl understands them, each container with one more variable.</summary>
    public static IReadOnlyList<JsonObject> Read(string manifests)
    {
        var result = ProgramResult.Of(
            "kubectl",
            ["set", "env", "--local", "--output=json", "--filename=-", "READ_BY=kubectl"],
            manifests,
            start => start.Environment["KUBECONFIG"] = ""
        );
        // Several objects are printed as one document after the other.
        var documents = result.Output().Split("\n}\n", StringSplitOptions.RemoveEmptyEntries);
        return [.. documents.Select(document => JsonNode.Parse(document + "\n}")!.AsObject())];
    }

    /// <summary>Paths of what is in an object as written but not as read. Quantities and empty collections may be written
    /// differently.</summary>
    public static IEnumerable<string> Lost(JsonNode? written, JsonNode? read, string path = "")
    {
        return (written, read) switch
        {
            (JsonObject { Count: 0 } or JsonArray { Count: 0 } or null, _) => [],
            (JsonObject map, JsonObject other) => map.SelectMany(entry => Lost(entry.Value, other[entry.Key], $"{path}.{entry.Key}")),
            (JsonArray list, JsonArray other) when list.Count <= other.Count => list.SelectMany(
                (item, index) => Lost(item, other[index], $"{path}[{index}]")
            ),
            (JsonValue, JsonValue) => [],
            _ => [path],
        };
    }
}
