using System.Text.Json.Nodes;

namespace EndToEnd.Charts;

/// <summary>The Restricted Pod Security standard, rule by rule, over a pod's spec.</summary>
internal static class RestrictedStandard
{
    private static readonly string[] VolumeTypes =
    [
        "configMap",
        "csi",
        "downwardAPI",
        "emptyDir",
        "ephemeral",
        "persistentVolumeClaim",
        "projected",
        "secret",
    ];

    /// <summary>What the standard objects to; nothing for a good pod.</summary>
    public static IEnumerable<string> Objections(JsonObject spec)
    {
        var ofPod = spec["securityContext"] as JsonObject ?? [];
        string[] shared = ["hostNetwork", "hostPID", "hostIPC"];
        return
        [
            .. shared.Where(key => IsTrue(spec[key])).Select(key => $"{key} is on"),
            .. List(spec["volumes"]).SelectMany(OfVolume),
            .. List(ofPod["sysctls"]).Select(sysctl => $"sysctl {sysctl["name"]}"),
            .. ContainersOf(spec).SelectMany(container => OfContainer(container, ofPod)),
        ];
    }

    private static IEnumerable<JsonObject> ContainersOf(JsonObject spec) =>
        new[] { "initContainers", "containers", "ephemeralContainers" }.SelectMany(kind => List(spec[kind]));

    private static IEnumerable<string> OfVolume(JsonObject volume) =>
        volume
            .Where(entry => entry.Key != "name" && !VolumeTypes.Contains(entry.Key))
            .Select(entry => $"volume {volume["name"]} is a {entry.Key}");

    private static IEnumerable<string> OfContainer(JsonObject container, JsonObject ofPod)
    {
        var context = container["securityContext"] as JsonObject ?? [];
        var seccomp = (context["seccompProfile"] ?? ofPod["seccompProfile"])?["type"]?.GetValue<string>();
        var capabilities = context["capabilities"];
        (bool Broken, string Rule)[] rules =
        [
            (IsTrue(context["privileged"]), "is privileged"),
            (!IsFalse(context["allowPrivilegeEscalation"]), "may escalate privileges"),
            (!IsTrue(context["runAsNonRoot"] ?? ofPod["runAsNonRoot"]), "may run as root"),
            (context["runAsNonRoot"] is not null && !IsTrue(context["runAsNonRoot"]), "may run as root itself"),
            ((context["runAsUser"] ?? ofPod["runAsUser"])?.ToJsonString() == "0", "runs as user 0"),
            (seccomp is not ("RuntimeDefault" or "Localhost"), "has no seccomp profile"),
            (!Texts(capabilities?["drop"]).Contains("ALL"), "keeps capabilities"),
            (Texts(capabilities?["add"]).Any(name => name != "NET_BIND_SERVICE"), "adds capabilities"),
            (context["procMount"]?.GetValue<string>() is not (null or "Default"), "has a special /proc"),
            (context["windowsOptions"] is not null || context["seLinuxOptions"] is not null, "sets SELinux or Windows options"),
            (List(container["ports"]).Any(port => port["hostPort"] is not null), "takes a port of the host"),
        ];
        return rules.Where(rule => rule.Broken).Select(rule => $"container {container["name"]} {rule.Rule}");
    }

    private static IEnumerable<JsonObject> List(JsonNode? node) => node is JsonArray list ? list.OfType<JsonObject>() : [];

    private static IEnumerable<string> Texts(JsonNode? node) => node is JsonArray list ? list.Select(item => item!.GetValue<string>()) : [];

    private static bool IsTrue(JsonNode? node) => node is JsonValue value && value.TryGetValue(out bool truth) && truth;

    private static bool IsFalse(JsonNode? node) => node is JsonValue value && value.TryGetValue(out bool truth) && !truth;
}
