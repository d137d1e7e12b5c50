using System.Text.Json.Nodes;
using EndToEnd.Charts;

namespace EndToEnd.Admission;

/// <summary>The chart's admission policies, and what they say of pods: the very expressions, evaluated without a cluster.</summary>
internal static class AdmissionPolicy
{
    /// <summary>The policies of a release.</summary>
    /// <param name="values">The release's values; <c>admission.enabled</c> among them.</param>
    /// <param name="space">The release's namespace.</param>
    public static IReadOnlyList<JsonObject> Of(string values, string space = "agents") =>
        [.. Helm.Template(values, "--show-only", "templates/admission.yaml", "--namespace", space).Objects()];

    /// <summary>Judges new pods.</summary>
    /// <param name="values">The release's values.</param>
    /// <param name="pods">The pods as they are sent.</param>
    /// <returns>For each the message that refuses it; null where it is taken.</returns>
    public static IReadOnlyList<string?> Judge(string values, IEnumerable<JsonObject> pods) =>
        Judge(
            Of(values).Single(item => Name(item).EndsWith("-pods", StringComparison.Ordinal) && Kind(item) == "ValidatingAdmissionPolicy"),
            pods.Select(pod => new JsonObject { ["object"] = ApiDefaults.Complete(pod) })
        );

    /// <summary>Judges changes of pods: each request has <c>object</c>, <c>oldObject</c> and perhaps <c>groups</c>.</summary>
    public static IReadOnlyList<string?> JudgeChanges(string values, IEnumerable<JsonObject> changes) =>
        Judge(
            Of(values)
                .Single(item => Name(item).EndsWith("-pod-changes", StringComparison.Ordinal) && Kind(item) == "ValidatingAdmissionPolicy"),
            changes
        );

    private static IReadOnlyList<string?> Judge(JsonObject policy, IEnumerable<JsonObject> requests)
    {
        JsonArray list =
        [
            .. requests.Select(request =>
            {
                request["policy"] = "policy";
                return (JsonNode)request;
            }),
        ];
        var input = new JsonObject
        {
            ["policies"] = new JsonObject { ["policy"] = policy.DeepClone() },
            ["requests"] = list,
        }.ToJsonString();
        var result = ProgramResult.Of("node", [Path.Combine(ChartFiles.Root, "tests", "tools", "admission.mjs")], input);
        return [.. JsonNode.Parse(result.Output())!.AsArray().Select(message => message?.GetValue<string>())];
    }

    private static string Name(JsonObject item) => item["metadata"]!["name"]!.GetValue<string>();

    private static string Kind(JsonObject item) => item["kind"]!.GetValue<string>();
}
