using System.Globalization;
using System.Text.Json.Nodes;
using ClusterSimulator.Store;

namespace ClusterSimulator.Api;

/// <summary>Rows for <c>kubectl get</c>.</summary>
internal static class Tables
{
    internal static JsonObject Build(string resource, IEnumerable<JsonObject> items, string? version, bool withColumns = true) =>
        new()
        {
            ["kind"] = "Table",
            ["apiVersion"] = "meta.k8s.io/v1",
            ["metadata"] = new JsonObject { ["resourceVersion"] = version },
            ["columnDefinitions"] = withColumns ? Recorded.Columns(resource) : null,
            ["rows"] = Json.Array(
                items.Select(item => new JsonObject
                {
                    ["cells"] = Json.Array(Cells(resource, item).Select(cell => (JsonNode?)cell)),
                    ["object"] = new JsonObject
                    {
                        ["kind"] = "PartialObjectMetadata",
                        ["apiVersion"] = "meta.k8s.io/v1",
                        ["metadata"] = item["metadata"]!.DeepClone(),
                    },
                })
            ),
        };

    private static string[] Cells(string resource, JsonObject item)
    {
        var name = item.Text("metadata", "name")!;
        var created = DateTimeOffset.Parse(item.Text("metadata", "creationTimestamp")!, CultureInfo.InvariantCulture);
        var age = string.Create(CultureInfo.InvariantCulture, $"{(int)(DateTimeOffset.UtcNow - created).TotalSeconds}s");
        return resource switch
        {
            "pods" =>
            [
                name,
                Ready(item),
                PodWord(item),
                "0",
                age,
                item.Text("status", "podIP") ?? "<none>",
                item.Text("spec", "nodeName") ?? "<none>",
                "<none>",
                "<none>",
            ],
            "events" =>
            [
                age,
                item.Text("type") ?? "",
                item.Text("reason") ?? "",
                $"pod/{item.Text("involvedObject", "name")}",
                item.Text("message") ?? "",
            ],
            "namespaces" => [name, item.Text("status", "phase") ?? "Active", age],
            _ => [name, age],
        };
    }

    private static string Ready(JsonObject pod) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{pod.At("status", "containerStatuses").Objects().Count(status => status.IsTrue("ready"))}/{pod.At("spec", "containers").Objects().Count()}"
        );

    private static string PodWord(JsonObject pod)
    {
        if (pod.At("metadata", "deletionTimestamp") is not null)
        {
            return "Terminating";
        }

        var states = pod.At("status", "containerStatuses").Objects().Select(status => status["state"]).ToArray();
        var initializing = pod.At("status", "initContainerStatuses").Objects().FirstOrDefault(status => !status.IsTrue("ready"));
        return pod.Text("status", "reason")
            ?? (initializing is null ? null : $"Init:{initializing.Text("state", "terminated", "reason") ?? "0/1"}")
            ?? states.Select(state => state.Text("waiting", "reason")).FirstOrDefault(why => why is not null)
            ?? states
                .Select(state => state.Text("terminated", "reason"))
                .FirstOrDefault(why => why is not null && !Array.Exists(states, state => state.At("running") is not null))
            ?? pod.Text("status", "phase")
            ?? "Unknown";
    }
}
