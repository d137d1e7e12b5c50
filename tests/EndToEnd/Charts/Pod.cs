using System.Text.Json.Nodes;

namespace EndToEnd.Charts;

/// <summary>A rendered pod, read the way the tests ask about it.</summary>
internal sealed record Pod(JsonObject Object)
{
    public static IReadOnlyList<Pod> Of(string values, params string[] options) =>
        [.. Helm.Pods(values, options).Objects().Select(pod => new Pod(pod))];

    public static Pod Single(string values = "", params string[] options) => Of(SampleTask.Yaml + values, options).Single();

    /// <summary>The sample's pod as a developer's tool renders it from what a release has published.</summary>
    public static Pod OfDefaults(JsonObject configMap)
    {
        var values = JsonNode.Parse(configMap["data"]!["values.json"]!.GetValue<string>())!.AsObject();
        values["tasks"] = YamlObjects.Of(SampleTask.Yaml).Single()["tasks"]!.DeepClone();
        return Of(values.ToJsonString()).Single();
    }

    public JsonObject Metadata => Object["metadata"]!.AsObject();

    public JsonObject Spec => Object["spec"]!.AsObject();

    public string Name => Metadata["name"]!.GetValue<string>();

    public IEnumerable<JsonObject> Containers =>
        new[] { "initContainers", "containers" }.SelectMany(kind => Spec[kind]!.AsArray()).Select(container => container!.AsObject());

    public JsonObject Container(string name) => Containers.Single(container => container["name"]!.GetValue<string>() == name);

    public IReadOnlyList<JsonObject> Volumes => [.. Spec["volumes"]!.AsArray().Select(volume => volume!.AsObject())];

    /// <summary>Names of the volumes that a container mounts.</summary>
    public IReadOnlyList<string> MountedBy(string container) =>
        [.. Container(container)["volumeMounts"]!.AsArray().Select(mount => mount!["name"]!.GetValue<string>())];

    public string Annotation(string key) => Metadata["annotations"]![key]!.GetValue<string>();

    public string Label(string key) => Metadata["labels"]![key]!.GetValue<string>();

    /// <summary>A container's variables as its process gets them; one from a secret reads `secret/key`.</summary>
    public IReadOnlyDictionary<string, string> Environment(string container)
    {
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var variable in Container(container)["env"]!.AsArray().Select(variable => variable!.AsObject()))
        {
            var reference = variable["valueFrom"]?["secretKeyRef"];
            seen.Add(
                variable["name"]!.GetValue<string>(),
                reference is null
                    ? VariableExpansion.Of(variable["value"]?.GetValue<string>() ?? "", seen)
                    : $"{reference["name"]}/{reference["key"]}"
            );
        }

        return seen;
    }

    /// <summary>Every secret that a container can see, by variable or by volume.</summary>
    public IReadOnlySet<string> SecretsOf(string container)
    {
        var mounted = MountedBy(container);
        var volumes = Volumes.Where(volume => mounted.Contains(volume["name"]!.GetValue<string>()));
        return volumes.Concat([Container(container)]).SelectMany(SecretNames).ToHashSet(StringComparer.Ordinal);
    }

    private static IEnumerable<string> SecretNames(JsonNode? node) =>
        node switch
        {
            JsonObject map => map.SelectMany(entry =>
                entry.Key switch
                {
                    "secretName" => [entry.Value!.GetValue<string>()],
                    "secret" or "secretKeyRef" or "secretRef" when entry.Value!["name"] is { } name => [name.GetValue<string>()],
                    _ => SecretNames(entry.Value),
                }
            ),
            JsonArray list => list.SelectMany(SecretNames),
            _ => [],
        };
}
