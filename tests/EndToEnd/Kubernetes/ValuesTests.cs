using System.Text.Json.Nodes;
using ClusterSimulator;
using EndToEnd.Charts;
using EndToEnd.Support;

namespace EndToEnd.Kubernetes;

/// <summary>Where a pod's values come from.</summary>
public sealed class ValuesTests
{
    private const string Defaults = "agentic-sdlc-orchestrator-task-defaults";

    [SkippableFact]
    public async Task The_platforms_values_come_first_and_the_developers_win()
    {
        await using var feature = await CreateAsync("pod: {priorityClassName: mine}\n");
        Publish(
            feature,
            "0.9.0",
            """{"pod": {"image": {"repository": "registry.test/platform", "tag": "7"}, "priorityClassName": "platform", "nodeSelector": {"pool": "agents"}, "resources": {"limits": {"cpu": null}}}}"""
        );
        (await feature.RunAsync("spawn", "T001")).ShouldEndWith(0);
        var spec = feature.Pods().Single()["spec"]!;
        spec["containers"]![0]!["image"]!.GetValue<string>().ShouldBe("registry.test/platform:7");
        spec["nodeSelector"]!["pool"]!.GetValue<string>().ShouldBe("agents");
        spec["priorityClassName"]!.GetValue<string>().ShouldBe("mine");
        spec["containers"]![0]!["resources"]!["limits"]!["cpu"].ShouldBeNull("null takes a default of the chart away");
    }

    [SkippableFact]
    public async Task What_a_release_publishes_renders_its_pods()
    {
        await using var feature = await CreateAsync("{}\n");
        var map = Helm.Template(
                "pod: {image: {repository: registry.test/release, tag: \"3\"}}\ntimeouts: {agent: 1h}\n",
                "--show-only",
                "templates/task-defaults.yaml"
            )
            .Objects()
            .Single();
        map["metadata"]!["namespace"] = TestCluster.Namespace;
        feature.Cluster.Kubectl(["create", "-f", "-"], map.ToJsonString());
        (await feature.RunAsync("spawn", "T001")).ShouldEndWith(0);
        var spec = feature.Pods().Single()["spec"]!;
        spec["containers"]![0]!["image"]!.GetValue<string>().ShouldBe("registry.test/release:3");
        Variable(spec, "AGENT_TIMEOUT_SECONDS").ShouldBe("3600");
    }

    [SkippableFact]
    public async Task A_value_that_only_a_newer_tool_knows_is_named_and_stops_nothing()
    {
        await using var feature = await CreateAsync("{}\n");
        Publish(
            feature,
            "0.9.0",
            """{"pod": {"priorityClassName": "platform", "spins": 3}, "git": {"orbit": ["a"]}, "model": {"keys": [{"env": "A_KEY", "secretKey": "a", "rotates": true}], "provider": "p", "name": "m"}, "orbit": {}}"""
        );
        var result = (await feature.RunAsync("spawn", "T001")).ShouldEndWith(0);
        result.Error.ShouldContain(
            "does not know what the platform's release sets in pod.spins, git.orbit, model.keys[0].rotates, orbit, and goes on without it"
        );
        var spec = feature.Pods().Single()["spec"]!;
        spec["priorityClassName"]!.GetValue<string>().ShouldBe("platform");
        spec["containers"]![0]!["env"]!.AsArray().ShouldContain(variable => variable!["name"]!.GetValue<string>() == "A_KEY");
    }

    [SkippableFact]
    public async Task A_release_of_another_major_version_is_refused()
    {
        await using var feature = await CreateAsync("{}\n");
        Publish(feature, "1.0.0", "{}");
        var refused = (await feature.RunAsync("run")).ShouldEndWith(4);
        refused.Error.ShouldContain(
            $"The release in namespace {TestCluster.Namespace} has chart version 1.0.0, this tool renders pods of version 0.x."
        );
        feature.Pods().ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task A_typo_in_a_values_file_is_refused_by_its_name()
    {
        await using var feature = await CreateAsync("pod: {nodeSelektor: {a: b}}\n");
        (await feature.RunAsync("run")).ShouldEndWith(4).Error.ShouldContain("nodeSelektor");
        feature.Pods().ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task Values_in_a_releases_folder_render_from_that_release()
    {
        await using var feature = await CreateAsync("{}\n", "deploy/dev/values.yaml", clone =>
        {
            foreach (var file in (string[])["Chart.yaml", "values.yaml"])
            {
                clone.Write($"deploy/dev/{file}", File.ReadAllText(Path.Combine(ChartFiles.Release("dev"), file)));
            }
        });
        Publish(feature, "0.1.0", """{"pod": {"priorityClassName": "platform"}}""");
        (await feature.RunAsync("spawn", "T001")).ShouldEndWith(0);
        var spec = feature.Pods().Single()["spec"]!;
        spec["volumes"]!.AsArray().ShouldContain(volume => volume!["name"]!.GetValue<string>() == "git-credentials");
        spec["priorityClassName"]!.GetValue<string>().ShouldBe("platform");
        Variable(spec, "MODEL_NAME").ShouldBe("claude-sonnet-5");
    }

    private static async Task<ClusterFeature> CreateAsync(string values, string file = "values.yaml", Action<FeatureClone>? more = null)
    {
        Skip.If(TestCluster.IsReal, "A real cluster has the values of its own release.");
        var feature = await ClusterFeature.CreateAsync(
            ClusterFeature.Tasks("T001"),
            settings: json => json["cluster"] = new JsonObject { ["valuesFiles"] = new JsonArray(file) },
            more: clone =>
            {
                clone.Write("values.yaml", values);
                more?.Invoke(clone);
            }
        );
        feature.Cluster.Simulator.Faults.PutInState("*", "succeeded");
        return feature;
    }

    private static void Publish(ClusterFeature feature, string version, string values) =>
        feature.Cluster.Kubectl(
            ["create", "-f", "-"],
            new JsonObject
            {
                ["apiVersion"] = "v1",
                ["kind"] = "ConfigMap",
                ["metadata"] = new JsonObject { ["name"] = Defaults },
                ["data"] = new JsonObject
                {
                    ["chartName"] = ChartFiles.ChartName,
                    ["chartVersion"] = version,
                    ["values.json"] = values,
                },
            }.ToJsonString()
        );

    private static string? Variable(JsonNode spec, string name) =>
        spec["containers"]!.AsArray().Single(container => container!["name"]!.GetValue<string>() == "agent")!["env"]!
            .AsArray()
            .Single(variable => variable!["name"]!.GetValue<string>() == name)!["value"]
            ?.GetValue<string>();
}
