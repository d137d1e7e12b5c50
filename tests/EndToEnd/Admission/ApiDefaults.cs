using System.Text.Json.Nodes;

namespace EndToEnd.Admission;

/// <summary>What the API server fills into a new pod before a policy sees it.</summary>
internal static class ApiDefaults
{
    private const string AppArmor = "container.apparmor.security.beta.kubernetes.io/";

    /// <summary>A copy with every default.</summary>
    public static JsonObject Complete(JsonObject sent)
    {
        var pod = sent.DeepClone().AsObject();
        var spec = pod["spec"]!.AsObject();
        Default(spec, "dnsPolicy", "ClusterFirst");
        Default(spec, "restartPolicy", "Always");
        Default(spec, "schedulerName", "default-scheduler");
        Default(spec, "terminationGracePeriodSeconds", 30);
        spec["securityContext"] ??= new JsonObject();
        if (spec["serviceAccountName"] is { } account)
        {
            Default(spec, "serviceAccount", account.GetValue<string>());
        }

        foreach (var volume in List(spec["volumes"]))
        {
            CompleteVolume(volume);
        }

        foreach (var container in List(spec["initContainers"]).Concat(List(spec["containers"])))
        {
            CompleteContainer(container, pod["metadata"]!["annotations"] as JsonObject ?? []);
        }

        return pod;
    }

    private static void CompleteVolume(JsonObject volume)
    {
        foreach (var kind in (string[])["configMap", "secret", "projected", "downwardAPI"])
        {
            if (volume[kind] is JsonObject source)
            {
                Default(source, "defaultMode", 420);
            }
        }

        foreach (var source in List(volume["projected"]?["sources"]).Append(volume))
        {
            List(source["downwardAPI"]?["items"]).ToList().ForEach(Reference);
            if (source["serviceAccountToken"] is JsonObject token)
            {
                Default(token, "expirationSeconds", 3600);
            }
        }
    }

    private static void CompleteContainer(JsonObject container, JsonObject annotations)
    {
        Default(container, "imagePullPolicy", "IfNotPresent");
        Default(container, "terminationMessagePath", "/dev/termination-log");
        Default(container, "terminationMessagePolicy", "File");
        container["resources"] ??= new JsonObject();
        foreach (var limit in container["resources"]!["limits"] as JsonObject ?? [])
        {
            var requests = container["resources"]!["requests"] as JsonObject ?? [];
            container["resources"]!["requests"] ??= requests;
            requests[limit.Key] ??= limit.Value?.DeepClone();
        }

        List(container["env"]).Select(variable => variable["valueFrom"]).OfType<JsonObject>().ToList().ForEach(Reference);
        if (annotations[AppArmor + container["name"]] is { } profile)
        {
            container["securityContext"] ??= new JsonObject();
            container["securityContext"]!["appArmorProfile"] = new JsonObject
            {
                ["type"] = profile.GetValue<string>() == "unconfined" ? "Unconfined" : "RuntimeDefault",
            };
        }
    }

    private static void Reference(JsonObject holder)
    {
        if (holder["fieldRef"] is JsonObject field)
        {
            Default(field, "apiVersion", "v1");
        }
    }

    private static void Default(JsonObject map, string key, JsonNode value) => map[key] ??= value;

    private static IEnumerable<JsonObject> List(JsonNode? list) => (list as JsonArray ?? []).OfType<JsonObject>();
}
