using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace ClusterSimulator.Store;

/// <summary>Short ways through JSON documents, and the two time formats of the Kubernetes API.</summary>
internal static class Json
{
    internal static JsonNode? At(this JsonNode? node, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            node = node is JsonObject parent ? parent[name] : null;
        }

        return node;
    }

    /// <returns>The scalar there as text; null for anything else.</returns>
    internal static string? Text(this JsonNode? node, params ReadOnlySpan<string> path) =>
        node.At(path) is JsonValue value ? value.ToString() : null;

    internal static long? Number(this JsonNode? node, params ReadOnlySpan<string> path) =>
        long.TryParse(node.Text(path), CultureInfo.InvariantCulture, out var number) ? number : null;

    internal static bool IsTrue(this JsonNode? node, params ReadOnlySpan<string> path) => node.Text(path) == "true";

    internal static IEnumerable<JsonObject> Objects(this JsonNode? node) => node is JsonArray items ? items.OfType<JsonObject>() : [];

    internal static IEnumerable<string> Texts(this JsonNode? node) =>
        node is JsonArray items ? items.Select(item => item.Text() ?? "") : [];

    /// <summary>The object at <paramref name="name"/>, made when it is not there.</summary>
    internal static JsonObject Child(this JsonObject parent, string name)
    {
        if (parent[name] is not JsonObject child)
        {
            parent[name] = child = [];
        }

        return child;
    }

    internal static JsonArray Array(IEnumerable<JsonNode?> items) => new([.. items]);

    internal static JsonObject Clone(this JsonObject node) => (JsonObject)node.DeepClone();

    internal static byte[] Bytes(this JsonNode node) => Encoding.UTF8.GetBytes(node.ToJsonString());

    internal static string Seconds(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    internal static string Micros(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}
