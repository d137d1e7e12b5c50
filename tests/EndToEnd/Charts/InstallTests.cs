using System.Text.Json.Nodes;

namespace EndToEnd.Charts;

/// <summary>What `helm install` puts into the namespace.</summary>
public sealed class InstallTests
{
    [Fact]
    public void The_chart_is_clean() => Helm.Run(["lint", "--strict", ChartFiles.Chart]).Output();

    [Theory, MemberData(nameof(ValueSets.Names), MemberType = typeof(ValueSets))]
    public void No_pod_is_installed_and_nothing_twice(string values)
    {
        var objects = Helm.Template(ValueSets.Of(values)).Objects();
        objects.Select(Kind).ShouldNotContain("Pod");
        objects.Select(item => $"{Kind(item)}/{item["metadata"]!["name"]}").ShouldBeUnique();
        objects.Where(item => Kind(item) != "Namespace").ShouldAllBe(item => item["metadata"]!["namespace"]!.GetValue<string>() == "agents");
    }

    [Theory, MemberData(nameof(ValueSets.Names), MemberType = typeof(ValueSets))]
    public void Whatever_a_pod_refers_to_is_installed_under_any_release_name(string values)
    {
        var installed = Helm.Run(["template", "another-release", ChartFiles.Chart, "--values", ValuesFile(ValueSets.Of(values))]).Objects()
            .Select(item => $"{Kind(item)}/{item["metadata"]!["name"]}").ToList();
        var pod = Pod.Single(ValueSets.Of(values));
        installed.ShouldContain($"ServiceAccount/{pod.Spec["serviceAccountName"]}");
        pod.Volumes.Select(volume => volume["configMap"]?["name"]?.GetValue<string>()).Where(name => name is not (null or "company-ca"))
            .ShouldAllBe(name => installed.Contains($"ConfigMap/{name}"));
    }

    [Fact]
    public void Nobody_gets_a_permission_but_developers()
    {
        var objects = Helm.Template("rbac: {subjects: [{kind: Group, name: developers}]}").Objects();
        objects.Where(item => Kind(item) == "ServiceAccount").ShouldAllBe(account => !account["automountServiceAccountToken"]!.GetValue<bool>());
        objects.Where(item => Kind(item) is "RoleBinding" or "ClusterRoleBinding").ShouldHaveSingleItem()["subjects"]!.AsArray().ShouldHaveSingleItem();
        var rules = objects.Single(item => Kind(item) == "Role")["rules"]!.AsArray().Select(rule =>
            $"{Words(rule!["resources"])}{(rule["resourceNames"] is { } names ? $" {Words(names)}" : "")}: {Words(rule["verbs"])}");
        rules.ShouldBe(
        [
            "pods: get list watch create delete patch",
            "pods/log: get",
            "events: get list watch",
            "configmaps agentic-sdlc-orchestrator-task-defaults: get",
        ]);
        Helm.Template("").Objects().Select(Kind).ShouldNotContain("RoleBinding");
    }

    [Fact]
    public void Nothing_reaches_an_agent_and_it_reaches_no_private_address()
    {
        var policy = Helm.Template("").Objects().Single(item => Kind(item) == "NetworkPolicy")["spec"]!;
        JsonNode.DeepEquals(policy["podSelector"]!["matchLabels"], new JsonObject { ["app.kubernetes.io/name"] = Pod.Single().Label("app.kubernetes.io/name") }).ShouldBeTrue();
        policy["ingress"]!.AsArray().ShouldBeEmpty();
        var egress = policy["egress"]!.AsArray();
        egress.Select(rule => string.Join(' ', rule!["ports"]!.AsArray().Select(port => port!["port"]))).ShouldBe(["53 53", "53 53", "53 53", "5353 5353", "443 22 9418"]);
        egress[^1]!["to"]![0]!["ipBlock"]!["except"]!.AsArray().Select(range => range!.GetValue<string>())
            .ShouldBe(["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "100.64.0.0/10", "127.0.0.0/8", "0.0.0.0/8"], ignoreOrder: true);
    }

    [Fact]
    public void DNS_is_reached_where_managed_clusters_answer_it_and_at_its_ports_only()
    {
        Dns("").ShouldBe(
        [
            "kubernetes.io/metadata.name=kube-system k8s-app in kube-dns node-local-dns: UDP 53 TCP 53",
            "169.254.20.10/32: UDP 53 TCP 53",
            "169.254.169.254/32: UDP 53 TCP 53",
            "kubernetes.io/metadata.name=openshift-dns: UDP 5353 TCP 5353",
        ]);
        Dns("networkPolicy: {dns: [{ipBlock: {cidr: 10.0.0.10/32}, ports: [53, 1053]}]}").ShouldBe(["10.0.0.10/32: UDP 53 TCP 53 UDP 1053 TCP 1053"]);

        static IEnumerable<string> Dns(string values) => Helm.Template(values).Objects().Single(item => Kind(item) == "NetworkPolicy")["spec"]!["egress"]!.AsArray().SkipLast(1)
            .Select(rule => $"{string.Join(" or ", rule!["to"]!.AsArray().Select(peer => Peer(peer!)))}: {string.Join(' ', rule["ports"]!.AsArray().Select(port => $"{port!["protocol"]} {port["port"]}"))}");

        static string Peer(JsonNode peer) => string.Join(' ', new[]
        {
            peer["ipBlock"]?["cidr"]?.GetValue<string>(),
            peer["namespaceSelector"]?["matchLabels"] is JsonObject labels ? string.Join(' ', labels.Select(label => $"{label.Key}={label.Value}")) : null,
            peer["podSelector"]?["matchExpressions"]?[0] is { } expression ? $"{expression["key"]} in {Words(expression["values"])}" : null,
        }.OfType<string>());
    }

    [Fact]
    public void Workload_identity_skips_the_agent()
    {
        var eks = Pod.Single(ValueSets.Of("workload identity on EKS"));
        eks.Annotation("eks.amazonaws.com/skip-containers").ShouldBe("agent");
        eks.Spec["serviceAccountName"]!.GetValue<string>().ShouldBe("agentic-sdlc-orchestrator");
        var azure = Pod.Single(ValueSets.Of("workload identity on Azure"));
        azure.Annotation("azure.workload.identity/skip-containers").ShouldBe("agent");
        azure.Label("azure.workload.identity/use").ShouldBe("true");
        var projected = Pod.Single(ValueSets.Of("workload identity by a projected token"));
        projected.MountedBy("clone").ShouldContain("git-identity");
        projected.MountedBy("courier").ShouldContain("git-identity");
        projected.MountedBy("agent").ShouldNotContain("git-identity");
        Pod.Single().Spec["serviceAccountName"]!.GetValue<string>().ShouldBe("agentic-sdlc-orchestrator-agent");
    }

    private static string ValuesFile(string values)
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, values);
        return file;
    }

    private static string Kind(JsonObject item) => item["kind"]!.GetValue<string>();

    private static string Words(JsonNode? list) => string.Join(' ', list!.AsArray().Select(word => word!.GetValue<string>()));
}
