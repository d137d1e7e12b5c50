using System.Text.Json.Nodes;

namespace EndToEnd.Charts;

/// <summary>A pod of the release itself: the one of <c>helm test</c>, or one that the clean-up job's controller makes.</summary>
internal sealed record HelperPods(string Name, JsonObject Object)
{
    /// <summary>All of them for some values, as the API server gets them.</summary>
    public static IReadOnlyList<HelperPods> Of(string values)
    {
        var objects = Helm.Template(values).Objects();
        List<HelperPods> pods =
        [
            .. objects
                .Where(item => item["kind"]!.GetValue<string>() == "Pod")
                .Select(pod => new HelperPods(pod["metadata"]!["name"]!.GetValue<string>(), pod)),
        ];
        pods.AddRange(objects.Where(item => item["kind"]!.GetValue<string>() == "CronJob").Select(Started));
        return pods;
    }

    /// <summary>The variables of its one container.</summary>
    public static IReadOnlyDictionary<string, string> Variables(JsonObject pod) =>
        pod["spec"]!["containers"]![0]!["env"]!
            .AsArray()
            .ToDictionary(variable => variable!["name"]!.GetValue<string>(), variable => variable!["value"]!.GetValue<string>());

    private static HelperPods Started(JsonObject job)
    {
        var template = job["spec"]!["jobTemplate"]!["spec"]!["template"]!.DeepClone().AsObject();
        var metadata = template["metadata"]!.AsObject();
        var name = $"{job["metadata"]!["name"]}-1";
        (metadata["name"], metadata["namespace"]) = (name, job["metadata"]!["namespace"]!.GetValue<string>());
        foreach (
            var label in (string[])["batch.kubernetes.io/controller-uid", "batch.kubernetes.io/job-name", "controller-uid", "job-name"]
        )
        {
            metadata["labels"]![label] = "x";
        }

        return new(
            name,
            new()
            {
                ["apiVersion"] = "v1",
                ["kind"] = "Pod",
                ["metadata"] = metadata.DeepClone(),
                ["spec"] = template["spec"]!.DeepClone(),
            }
        );
    }
}
