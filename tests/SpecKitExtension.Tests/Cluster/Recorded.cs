using System.Reflection;
using System.Text.Json;
using k8s;
using k8s.Models;
using SpecKitExtension.Cluster;

namespace SpecKitExtension.Tests.Cluster;

/// <summary>What a real API server has said of pods.</summary>
internal static class Recorded
{
    private static readonly string Folder = Path.Combine(
        typeof(Recorded).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "RepositoryRoot").Value!,
        "tests",
        "samples",
        "k8s",
        "pod-states"
    );

    /// <summary>A pod in a state.</summary>
    public static V1Pod Pod(string state) => KubernetesJson.Deserialize<V1Pod>(File.ReadAllText(Path.Combine(Folder, $"{state}.json")));

    /// <summary>The events of that pod, oldest first; the recording has those of an earlier pod of the same name too.</summary>
    public static IReadOnlyList<Corev1Event> Events(string state)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, $"{state}.events.json")));
        var created = Pod(state).Metadata.CreationTimestamp.At()!.Value;
        return PodEvents.InOrder(
            document
                .RootElement.EnumerateArray()
                .Select((entry, index) => SomePod.Event($"{index:D3}", Text(entry, "reason"), Text(entry, "message"), Time(entry), created))
                .Where(happened => happened.At() >= created)
        );
    }

    /// <summary>The last time that a state's pod or events mention: when it was recorded.</summary>
    public static DateTimeOffset Time(string state) =>
        Events(state).Select(happened => happened.At()).Append(Pod(state).Metadata.CreationTimestamp.At()!.Value).Max();

    /// <summary>The changes of a pod as a watch sent them.</summary>
    public static IEnumerable<(string Type, V1Pod Pod)> Watch(string name) =>
        File.ReadLines(Path.Combine(Folder, "watch.jsonl"))
            .Select(line => JsonSerializer.Deserialize(line, WatchJson.Default.WatchLine)!)
            .Select(line => (line.Type, Pod: KubernetesJson.Deserialize<V1Pod>(line.Object)))
            .Where(change => change.Pod.Metadata.Name == name);

    private static string? Text(JsonElement entry, string name) => entry.GetProperty(name).GetString();

    private static DateTimeOffset? Time(JsonElement entry) =>
        entry.GetProperty("lastTimestamp").ValueKind == JsonValueKind.Null ? null : entry.GetProperty("lastTimestamp").GetDateTimeOffset();
}
