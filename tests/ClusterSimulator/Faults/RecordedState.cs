using System.Text.Json.Nodes;
using ClusterSimulator.Pods;
using ClusterSimulator.Store;

namespace ClusterSimulator.Faults;

/// <summary>Puts a pod into a state that was recorded on a real cluster, without running anything.</summary>
internal static class RecordedState
{
    /// <param name="state">A file name of the recorded pod states, without its ending.</param>
    internal static void Enter(Cluster cluster, ObjectKey key, string state)
    {
        var recorded = Api.Recorded.PodState(state);
        if (cluster.Store.Find(key) is not { } pod)
        {
            return;
        }

        var late = DateTimeOffset.UtcNow - DateTimeOffset.Parse(LastTime(recorded), System.Globalization.CultureInfo.InvariantCulture);
        var names = Replacements(recorded, pod);
        // Events first: whoever sees the state finds them.
        PodEvents events = new(cluster.Store, key, pod);
        foreach (var entry in Api.Recorded.PodStateEvents(state).Objects().Where(entry => entry.Text("reason") != "MissingClusterDNS"))
        {
            events.Add(
                entry.Text("type")!,
                entry.Text("reason")!,
                Replace(entry.Text("message")!, names),
                entry.Text("involvedObject"),
                entry.Number("count") ?? 1
            );
        }

        cluster.Store.Update(key, body =>
        {
            body["status"] = Instantiate(recorded["status"], names, late);
            if (recorded.Text("spec", "nodeName") is { } node)
            {
                body["spec"]!["nodeName"] = node;
            }
        });
    }

    /// <summary>Name, identity and images of the recorded pod, each with what this pod has instead.</summary>
    private static (string Old, string New)[] Replacements(JsonObject recorded, JsonObject pod)
    {
        string? Image(JsonObject from) =>
            from.At("spec", "containers").Objects().FirstOrDefault(container => container.Text("name") == "agent").Text("image");
        return
        [
            (
                $"{recorded.Text("metadata", "namespace")}/{recorded.Text("metadata", "name")}",
                $"{pod.Text("metadata", "namespace")}/{pod.Text("metadata", "name")}"
            ),
            (recorded.Text("metadata", "uid")!, pod.Text("metadata", "uid")!),
            (Image(recorded) ?? "none", Image(pod) ?? "none"),
        ];
    }

    private static string Replace(string text, (string Old, string New)[] names) =>
        names.Aggregate(text, (result, name) => result.Replace(name.Old, name.New, StringComparison.Ordinal));

    private static JsonNode? Instantiate(JsonNode? node, (string Old, string New)[] names, TimeSpan late) =>
        node switch
        {
            JsonObject map => new JsonObject(map.Select(pair => KeyValuePair.Create(pair.Key, Instantiate(pair.Value, names, late)))),
            JsonArray list => Json.Array(list.Select(item => Instantiate(item, names, late))),
            JsonValue value when value.GetValueKind() == System.Text.Json.JsonValueKind.String => IsTime(value.ToString(), out var time)
                ? Json.Seconds(time + late)
                : Replace(value.ToString(), names),
            _ => node?.DeepClone(),
        };

    private static bool IsTime(string text, out DateTimeOffset time) =>
        DateTimeOffset.TryParseExact(
            text,
            "yyyy-MM-dd'T'HH:mm:ss'Z'",
            System.Globalization.CultureInfo.InvariantCulture,
            System.Globalization.DateTimeStyles.AssumeUniversal,
            out time
        );

    private static string LastTime(JsonNode? node) =>
        node switch
        {
            JsonObject map => map.Select(pair => LastTime(pair.Value)).Max(StringComparer.Ordinal) ?? "",
            JsonArray list => list.Select(LastTime).Max(StringComparer.Ordinal) ?? "",
            JsonValue value when IsTime(value.ToString(), out _) => value.ToString(),
            _ => "",
        };
}
