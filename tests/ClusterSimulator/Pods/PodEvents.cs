using System.Globalization;
using System.Text.Json.Nodes;
using ClusterSimulator.Store;

namespace ClusterSimulator.Pods;

/// <summary>The events of one pod; one that says the same again counts up.</summary>
internal sealed class PodEvents(ObjectStore store, ObjectKey key, JsonObject pod)
{
    private static long _serial = DateTimeOffset.UtcNow.Ticks;
    private readonly Dictionary<string, ObjectKey> _known = [];

    /// <param name="field">The part of the pod, such as <c>spec.containers{agent}</c>.</param>
    internal void Add(string type, string reason, string message, string? field = null, long count = 1)
    {
        var now = DateTimeOffset.UtcNow;
        if (_known.TryGetValue($"{reason} {field} {message}", out var earlier))
        {
            store.Update(earlier, body => (body["count"], body["lastTimestamp"]) = (body.Number("count") + 1, Json.Seconds(now)));
            return;
        }

        var scheduler = reason is "Scheduled" or "FailedScheduling";
        var name = string.Create(CultureInfo.InvariantCulture, $"{key.Name}.{Interlocked.Increment(ref _serial):x16}");
        JsonObject involved = new()
        {
            ["kind"] = "Pod",
            ["namespace"] = key.Namespace,
            ["name"] = key.Name,
            ["uid"] = pod.Text("metadata", "uid"),
            ["apiVersion"] = "v1",
            ["resourceVersion"] = pod.Text("metadata", "resourceVersion"),
        };
        if (field is not null)
        {
            involved["fieldPath"] = field;
        }

        JsonObject body = new()
        {
            ["kind"] = "Event",
            ["apiVersion"] = "v1",
            ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = key.Namespace },
            ["involvedObject"] = involved,
            ["reason"] = reason,
            ["message"] = message,
            ["source"] = scheduler ? [] : new JsonObject { ["component"] = "kubelet", ["host"] = "node1" },
            ["firstTimestamp"] = scheduler ? null : Json.Seconds(now),
            ["lastTimestamp"] = scheduler ? null : Json.Seconds(now),
            ["type"] = type,
            ["eventTime"] = scheduler ? Json.Micros(now) : null,
            ["reportingComponent"] = scheduler ? "default-scheduler" : "kubelet",
            ["reportingInstance"] = scheduler ? "default-scheduler-vm" : "node1",
        };
        if (scheduler)
        {
            body["action"] = reason == "Scheduled" ? "Binding" : "Scheduling";
        }
        else
        {
            body["count"] = count;
        }

        ObjectKey id = new("events", key.Namespace, name);
        store.Create(id, body);
        _known[$"{reason} {field} {message}"] = id;
    }
}
