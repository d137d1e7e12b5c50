using System.Text.Json.Nodes;

namespace EndToEnd.Charts;

public sealed class ReleaseTests
{
    /// <summary>What an environment may have of its own.</summary>
    private static readonly string[] OfEnvironment =
    [
        "pod.image.tag",
        "admission.enabled",
        "externalSecret.secretStore.name",
        "externalSecret.remoteRef.key",
        "rbac.subjects[0].name",
        "resourceQuota.hard.pods",
    ];

    [Theory, InlineData("dev"), InlineData("stg"), InlineData("prod")]
    public void A_release_is_clean_and_installs_no_pod(string environment)
    {
        var release = ChartFiles.BuiltRelease(environment);
        Helm.Run(["lint", "--strict", release]).Output();
        var manifests = Helm.TemplateOf(release, "", "--skip-tests").Output();
        var installed = YamlObjects.Of(manifests);
        string[] policies =
            environment == "dev"
                ? []
                :
                [
                    "ValidatingAdmissionPolicy",
                    "ValidatingAdmissionPolicyBinding",
                    "ValidatingAdmissionPolicy",
                    "ValidatingAdmissionPolicyBinding",
                ];
        installed
            .Select(Kind)
            .ShouldBe(
                [
                    "NetworkPolicy",
                    "ResourceQuota",
                    "ServiceAccount",
                    "ServiceAccount",
                    "ConfigMap",
                    "Role",
                    "RoleBinding",
                    "ExternalSecret",
                    "ExternalSecret",
                    .. policies,
                ],
                ignoreOrder: true
            );
        installed
            .Where(item => Kind(item) == "ExternalSecret")
            .SelectMany(CrdSchema.Of("externalsecrets.external-secrets.io", "v1").Problems)
            .ShouldBeEmpty();
    }

    [Theory, InlineData("dev"), InlineData("stg"), InlineData("prod")]
    public void A_release_renders_the_pods_that_its_task_defaults_make_of_the_plain_chart(string environment)
    {
        var release = ChartFiles.BuiltRelease(environment);
        var nested = $"{ChartFiles.ChartName}:\n{string.Join('\n', SampleTask.Yaml.Split('\n').Select(line => $"  {line}"))}";
        var ofRelease = Helm.TemplateOf(release, nested, "--show-only", $"charts/{ChartFiles.ChartName}/templates/pod-template.yaml")
            .Objects()
            .ShouldHaveSingleItem();
        RestrictedStandard.Objections(ofRelease["spec"]!.AsObject()).ShouldBeEmpty();

        var defaults = Helm.TemplateOf(release, "").Objects().Single(item => Name(item) == "agentic-sdlc-orchestrator-task-defaults");
        defaults["data"]!["chartVersion"]!.GetValue<string>().ShouldMatch(@"^\d+\.\d+\.\d+");
        var ofDefaults = Pod.OfDefaults(defaults);
        JsonNode.DeepEquals(ofRelease, ofDefaults.Object).ShouldBeTrue();
    }

    [Theory, InlineData("stg"), InlineData("prod")]
    public void Releases_differ_only_where_environments_differ(string environment)
    {
        Differences(Values("dev"), Values(environment), "").ShouldBeSubsetOf(OfEnvironment);
        Files(environment).ShouldBe(Files("dev"));
        File.ReadAllText(Path.Combine(ChartFiles.Release(environment), "argocd.yaml"))
            .Replace($"-{environment}", "-dev", StringComparison.Ordinal)
            .ShouldBe(File.ReadAllText(Path.Combine(ChartFiles.Release("dev"), "argocd.yaml")));
        File.ReadAllText(Path.Combine(ChartFiles.Release(environment), "Chart.yaml"))
            .Replace($"-{environment}", "-dev", StringComparison.Ordinal)
            .ShouldBe(File.ReadAllText(Path.Combine(ChartFiles.Release("dev"), "Chart.yaml")));
    }

    [Fact]
    public void Argo_CD_does_not_take_what_the_API_server_fills_in_for_a_difference() =>
        Yaml(Path.Combine(ChartFiles.Release("dev"), "argocd.yaml"))["metadata"]!["annotations"]!["argocd.argoproj.io/compare-options"]!
            .GetValue<string>()
            .ShouldBe("ServerSideDiff=true");

    [Theory, InlineData("dev"), InlineData("stg"), InlineData("prod")]
    public void A_release_wraps_the_chart_beside_it_at_its_version(string environment)
    {
        var dependency = Yaml(Path.Combine(ChartFiles.Release(environment), "Chart.yaml"))["dependencies"]!.AsArray().Single()!;
        dependency["repository"]!.GetValue<string>().ShouldBe($"file://../../charts/{ChartFiles.ChartName}");
        dependency["version"]!
            .GetValue<string>()
            .ShouldBe(Yaml(Path.Combine(ChartFiles.Chart, "Chart.yaml"))["version"]!.GetValue<string>());
    }

    private static IEnumerable<string> Differences(JsonNode? one, JsonNode? other, string path) =>
        (one, other) switch
        {
            (JsonObject a, JsonObject b) => a.Select(entry => entry.Key)
                .Union(b.Select(entry => entry.Key))
                .SelectMany(key => Differences(a[key], b[key], path.Length == 0 ? key : $"{path}.{key}")),
            (JsonArray a, JsonArray b) when a.Count == b.Count => a.SelectMany(
                (item, index) => Differences(item, b[index], $"{path}[{index}]")
            ),
            _ => JsonNode.DeepEquals(one, other) ? [] : [path],
        };

    private static JsonNode Values(string environment) =>
        Yaml(Path.Combine(ChartFiles.Release(environment), "values.yaml"))[ChartFiles.ChartName]!;

    private static JsonObject Yaml(string file) => YamlObjects.Of(File.ReadAllText(file)).Single();

    private static IEnumerable<string> Files(string environment) =>
        Directory
            .EnumerateFiles(ChartFiles.Release(environment))
            .Select(file => Path.GetFileName(file))
            .Where(name => name != "Chart.lock")
            .Order(StringComparer.Ordinal);

    private static string Kind(JsonObject item) => item["kind"]!.GetValue<string>();

    private static string Name(JsonObject item) => item["metadata"]!["name"]!.GetValue<string>();
}
