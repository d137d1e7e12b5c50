using System.Text.Json.Nodes;
using ClusterSimulator.Store;

namespace ClusterSimulator.Pods;

/// <summary>What fieldRef and resourceFieldRef refer to.</summary>
internal static class DownwardField
{
    internal static string Read(JsonObject pod, string path)
    {
        if (path.IndexOf("['", StringComparison.Ordinal) is > 0 and var bracket)
        {
            return pod.Text([.. path[..bracket].Split('.'), path[(bracket + 2)..^2]]) ?? "";
        }

        return pod.At(path.Split('.')) is JsonObject map
            ? string.Join('\n', map.Select(pair => $"{pair.Key}={pair.Value!.ToJsonString()}"))
            : pod.Text(path.Split('.')) ?? "";
    }

    /// <param name="container">The container that asks, unless the reference names one.</param>
    internal static string ReadResource(JsonObject pod, JsonNode reference, string? container)
    {
        var name = reference.Text("containerName") ?? container;
        var owner = pod.At("spec", "initContainers")
            .Objects()
            .Concat(pod.At("spec", "containers").Objects())
            .First(known => known.Text("name") == name);
        var limit = owner.Text(["resources", .. reference.Text("resource")!.Split('.', 2)]);
        return limit is null ? "0" : Quantity.Divide(limit, reference.Text("divisor"));
    }
}
