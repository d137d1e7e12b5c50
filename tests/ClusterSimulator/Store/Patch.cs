using System.Text.Json.Nodes;

namespace ClusterSimulator.Store;

/// <summary>The patches kubectl and our tool send. A strategic merge of metadata is a merge: its lists are not touched.</summary>
internal static class Patch
{
    /// <exception cref="FormatException">The patch cannot be applied.</exception>
    internal static void Apply(JsonObject target, JsonNode patch)
    {
        if (patch is JsonArray operations)
        {
            foreach (var operation in operations.Objects())
            {
                ApplyOperation(target, operation);
            }
        }
        else if (patch is JsonObject merge)
        {
            Merge(target, merge);
        }
        else
        {
            throw new FormatException("the patch is neither an object nor a list of operations");
        }
    }

    private static void Merge(JsonObject target, JsonObject patch)
    {
        foreach (var (name, value) in patch)
        {
            if (value is null)
            {
                target.Remove(name);
            }
            else if (value is JsonObject inner)
            {
                Merge(target.Child(name), inner);
            }
            else
            {
                target[name] = value.DeepClone();
            }
        }
    }

    private static void ApplyOperation(JsonObject target, JsonObject operation)
    {
        var path = (operation.Text("path") ?? "")
            .Split('/')
            .Skip(1)
            .Select(part => part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))
            .ToArray();
        if (path.Length == 0 || target.At(path.AsSpan()[..^1]) is not JsonObject parent)
        {
            throw new FormatException($"the path {operation.Text("path")} does not exist");
        }

        switch (operation.Text("op"))
        {
            case "add":
                parent[path[^1]] = operation["value"]?.DeepClone();
                break;
            case "replace" or "remove" or "test" when !parent.ContainsKey(path[^1]):
                throw new FormatException($"the path {operation.Text("path")} does not exist");
            case "replace":
                parent[path[^1]] = operation["value"]?.DeepClone();
                break;
            case "remove":
                parent.Remove(path[^1]);
                break;
            case "test" when JsonNode.DeepEquals(parent[path[^1]], operation["value"]):
                break;
            default:
                throw new FormatException($"the operation {operation.ToJsonString()} failed");
        }
    }
}
