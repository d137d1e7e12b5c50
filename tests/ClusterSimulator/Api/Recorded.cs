using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using ClusterSimulator.Store;
using Microsoft.AspNetCore.Http;

namespace ClusterSimulator.Api;

/// <summary>Answers that never change, taken from the recording of a real server: version, discovery, table columns, OpenAPI.</summary>
internal static class Recorded
{
    private static readonly string[] _eventColumns = ["Last Seen", "Type", "Reason", "Object", "Message"];
    private static readonly Lazy<Dictionary<string, JsonObject>> _documents = new(Load);
    private static readonly Lazy<JsonObject> _openApi = new(() => (JsonObject)JsonNode.Parse(Read("openapi-v3-core.json"))!);

    /// <summary>The schemas of core/v1.</summary>
    internal static JsonObject Schemas => (JsonObject)_openApi.Value.At("components", "schemas")!;

    /// <summary>The columns that <c>kubectl get</c> shows; name and age for a kind that was not recorded.</summary>
    internal static JsonArray Columns(string resource) =>
        _documents.Value.GetValueOrDefault($"table {resource}")?.At("responseBody", "json", "columnDefinitions") is JsonArray columns
            ? (JsonArray)columns.DeepClone()
            : Json.Array(
                (resource == "events" ? _eventColumns : ["Name", "Age"]).Select(name => new JsonObject
                {
                    ["name"] = name,
                    ["type"] = "string",
                    ["format"] = name == "Name" ? "name" : "",
                    ["description"] = name,
                    ["priority"] = 0,
                })
            );

    internal static JsonObject PodState(string state) => (JsonObject)JsonNode.Parse(Read($"pod-states/{state}.json"))!;

    internal static JsonArray PodStateEvents(string state) => (JsonArray)JsonNode.Parse(Read($"pod-states/{state}.events.json"))!;

    /// <returns>Whether the path has such an answer, which has been written then.</returns>
    internal static async Task<bool> TryAnswerAsync(HttpContext http)
    {
        var path = http.Request.Path.Value!.TrimEnd('/');
        if (path == "/openapi/v3/api/v1")
        {
            await http.WriteAsync(200, "application/json", Encoding.UTF8.GetBytes(_openApi.Value.ToJsonString()));
            return true;
        }

        var aggregated = http.Request.Headers.Accept.ToString().Contains("as=APIGroupDiscoveryList", StringComparison.Ordinal);
        if (
            !_documents.Value.TryGetValue(aggregated ? $"aggregated {path}" : path, out var exchange)
            && !_documents.Value.TryGetValue(path, out exchange)
        )
        {
            return false;
        }

        await http.WriteAsync(200, exchange.Text("responseHeaders", "Content-Type")!, exchange.At("responseBody", "json")!.Bytes());
        return true;
    }

    private static Dictionary<string, JsonObject> Load()
    {
        Dictionary<string, JsonObject> documents = [];
        foreach (
            var exchange in Read("exchanges.jsonl")
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => (JsonObject)JsonNode.Parse(line)!)
        )
        {
            var path = exchange.Text("path")!.Split('?')[0];
            var type = exchange.Text("responseHeaders", "Content-Type") ?? "";
            if (exchange.Text("method") != "GET" || exchange.Text("status") != "200")
            {
                continue;
            }

            if (exchange.Text("responseBody", "json", "kind") == "Table")
            {
                documents.TryAdd(path.Contains("/pods", StringComparison.Ordinal) ? "table pods" : "table namespaces", exchange);
            }
            else if (
                path is "/version" or "/api" or "/apis" or "/api/v1" or "/openapi/v3"
                || path.StartsWith("/apis/", StringComparison.Ordinal)
            )
            {
                documents.TryAdd(
                    type.Contains("as=APIGroupDiscoveryList", StringComparison.Ordinal) ? $"aggregated {path}" : path,
                    exchange
                );
            }
        }

        return documents;
    }

    private static string Read(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new ArgumentException($"nothing is recorded as '{name}'", nameof(name));
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }
}
