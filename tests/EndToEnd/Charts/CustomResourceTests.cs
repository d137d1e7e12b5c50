using System.Text.Json.Nodes;

namespace EndToEnd.Charts;

public sealed class CustomResourceTests
{
    private const string Both = """
        externalSecret:
          enabled: true
          secretStore: {name: store, kind: ClusterSecretStore}
          remoteRef: {key: agents}
          data:
            - {secret: model, secretKey: anthropic-api-key, remoteRef: {property: anthropic}}
            - {secret: git, secretKey: ssh-key, remoteRef: {key: other, property: key, version: v2, decodingStrategy: Base64}}
        agent: {serverPassword: {enabled: true}}
        """;

    [Fact]
    public void External_secrets_are_what_the_operator_takes()
    {
        var secrets = Secrets(Both);
        secrets
            .Select(secret => secret["metadata"]!["name"]!.GetValue<string>())
            .ShouldBe(["agentic-sdlc-orchestrator-model", "agentic-sdlc-orchestrator-git"], ignoreOrder: true);
        secrets.SelectMany(CrdSchema.Of("externalsecrets.external-secrets.io", "v1").Problems).ShouldBeEmpty();
        Keys(secrets, "agentic-sdlc-orchestrator-model").ShouldBe(["anthropic-api-key:agents", "server-password:agents"]);
        Keys(secrets, "agentic-sdlc-orchestrator-git").ShouldBe(["ssh-key:other"]);
    }

    [Theory]
    [InlineData("v1", "")]
    [InlineData("v1", "", "--api-versions=external-secrets.io/v1", "--api-versions=external-secrets.io/v1beta1")]
    [InlineData("v1beta1", "", "--api-versions=external-secrets.io/v1beta1")]
    [InlineData("v1beta1", "\n  apiVersion: external-secrets.io/v1beta1", "--api-versions=external-secrets.io/v1")]
    public void The_newest_version_that_the_cluster_offers_is_used_unless_values_name_one(
        string version,
        string values,
        params string[] cluster
    )
    {
        var secrets = Secrets(
            Both.Replace("enabled: true\n  secretStore", $"enabled: true{values}\n  secretStore", StringComparison.Ordinal),
            cluster
        );
        secrets.ShouldAllBe(secret => secret["apiVersion"]!.GetValue<string>() == $"external-secrets.io/{version}");
        secrets.SelectMany(CrdSchema.Of("externalsecrets.external-secrets.io", version).Problems).ShouldBeEmpty();
    }

    [Theory, InlineData("dev"), InlineData("stg"), InlineData("prod")]
    public void The_application_is_one_that_Argo_CD_takes(string environment)
    {
        var application = YamlObjects
            .Of(File.ReadAllText(Path.Combine(ChartFiles.Release(environment), "argocd.yaml")))
            .ShouldHaveSingleItem();
        application["apiVersion"]!.GetValue<string>().ShouldBe("argoproj.io/v1alpha1");
        application["kind"]!.GetValue<string>().ShouldBe("Application");
        CrdSchema.Of("applications.argoproj.io", "v1alpha1").Problems(application).ShouldBeEmpty();
        var spec = application["spec"]!;
        Directory.Exists(Path.Combine(ChartFiles.Root, spec["source"]!["path"]!.GetValue<string>())).ShouldBeTrue();
        spec["destination"]!["namespace"]!.GetValue<string>().ShouldBe($"agent-orchestrator-{environment}");
        spec["syncPolicy"]!["syncOptions"]!.AsArray().Select(option => option!.GetValue<string>()).ShouldContain("CreateNamespace=true");
        spec["syncPolicy"]!["managedNamespaceMetadata"]!["labels"]!["pod-security.kubernetes.io/enforce"]!
            .GetValue<string>()
            .ShouldBe("restricted");
    }

    [Theory]
    [InlineData("spec: {project: 1}", ".spec.project must be string, not integer")]
    [InlineData("spec: {projet: a}", ".spec.projet is unknown")]
    [InlineData("spec: {syncPolicy: {automated: []}}", ".spec.syncPolicy.automated must not be a list")]
    [InlineData("spec: {}", ".spec.destination is missing")]
    public void The_check_itself_notices_mistakes(string manifest, string problem) =>
        CrdSchema.Of("applications.argoproj.io", "v1alpha1").Problems(YamlObjects.Of(manifest).Single()).ShouldContain(problem);

    private static List<JsonObject> Secrets(string values, params string[] options) =>
        [.. Helm.Template(values, options).Objects().Where(item => item["kind"]!.GetValue<string>() == "ExternalSecret")];

    private static IEnumerable<string> Keys(List<JsonObject> secrets, string name) =>
        secrets.Single(secret => secret["spec"]!["target"]!["name"]!.GetValue<string>() == name)["spec"]!["data"]!
            .AsArray()
            .Select(entry => $"{entry!["secretKey"]}:{entry["remoteRef"]!["key"]}");
}
