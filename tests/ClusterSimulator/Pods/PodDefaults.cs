using System.Text.Json.Nodes;
using ClusterSimulator.Store;

namespace ClusterSimulator.Pods;

/// <summary>The fields that the server fills in when a pod is created.</summary>
internal static class PodDefaults
{
    internal static void Apply(JsonObject pod)
    {
        var spec = pod.Child("spec");
        foreach (var volume in spec["volumes"].Objects())
        {
            foreach (
                var source in new[] { "secret", "configMap", "downwardAPI", "projected" }.Select(name => volume[name]).OfType<JsonObject>()
            )
            {
                Default(source, "defaultMode", 420);
            }
        }

        foreach (var container in spec["initContainers"].Objects().Concat(spec["containers"].Objects()))
        {
            Default(container, "resources", new JsonObject());
            Default(container, "terminationMessagePath", "/dev/termination-log");
            Default(container, "terminationMessagePolicy", "File");
            var image = container.Text("image") ?? "";
            Default(
                container,
                "imagePullPolicy",
                image.EndsWith(":latest", StringComparison.Ordinal) || !image.Split('/')[^1].Contains(':', StringComparison.Ordinal)
                    ? "Always"
                    : "IfNotPresent"
            );
        }

        Default(spec, "restartPolicy", "Always");
        Default(spec, "terminationGracePeriodSeconds", 30);
        Default(spec, "dnsPolicy", "ClusterFirst");
        Default(spec, "serviceAccountName", "default");
        Default(spec, "serviceAccount", spec.Text("serviceAccountName"));
        Default(spec, "securityContext", new JsonObject());
        Default(spec, "schedulerName", "default-scheduler");
        var tolerations = spec["tolerations"] as JsonArray ?? [];
        spec["tolerations"] = Json.Array([
            .. tolerations.Select(known => known?.DeepClone()),
            Tolerate("not-ready"),
            Tolerate("unreachable"),
        ]);
        Default(spec, "priority", 0);
        Default(spec, "enableServiceLinks", true);
        Default(spec, "preemptionPolicy", "PreemptLowerPriority");
        pod.Child("metadata")["generation"] = 1;
        pod["status"] = new JsonObject { ["phase"] = "Pending", ["qosClass"] = QualityOfService(spec) };
    }

    private static void Default(JsonObject owner, string name, JsonNode? value)
    {
        if (owner[name] is null)
        {
            owner[name] = value;
        }
    }

    private static JsonObject Tolerate(string state) =>
        new()
        {
            ["key"] = $"node.kubernetes.io/{state}",
            ["operator"] = "Exists",
            ["effect"] = "NoExecute",
            ["tolerationSeconds"] = 300,
        };

    private static string QualityOfService(JsonObject spec)
    {
        var resources = spec["initContainers"]
            .Objects()
            .Concat(spec["containers"].Objects())
            .Select(container => container["resources"])
            .ToArray();
        string? Amount(JsonNode? of, string kind, string name) =>
            of.Text(kind, name) ?? (kind == "requests" ? of.Text("limits", name) : null);
        return Array.TrueForAll(resources, of => Amount(of, "requests", "cpu") is null && Amount(of, "requests", "memory") is null)
                ? "BestEffort"
            : Array.TrueForAll(resources, of =>
                new[] { "cpu", "memory" }.All(name => Amount(of, "limits", name) is { } limit && limit == Amount(of, "requests", name))
            )
                ? "Guaranteed"
            : "Burstable";
    }
}
