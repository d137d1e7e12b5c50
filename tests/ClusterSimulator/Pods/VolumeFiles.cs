using System.Text;
using System.Text.Json.Nodes;
using ClusterSimulator.Store;

namespace ClusterSimulator.Pods;

/// <summary>A pod's volumes as directories.</summary>
internal sealed class VolumeFiles(Cluster cluster, string directory)
{
    internal string DirectoryOf(string volume) => Path.Combine(directory, "volumes", volume);

    /// <summary>Makes every volume.</summary>
    /// <returns>The kubelet's message for the first one that cannot be mounted; null when all are.</returns>
    internal string? Mount(JsonObject pod)
    {
        foreach (var volume in pod.At("spec", "volumes").Objects())
        {
            var name = volume.Text("name")!;
            Directory.CreateDirectory(DirectoryOf(name));
            try
            {
                Write(pod, volume, DirectoryOf(name));
            }
            catch (MissingReferenceException missing)
            {
                return $"MountVolume.SetUp failed for volume \"{name}\" : {missing.Message}";
            }
        }

        return null;
    }

    /// <summary>Brings the downward-API files up to date with the pod's labels and annotations.</summary>
    internal void Refresh(JsonObject pod)
    {
        foreach (var volume in pod.At("spec", "volumes").Objects())
        {
            foreach (var source in Sources(volume).Where(source => source["downwardAPI"] is not null))
            {
                WriteDownward(pod, source["downwardAPI"], DirectoryOf(volume.Text("name")!));
            }
        }
    }

    private static IEnumerable<JsonObject> Sources(JsonObject volume) =>
        volume["projected"] is { } projected ? projected["sources"].Objects() : [volume];

    private void Write(JsonObject pod, JsonObject volume, string target)
    {
        foreach (var source in Sources(volume))
        {
            WriteKeys("secrets", source["secret"], source.Text("secret", "secretName") ?? source.Text("secret", "name"), pod, target);
            WriteKeys("configmaps", source["configMap"], source.Text("configMap", "name"), pod, target);
            WriteDownward(pod, source["downwardAPI"], target);
            if (source["serviceAccountToken"] is { } token)
            {
                Replace(Path.Combine(target, token.Text("path")!), "simulated-token"u8.ToArray(), null);
            }
        }
    }

    private void WriteKeys(string resource, JsonNode? source, string? name, JsonObject pod, string target)
    {
        if (source is null || cluster.Data(resource, pod.Text("metadata", "namespace")!, name!, source.IsTrue("optional")) is not { } data)
        {
            return;
        }

        var items = source["items"] is JsonArray chosen
            ? chosen.Objects().Select(item => (Key: item.Text("key")!, Path: item.Text("path")!, Mode: item.Number("mode")))
            : data.Keys.Select(key => (key, key, (long?)null));
        foreach (var (key, path, mode) in items)
        {
            var content = data.GetValueOrDefault(key)
                ?? throw new MissingReferenceException($"references non-existent {resource[..^1]} key: {key}");
            Replace(Path.Combine(target, path), content, mode ?? source.Number("defaultMode"));
        }
    }

    private static void WriteDownward(JsonObject pod, JsonNode? source, string target)
    {
        foreach (var item in source.At("items").Objects())
        {
            var value = item["fieldRef"] is { } field
                ? DownwardField.Read(pod, field.Text("fieldPath")!)
                : DownwardField.ReadResource(pod, item["resourceFieldRef"]!, null);
            Replace(
                Path.Combine(target, item.Text("path")!),
                Encoding.UTF8.GetBytes(value),
                item.Number("mode") ?? source.Number("defaultMode")
            );
        }
    }

    /// <summary>A reader sees the old content or the new, never a part.</summary>
    private static void Replace(string path, byte[] content, long? mode)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        if (File.Exists(path) && File.ReadAllBytes(path).AsSpan().SequenceEqual(content))
        {
            return;
        }

        var temporary = path + ".new";
        File.WriteAllBytes(temporary, content);
        File.SetUnixFileMode(temporary, (UnixFileMode)(mode ?? 0b110_100_100));
        File.Move(temporary, path, overwrite: true);
    }
}
