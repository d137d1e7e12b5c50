using System.Text.Json.Nodes;

namespace EndToEnd.Charts;

public sealed class PodTests
{
    [Theory, MemberData(nameof(ValueSets.Names), MemberType = typeof(ValueSets))]
    public void Every_pod_keeps_the_Restricted_standard(string values)
    {
        var pod = Pod.Single(ValueSets.Of(values));
        RestrictedStandard.Objections(pod.Spec).ShouldBeEmpty();
        pod.Containers.ShouldAllBe(container => container["securityContext"]!["readOnlyRootFilesystem"]!.GetValue<bool>());
        pod.Spec["automountServiceAccountToken"]!.GetValue<bool>().ShouldBeFalse();
        pod.Spec["enableServiceLinks"]!.GetValue<bool>().ShouldBeFalse();
        pod.Metadata["labels"]!.AsObject().Select(label => label.Key).ShouldNotContain("app.kubernetes.io/instance");
    }

    [Theory, MemberData(nameof(ValueSets.Names), MemberType = typeof(ValueSets))]
    public void Kubernetes_knows_every_field_that_a_pod_has(string values)
    {
        var manifest = Helm.Pods(SampleTask.Yaml + ValueSets.Of(values)).Output();
        var read = Kubectl.Read(manifest).ShouldHaveSingleItem();
        Kubectl.Lost(YamlObjects.Of(manifest).Single(), read).ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(ValueSets.Names), MemberType = typeof(ValueSets))]
    public void Agent_and_courier_share_only_the_tree_and_the_signals(string values)
    {
        var pod = Pod.Single(ValueSets.Of(values));
        // Certificates are public, and nobody can write them.
        string[] certificates = ["ca-bundle"];
        pod.MountedBy("agent")
            .Intersect(pod.MountedBy("courier"))
            .Except(certificates)
            .ShouldBe(["workspace", "signals"], ignoreOrder: true);
        pod.MountedBy("agent").Intersect(pod.MountedBy("clone")).Except(certificates).ShouldBe(["workspace"]);
        var tree = pod.Container("courier")["volumeMounts"]!.AsArray().Single(mount => mount!["name"]!.GetValue<string>() == "workspace")!;
        tree["readOnly"]!.GetValue<bool>().ShouldBeTrue();
        tree["subPath"]!.GetValue<string>().ShouldBe("repo");
        (pod.Spec["shareProcessNamespace"] as JsonValue)?.GetValue<bool>().ShouldBeFalse();
        pod.Volumes.Select(volume => volume["name"]!.GetValue<string>()).ShouldBeUnique();
    }

    [Theory, MemberData(nameof(ValueSets.Names), MemberType = typeof(ValueSets))]
    public void No_secret_is_on_both_sides_of_the_pod(string values)
    {
        var pod = Pod.Single(ValueSets.Of(values));
        string[] certificates = ["company-ca"];
        pod.SecretsOf("agent").Intersect(pod.SecretsOf("courier")).Except(certificates).ShouldBeEmpty();
        pod.SecretsOf("agent").Intersect(pod.SecretsOf("clone")).Except(certificates).ShouldBeEmpty();
        pod.SecretsOf("clone").ShouldBe(pod.SecretsOf("courier"), ignoreOrder: true);
    }

    [Fact]
    public void The_key_that_signs_commits_is_in_courier_alone()
    {
        var pod = Pod.Single(ValueSets.Of("signed commits"));
        pod.MountedBy("courier").ShouldContain("git-signing");
        pod.MountedBy("clone").Concat(pod.MountedBy("agent")).ShouldNotContain("git-signing");
        pod.Environment("courier")["GIT_SIGNING_KEY_FILE"].ShouldBe("/etc/git-signing/key");
        pod.Volumes.Single(volume => volume["name"]!.GetValue<string>() == "git-signing")["secret"]!["items"]!.AsArray().Single()!["key"]!
            .GetValue<string>()
            .ShouldBe("signing-key");
        pod.Volumes.Single(volume => volume["name"]!.GetValue<string>() == "git-credentials")["secret"]!["items"]!
            .ToJsonString()
            .ShouldNotContain("signing-key");
        Pod.Single().Environment("courier").Keys.ShouldNotContain("GIT_SIGNING_KEY_FILE");
    }

    [Fact]
    public void A_task_reaches_the_roles()
    {
        var pod = Pod.Single();
        pod.Name.ShouldBe("agent-t012-abcdefghij");
        pod.Metadata["namespace"]!.GetValue<string>().ShouldBe("agents");
        pod.Label("speckit-async/task").ShouldBe("T012");
        pod.Label("speckit-async/task-digest").ShouldBe("84d55e5c1c9b825c");
        pod.Label("speckit-async/attempt").ShouldBe("1");
        pod.Annotation("kubectl.kubernetes.io/default-container").ShouldBe("agent");
        pod.Annotation("speckit-async/prompt-base64").ShouldBe(SampleTask.Base64("Do it."));
        pod.Environment("clone")["BASE_COMMIT"].ShouldBe(SampleTask.Commit);
        pod.Environment("courier")["COMMIT_MESSAGE"].ShouldBe("T012 Create album model");
        pod.Environment("courier")["FILE_MAX_MIB"].ShouldBe("95");
        pod.Environment("agent").Keys.ShouldNotContain("GIT_REPO");
        foreach (var role in new[] { "clone", "agent", "courier" })
        {
            var environment = pod.Environment(role);
            environment["TASK_ID"].ShouldBe("T012");
            environment["TASK_DIGEST"].ShouldBe("84d55e5c1c9b825c");
            environment["SPECIFY_FEATURE_DIRECTORY"].ShouldBe("specs/001-photo-albums");
            pod.Container(role)["args"]!.AsArray().Single()!.GetValue<string>().ShouldBe(role);
        }
    }

    [Fact]
    public void The_deadline_is_behind_every_limit()
    {
        Deadline("").ShouldBe(600 + 600 + 7200 + 15 + 60 + 600 + 120 + 300);
        Deadline("timeouts: {agent: 1h30m, image: 20m}").ShouldBe(1200 + 600 + 5400 + 15 + 60 + 600 + 120 + 300);
        Deadline("timeouts: {activeDeadline: 4h}").ShouldBe(4 * 3600);

        static long Deadline(string values) => Pod.Single(values).Spec["activeDeadlineSeconds"]!.GetValue<long>();
    }

    [Fact]
    public void AGENT_ENV_names_what_the_command_needs_and_nothing_else()
    {
        var pod = Pod.Single(ValueSets.Of("a model"));
        var agent = pod.Environment("agent");
        agent["ANTHROPIC_API_KEY"].ShouldBe("agentic-sdlc-orchestrator-model/anthropic-api-key");
        agent["AGENT_COMMAND"].ShouldBe("scripted $(HOME)");
        agent["AGENT_ENV"]
            .Split(' ')
            .ShouldBe(
                [
                    "MODEL_PROVIDER",
                    "MODEL_NAME",
                    "MODEL_HEADER_TIMEOUT_MS",
                    "MODEL_CHUNK_TIMEOUT_MS",
                    "MODEL_MAX_WAIT_SECONDS",
                    "MODEL_KEY_VARIABLE",
                    "ANTHROPIC_API_KEY",
                    "OPENCODE_SERVER_PASSWORD",
                ],
                ignoreOrder: true
            );
        agent["AGENT_SECRETS"].ShouldBe("ANTHROPIC_API_KEY OPENCODE_SERVER_PASSWORD");
        agent["MODEL_KEY_VARIABLE"].ShouldBe("ANTHROPIC_API_KEY");
        var other = Pod.Single(ValueSets.Of("everything else")).Environment("agent");
        other["AGENT_ENV"].Split(' ').ShouldContain("NUGET_PACKAGES");
        other["AGENT_SECRETS"].ShouldBe("FEED_TOKEN");
        Pod.Single().Environment("agent").Keys.ShouldNotContain("OPENCODE_SERVER_PASSWORD");
    }

    [Fact]
    public void A_private_authority_and_a_proxy_are_one_value_each_for_everything_in_every_role()
    {
        var pod = Pod.Single(ValueSets.Of("a private authority and a proxy"));
        foreach (var role in (string[])["clone", "agent", "courier"])
        {
            var environment = pod.Environment(role);
            pod.MountedBy(role).ShouldContain("ca-bundle");
            environment["NODE_EXTRA_CA_CERTS"].ShouldBe("/etc/ca-bundle/ca.crt");
            new[] { "SSL_CERT_FILE", "GIT_SSL_CAINFO", "CURL_CA_BUNDLE" }.ShouldAllBe(name =>
                environment[name] == "/tmp/ca-certificates.crt"
            );
            new[] { "HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy" }.ShouldAllBe(name =>
                environment[name] == "http://proxy.example.com:3128"
            );
            new[] { "NO_PROXY", "no_proxy" }.ShouldAllBe(name => environment[name] == "localhost,127.0.0.1,::1,.svc");
        }

        pod.Environment("agent")["AGENT_ENV"].Split(' ').ShouldBeSubsetOf(pod.Environment("agent").Keys);
        string[] needed =
        [
            "SSL_CERT_FILE",
            "GIT_SSL_CAINFO",
            "NODE_EXTRA_CA_CERTS",
            "HTTPS_PROXY",
            "https_proxy",
            "NO_PROXY",
            "NODE_USE_ENV_PROXY",
        ];
        needed.ShouldBeSubsetOf(pod.Environment("agent")["AGENT_ENV"].Split(' '));
        Pod.Single()
            .Environment("clone")
            .Keys.ShouldNotContain(name =>
                name.Contains("PROXY", StringComparison.OrdinalIgnoreCase) || name.Contains("CA", StringComparison.Ordinal)
            );
    }

    [Fact]
    public void One_task_can_be_rendered_by_hand()
    {
        var pod = Pod.Of("task: {defaultRepo: 'https://git.example.com/a.git', defaultBranch: main, id: 12, contextDir: specs/001-a/}")
            .ShouldHaveSingleItem();
        pod.Name.ShouldMatch("^agent-12-[0-9a-f]{10}$");
        pod.Label("speckit-async/task").ShouldBe("12");
        pod.Label("speckit-async/feature").ShouldBe("001-a");
        pod.Metadata["labels"]!.AsObject().ContainsKey("speckit-async/task-digest").ShouldBeFalse();
        Pod.Of("task: {defaultRepo: 'https://git.example.com/a.git', defaultBranch: main, id: 12, contextDir: services/api/specs/001-a}")
            .ShouldHaveSingleItem()
            .Label("speckit-async/feature")
            .ShouldMatch("^[0-9a-f]{10}$");
        pod.Environment("clone")["GIT_BRANCH"].ShouldBe("main");
        Convert.FromBase64String(pod.Annotation("speckit-async/prompt-base64")).ShouldNotBeEmpty();
    }

    [Fact]
    public void The_images_own_entrypoint_reaps_processes()
    {
        Pod.Single().Containers.ShouldAllBe(container => container["command"] == null);
        File.ReadAllText(Path.Combine(ChartFiles.Root, "docker/Dockerfile.opencode"))
            .ShouldContain("ENTRYPOINT [\"/usr/bin/tini\", \"--\", \"/usr/local/bin/dotnet-speckit-async\", \"pod\"]");
    }

    [Fact]
    public void A_platform_may_choose_the_user_and_developers_learn_of_it()
    {
        const string Values = "pod: {user: \"\", group: \"\"}\n";
        var defaults = Helm.Template(Values)
            .Objects()
            .Single(item => item["metadata"]!["name"]!.GetValue<string>() == "agentic-sdlc-orchestrator-task-defaults");
        foreach (var pod in (Pod[])[Pod.Single(Values), Pod.OfDefaults(defaults)])
        {
            pod.Spec["securityContext"]!
                .AsObject()
                .Select(entry => entry.Key)
                .ShouldBe(["runAsNonRoot", "fsGroupChangePolicy", "seccompProfile"], ignoreOrder: true);
            pod.Spec["securityContext"]!["runAsNonRoot"]!.GetValue<bool>().ShouldBeTrue();
        }
    }

    [Fact]
    public void A_pods_users_are_the_nodes_unless_values_say_otherwise()
    {
        Pod.Single().Spec.ContainsKey("hostUsers").ShouldBeFalse();
        Pod.Single("pod: {hostUsers: false}").Spec["hostUsers"]!.GetValue<bool>().ShouldBeFalse();
    }

    [Fact]
    public void A_wave_of_a_hundred_tasks_is_one_call()
    {
        var tasks = string.Join('\n', Enumerable.Range(1, 100).Select(number => SampleTask.Item($"T{number:000}")));
        Pod.Of($"tasks:\n{tasks}")
            .Select(pod => pod.Label("speckit-async/task"))
            .ShouldBe(Enumerable.Range(1, 100).Select(number => $"T{number:000}"));
    }
}
