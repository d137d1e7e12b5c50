using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using ClusterSimulator.Faults;
using ClusterSimulator.Pods;
using ClusterSimulator.Store;

namespace ClusterSimulator;

/// <summary>The cluster behind the API: objects, running pods, and what is to go wrong. It outlives restarts of the API server.</summary>
internal sealed class Cluster
{
    internal Cluster(SimulatorOptions options, string root)
    {
        (Options, Root) = (options, root);
        foreach (var name in options.Namespaces)
        {
            AddNamespace(name);
        }

        foreach (var (name, data) in options.Secrets)
        {
            AddSecret(name, data);
        }
    }

    internal SimulatorOptions Options { get; }

    internal string Root { get; }

    internal ObjectStore Store { get; } = new();

    internal FaultPlan Faults { get; } = new();

    internal ConcurrentDictionary<ObjectKey, PodRun> Runs { get; } = new();

    /// <summary>Every request, as <c>GET /api/v1/…</c>, in order of arrival.</summary>
    internal ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>Never decreases: the highest number of pods that were neither finished nor gone at one moment.</summary>
    internal int MostLivePods { get; private set; }

    internal void AddNamespace(string name) =>
        Store.Create(
            new("namespaces", "", name),
            new JsonObject
            {
                ["kind"] = "Namespace",
                ["apiVersion"] = "v1",
                ["metadata"] = new JsonObject
                {
                    ["name"] = name,
                    ["labels"] = new JsonObject { ["kubernetes.io/metadata.name"] = name },
                },
                ["spec"] = new JsonObject { ["finalizers"] = new JsonArray("kubernetes") },
                ["status"] = new JsonObject { ["phase"] = "Active" },
            }
        );

    internal void AddSecret(string name, IReadOnlyDictionary<string, string> data) =>
        Store.Create(
            new("secrets", Options.Namespaces[0], name),
            new JsonObject
            {
                ["kind"] = "Secret",
                ["apiVersion"] = "v1",
                ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = Options.Namespaces[0] },
                ["data"] = new JsonObject(
                    data.Select(pair =>
                        KeyValuePair.Create(pair.Key, (JsonNode?)Convert.ToBase64String(Encoding.UTF8.GetBytes(pair.Value)))
                    )
                ),
                ["type"] = "Opaque",
            }
        );

    /// <returns>Keys and values of a secret or ConfigMap; null when it is missing and may be.</returns>
    /// <exception cref="MissingReferenceException">It is missing.</exception>
    internal Dictionary<string, byte[]>? Data(string resource, string space, string name, bool optional)
    {
        if (Store.Find(new(resource, space, name)) is not { } body)
        {
            return optional ? null : throw new MissingReferenceException($"{resource[..^1]} \"{name}\" not found");
        }

        var plain = resource == "configmaps" ? body["data"] as JsonObject ?? [] : [];
        var encoded = body[resource == "configmaps" ? "binaryData" : "data"] as JsonObject ?? [];
        return plain
            .Select(pair => (pair.Key, Value: Encoding.UTF8.GetBytes(pair.Value.Text() ?? "")))
            .Concat(encoded.Select(pair => (pair.Key, Value: Convert.FromBase64String(pair.Value.Text() ?? ""))))
            .ToDictionary(pair => pair.Key, pair => pair.Value);
    }

    internal int LivePods(string? space = null) =>
        Store.List("pods", space).Items.Count(pod => pod.Text("status", "phase") is not ("Succeeded" or "Failed") && !HasEnded(pod));

    private static bool HasEnded(JsonObject pod) =>
        pod.At("status", "containerStatuses").Objects().ToList() is { Count: > 0 } all
        && all.TrueForAll(container => container.At("state", "terminated") is not null);

    /// <summary>Takes note of a pod that has just been admitted; admission is one at a time.</summary>
    internal void CountLivePods() => MostLivePods = Math.Max(MostLivePods, LivePods());

    /// <summary>Runs the containers of a pod that has just been created.</summary>
    internal void Start(ObjectKey key, JsonObject pod)
    {
        PodRun run = new(this, key, pod);
        Runs[key] = run;
        run.Start();
    }
}
