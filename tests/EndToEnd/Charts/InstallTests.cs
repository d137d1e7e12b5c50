using System.Net;
using System.Text.Json.Nodes;

namespace EndToEnd.Charts;

/// <summary>What `helm install` puts into the namespace.</summary>
public sealed class InstallTests
{
    /// <summary>First or last addresses of what is not public: private, reserved, documentation, benchmarks, and IPv4 inside
    /// IPv6.</summary>
    private static readonly string[] Closed =
    [
        "0.0.0.1",
        "10.255.255.255",
        "100.127.255.255",
        "127.0.0.1",
        "169.254.169.254",
        "172.31.255.255",
        "192.0.0.192",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.255.255",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::1",
        "::10.0.0.1",
        "64:ff9b::a00:1",
        "64:ff9b:1::1",
        "64:ff9b:1:ffff::1",
        "100::1",
        "2001::1",
        "2001:db8::1",
        "2002:a00:1::1",
        "3fff::1",
        "5f00::1",
        "fc00::1",
        "fdff::1",
        "fe80::1",
        "fec0::1",
        "feff::1",
        "ff02::1",
    ];

    [Fact]
    public void The_chart_is_clean_and_says_whose_it_is()
    {
        Helm.Run(["lint", "--strict", ChartFiles.Chart]).Output().ShouldNotContain("recommended");
        var chart = YamlObjects.Of(File.ReadAllText(Path.Combine(ChartFiles.Chart, "Chart.yaml"))).Single();
        foreach (var key in (string[])["home", "sources", "maintainers", "icon", "keywords", "annotations"])
        {
            chart[key].ShouldNotBeNull(key);
        }

        Uri.IsWellFormedUriString(chart["home"]!.GetValue<string>(), UriKind.Absolute).ShouldBeTrue();
    }

    [Theory, InlineData("1.25"), InlineData("1.29"), InlineData("1.30"), InlineData("1.36"), InlineData("2.0")]
    public void No_template_fails_on_a_version_of_Kubernetes(string version)
    {
        foreach (var values in ValueSets.All.Values)
        {
            Helm.Template(values + "\n" + SampleTask.Yaml, "--kube-version", version).Output();
        }
    }

    [Fact]
    public void A_platforms_labels_are_on_everything_that_it_installs_and_its_objects_come_along()
    {
        var objects = Helm.Template(ValueSets.Of("everything else")).Objects();
        objects
            .Where(item => Kind(item) != "Pod" && item["metadata"]!["name"]!.GetValue<string>() != "more")
            .ShouldAllBe(item => item["metadata"]!["labels"]!["cost-center"]!.GetValue<string>() == "42");
        objects.ShouldContain(item => item["metadata"]!["name"]!.GetValue<string>() == "more");
    }

    [Theory, MemberData(nameof(ValueSets.Names), MemberType = typeof(ValueSets))]
    public void No_pod_is_installed_and_nothing_twice(string values)
    {
        var objects = Helm.Template(ValueSets.Of(values), "--skip-tests").Objects();
        objects.Select(Kind).ShouldNotContain("Pod");
        objects.Select(item => $"{Kind(item)}/{item["metadata"]!["name"]}").ShouldBeUnique();
        objects
            .Where(item => Kind(item) is not ("Namespace" or "ValidatingAdmissionPolicy" or "ValidatingAdmissionPolicyBinding"))
            .ShouldAllBe(item => item["metadata"]!["namespace"]!.GetValue<string>() == "agents");
    }

    [Theory, MemberData(nameof(ValueSets.Names), MemberType = typeof(ValueSets))]
    public void Whatever_a_pod_refers_to_is_installed_under_any_release_name(string values)
    {
        var installed = Helm.Run(["template", "another-release", ChartFiles.Chart, "--values", ValuesFile(ValueSets.Of(values))])
            .Objects()
            .Select(item => $"{Kind(item)}/{item["metadata"]!["name"]}")
            .ToList();
        var pod = Pod.Single(ValueSets.Of(values));
        installed.ShouldContain($"ServiceAccount/{pod.Spec["serviceAccountName"]}");
        pod.Volumes.Select(volume => volume["configMap"]?["name"]?.GetValue<string>())
            .Where(name => name is not (null or "company-ca"))
            .ShouldAllBe(name => installed.Contains($"ConfigMap/{name}"));
    }

    [Fact]
    public void Nobody_gets_a_permission_but_developers()
    {
        var objects = Helm.Template("rbac: {subjects: [{kind: Group, name: developers}]}").Objects();
        objects
            .Where(item => Kind(item) == "ServiceAccount")
            .ShouldAllBe(account => !account["automountServiceAccountToken"]!.GetValue<bool>());
        objects.Where(item => Kind(item) is "RoleBinding" or "ClusterRoleBinding").ShouldHaveSingleItem()["subjects"]!
            .AsArray()
            .ShouldHaveSingleItem();
        var rules = objects.Single(item => Kind(item) == "Role")["rules"]!
            .AsArray()
            .Select(rule =>
                $"{Words(rule!["resources"])}{(rule["resourceNames"] is { } names ? $" {Words(names)}" : "")}: {Words(rule["verbs"])}"
            );
        rules.ShouldBe([
            "pods: get list watch create delete patch",
            "pods/log: get",
            "events: get list watch",
            "configmaps agentic-sdlc-orchestrator-task-defaults: get",
        ]);
        Helm.Template("").Objects().Select(Kind).ShouldNotContain("RoleBinding");
    }

    [Theory, MemberData(nameof(ValueSets.Names), MemberType = typeof(ValueSets))]
    public void The_releases_own_pods_are_as_restricted_as_agents_and_see_no_secret(string values)
    {
        foreach (var pod in HelperPods.Of(ValueSets.Of(values)))
        {
            RestrictedStandard.Objections(pod.Object["spec"]!.AsObject()).ShouldBeEmpty();
            Kubectl.Lost(pod.Object, Kubectl.Read(pod.Object.ToJsonString()).Single()).ShouldBeEmpty();
            pod.Object["spec"]!["containers"]!.AsArray().ShouldHaveSingleItem()!["securityContext"]!["readOnlyRootFilesystem"]!
                .GetValue<bool>()
                .ShouldBeTrue();
            new[] { "secretKeyRef", "agentic-sdlc-orchestrator-git", "agentic-sdlc-orchestrator-model" }.ShouldAllBe(secret =>
                !pod.Object.ToJsonString().Contains(secret, StringComparison.Ordinal)
            );
            pod.Object["spec"]!["automountServiceAccountToken"]!.GetValue<bool>().ShouldBeFalse();
        }
    }

    [Fact]
    public void The_sweep_may_list_and_delete_pods_and_reaches_nothing_but_the_API_server()
    {
        Helm.Template("").Objects().ShouldNotContain(item => Kind(item) == "CronJob");
        var objects = Helm.Template("sweep: {enabled: true, keepDays: 3}").Objects();
        var role = objects.Single(item => Kind(item) == "Role" && item["metadata"]!["name"]!.GetValue<string>() == "speckit-async-sweep")[
            "rules"
        ]!
            .AsArray()
            .ShouldHaveSingleItem()!;
        $"{Words(role["resources"])}: {Words(role["verbs"])}".ShouldBe("pods: list delete");
        var policy = objects.Single(item =>
            Kind(item) == "NetworkPolicy" && item["metadata"]!["name"]!.GetValue<string>() == "speckit-async-sweep"
        )["spec"]!;
        policy["egress"]!.AsArray().ShouldHaveSingleItem()!["ports"]!
            .AsArray()
            .Select(port => port!["port"]!.GetValue<long>())
            .ShouldBe([443, 6443]);
        var sweep = HelperPods.Of("sweep: {enabled: true, keepDays: 3}").Single(pod => pod.Name == "speckit-async-sweep-1").Object;
        JsonNode
            .DeepEquals(
                policy["podSelector"]!["matchLabels"],
                new JsonObject { ["app.kubernetes.io/name"] = sweep["metadata"]!["labels"]!["app.kubernetes.io/name"]!.GetValue<string>() }
            )
            .ShouldBeTrue();
        sweep["spec"]!["serviceAccountName"]!.GetValue<string>().ShouldBe("agentic-sdlc-orchestrator-sweep");
        HelperPods.Variables(sweep)["SWEEP_KEEP_DAYS"].ShouldBe("3");
    }

    [Fact]
    public void The_test_reaches_for_what_agents_need_and_by_their_ways()
    {
        Addresses("").ShouldBe("");
        Addresses("git: {hosts: [git.example.com]}\nmodel: {provider: anthropic, name: m, keys: [{env: A_KEY, secretKey: a}]}")
            .ShouldBe("https://git.example.com https://api.anthropic.com");
        Addresses(
                "git: {hosts: ['git.example.com:2222'], auth: ssh, ssh: {secretKey: a, knownHosts: b}}\nmodel: {provider: openai-compatible, name: m, baseUrl: 'https://models.example.com/v1'}"
            )
            .ShouldBe("ssh://git.example.com:2222 https://models.example.com/v1");
        HelperPods
            .Variables(HelperPods.Of(ValueSets.Of("a private authority and a proxy")).Single().Object)["HTTPS_PROXY"]
            .ShouldBe("http://proxy.example.com:3128");

        static string Addresses(string values) =>
            HelperPods.Variables(HelperPods.Of(values).Single().Object).GetValueOrDefault("TEST_ADDRESSES", "");
    }

    [Fact]
    public void Nothing_reaches_an_agent_and_it_reaches_no_private_address()
    {
        var policy = Helm.Template("").Objects().Single(item => Kind(item) == "NetworkPolicy")["spec"]!;
        policy["podSelector"]!.AsObject().ShouldBeEmpty("a pod without the agents' label is no freer");
        policy["ingress"]!.AsArray().ShouldBeEmpty();
        var egress = policy["egress"]!.AsArray();
        egress
            .Select(rule => string.Join(' ', rule!["ports"]!.AsArray().Select(port => port!["port"])))
            .ShouldBe(["53 53", "53 53", "53 53", "5353 5353", "443 22 9418"]);
        var open = egress[^1]!["to"]!
            .AsArray()
            .Select(peer =>
                (
                    Cidr: IPNetwork.Parse(peer!["ipBlock"]!["cidr"]!.GetValue<string>()),
                    Except: peer["ipBlock"]!["except"]!.AsArray().Select(range => IPNetwork.Parse(range!.GetValue<string>())).ToList()
                )
            )
            .ToList();
        bool Reaches(string address) =>
            open.Exists(peer =>
                peer.Cidr.Contains(IPAddress.Parse(address)) && !peer.Except.Exists(range => range.Contains(IPAddress.Parse(address)))
            );
        Closed.Where(Reaches).ShouldBeEmpty();
        string[] servers =
        [
            "1.1.1.1",
            "140.82.121.4",
            "172.32.0.1",
            "192.1.0.1",
            "198.20.0.1",
            "223.255.255.254",
            "2600:1901::1",
            "2606:4700::6810:1",
            "2a00:1450::1",
        ];
        servers.Where(address => !Reaches(address)).ShouldBeEmpty();
    }

    [Fact]
    public void DNS_is_reached_where_managed_clusters_answer_it_and_at_its_ports_only()
    {
        Dns("")
            .ShouldBe([
                "kubernetes.io/metadata.name=kube-system k8s-app in kube-dns node-local-dns: UDP 53 TCP 53",
                "169.254.20.10/32: UDP 53 TCP 53",
                "169.254.169.254/32: UDP 53 TCP 53",
                "kubernetes.io/metadata.name=openshift-dns: UDP 5353 TCP 5353",
            ]);
        Dns("networkPolicy: {dns: [{ipBlock: {cidr: 10.0.0.10/32}, ports: [53, 1053]}]}")
            .ShouldBe(["10.0.0.10/32: UDP 53 TCP 53 UDP 1053 TCP 1053"]);

        static IEnumerable<string> Dns(string values) =>
            Helm.Template(values).Objects().Single(item => Kind(item) == "NetworkPolicy")["spec"]!["egress"]!
                .AsArray()
                .SkipLast(1)
                .Select(rule =>
                    $"{string.Join(" or ", rule!["to"]!.AsArray().Select(peer => Peer(peer!)))}: {string.Join(' ', rule["ports"]!.AsArray().Select(port => $"{port!["protocol"]} {port["port"]}"))}"
                );

        static string Peer(JsonNode peer) =>
            string.Join(
                ' ',
                new[]
                {
                    peer["ipBlock"]?["cidr"]?.GetValue<string>(),
                    peer["namespaceSelector"]?["matchLabels"] is JsonObject labels
                        ? string.Join(' ', labels.Select(label => $"{label.Key}={label.Value}"))
                        : null,
                    peer["podSelector"]?["matchExpressions"]?[0] is { } expression
                        ? $"{expression["key"]} in {Words(expression["values"])}"
                        : null,
                }.OfType<string>()
            );
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
