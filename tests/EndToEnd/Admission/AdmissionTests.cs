using System.Text.Json.Nodes;
using EndToEnd.Charts;

namespace EndToEnd.Admission;

/// <summary>What the policy takes and refuses: its own expressions over pods as the chart renders them now. A real API server answers in
/// RealClusterTests.</summary>
public sealed class AdmissionTests
{
    private const string Binding = "git: {hosts: [git.example.com]}\nadmission: {enabled: true}\n";

    /// <summary>Sets of values whose pods a policy can know: what the webhooks of EKS and Azure add it cannot.</summary>
    public static TheoryData<string> Known => [.. ValueSets.All.Keys.Where(name => !name.Contains(" on ", StringComparison.Ordinal))];

    public static TheoryData<string> Sets => [.. Deviation.Sets];

    [Theory, MemberData(nameof(Known))]
    public void Every_pod_that_the_chart_renders_is_taken_whatever_its_task_is(string name)
    {
        var values = Merged(ValueSets.Of(name));
        var tasks = (string[])
            [
                SampleTask.Item("T001"),
                SampleTask.Item(
                    "TDD-7",
                    ("attempt", "3"),
                    ("branch", "specs/x"),
                    ("contextDir", "services/api/specs/001-a"),
                    ("baseCommit", $"'{new string('a', 40)}'"),
                    ("commitMessage", SampleTask.Quote("$(HOME) costs $5\n\nand é")),
                    ("featureLabel", "zzz"),
                    ("repositoryHash", "zzz"),
                    ("promptBase64", SampleTask.Base64("x"))
                ),
            ];
        var pods = Pod.Of($"tasks:\n{string.Join('\n', tasks)}\n{values}").Select(pod => pod.Object);
        AdmissionPolicy
            .Judge(values, pods)
            .ShouldAllBe(
                message => message == null,
                "A new field, container, volume or variable of the pod template must be known to templates/_admission.tpl or admission.yaml."
            );
    }

    [Theory, MemberData(nameof(Sets))]
    public void Each_deviation_is_judged_as_a_real_API_server_has_judged_it(string set)
    {
        List<Deviation> deviations = [.. Deviation.All.Where(deviation => deviation.Set == set && deviation.Patch is null)];
        var rendered = Deviation.Rendered(set);
        var messages = AdmissionPolicy.Judge(Deviation.Values(set), deviations.Select(deviation => deviation.Of(rendered)));
        deviations
            .Zip(messages)
            .Where(judged =>
                judged.First.Allowed ? judged.Second is not null : judged.Second is null || !judged.First.IsSaidBy(judged.Second)
            )
            .Select(judged => $"{judged.First.Name}: expected {judged.First.Expected}, got {judged.Second ?? "allowed"}")
            .ShouldBeEmpty();
    }

    [Fact]
    public void A_running_pod_may_be_asked_to_stop_and_nothing_else()
    {
        var running = ApiDefaults.Complete(Deviation.Rendered("token"));
        running["spec"]!["tolerations"] = new JsonArray();
        List<Deviation> changes =
        [
            .. Deviation.All.Where(deviation =>
                deviation.Patch is not null && !deviation.Expected.StartsWith("Forbidden", StringComparison.Ordinal)
            ),
        ];
        changes.Count.ShouldBeGreaterThan(10);
        var messages = AdmissionPolicy.JudgeChanges(
            Deviation.Values("token"),
            changes.Select(change => new JsonObject { ["object"] = Patched(running, change.Patch!), ["oldObject"] = running.DeepClone() })
        );
        changes
            .Zip(messages)
            .Where(judged =>
                judged.First.Allowed ? judged.Second is not null : judged.Second is null || !judged.First.IsSaidBy(judged.Second)
            )
            .Select(judged => $"{judged.First.Name}: expected {judged.First.Expected}, got {judged.Second ?? "allowed"}")
            .ShouldBeEmpty();
    }

    [Theory]
    [InlineData("system:nodes", true)]
    [InlineData("system:serviceaccounts:kube-system", true)]
    [InlineData("developers", false)]
    public void Only_nodes_and_network_plugins_annotate_running_pods(string group, bool taken)
    {
        var running = ApiDefaults.Complete(Deviation.Rendered("token"));
        var annotated = running.DeepClone().AsObject();
        annotated["metadata"]!["annotations"]!["cni.example.com/address"] = "10.0.0.1";
        var message = AdmissionPolicy
            .JudgeChanges(
                Deviation.Values("token"),
                [
                    new()
                    {
                        ["object"] = annotated,
                        ["oldObject"] = running,
                        ["groups"] = new JsonArray(group),
                    },
                ]
            )
            .Single();
        (message is null).ShouldBe(taken);
    }

    [Theory]
    [InlineData("first\nsecond", null)]
    [InlineData("a/**\nfirst\nb/**\nsecond\nc/**", null)]
    [InlineData("first\nsecond\n!first", "lets through what the release denies: !first")]
    [InlineData("second\nfirst", "in another order")]
    [InlineData("first\nsecond\nfirst", "in another order")]
    [InlineData("first", "lacks paths that the release denies: second")]
    public void A_project_may_deny_more_and_lets_nothing_through(string denied, string? message)
    {
        const string Values = Binding + "delivery: {denyPaths: [first, second]}\n";
        var pod = Pod.Single(Values).Object;
        var courier = pod["spec"]!["containers"]![1]!["env"]!.AsArray();
        courier.Single(variable => variable!["name"]!.GetValue<string>() == "DENY_PATHS")!["value"] = denied;
        var said = AdmissionPolicy.Judge(Values, [pod]).Single();
        (said ?? "").ShouldContain(message ?? "");
        (said is null).ShouldBe(message is null);
    }

    [Fact]
    public void The_releases_own_pods_are_taken_in_exactly_their_shapes()
    {
        const string Values = Binding + "sweep: {enabled: true}\npod: {caBundle: {configMap: ca}}\n";
        var pods = HelperPods.Of(Values);
        pods.Select(pod => pod.Name).ShouldBe(["speckit-async-test", "speckit-async-sweep-1"], ignoreOrder: true);
        AdmissionPolicy.Judge(Values, pods.Select(pod => pod.Object)).ShouldAllBe(message => message == null);
        (string What, Action<JsonObject> Change)[] deviations =
        [
            ("another image", pod => Container(pod)["image"] = "evil.example/x:1"),
            ("another role", pod => Container(pod)["args"] = new JsonArray("courier")),
            ("a command", pod => Container(pod)["command"] = new JsonArray("/bin/sh")),
            ("a second container", pod => pod["spec"]!["containers"]!.AsArray().Add(Container(pod).DeepClone())),
            ("the git secret as a volume", pod =>
                pod["spec"]!["volumes"]!
                    .AsArray()
                    .Add(JsonNode.Parse("""{"name": "git-credentials", "secret": {"secretName": "agentic-sdlc-orchestrator-git"}}"""))
            ),
            ("the git secret as a variable", pod =>
                Container(pod)["env"]!
                    .AsArray()
                    .Add(
                        JsonNode.Parse(
                            """{"name": "A", "valueFrom": {"secretKeyRef": {"name": "agentic-sdlc-orchestrator-git", "key": "a"}}}"""
                        )
                    )
            ),
            ("another variable", pod => Container(pod)["env"]!.AsArray().Add(JsonNode.Parse("""{"name": "LD_PRELOAD", "value": "a"}"""))),
            ("another value", pod =>
                Container(pod)["env"]!.AsArray().Single(item => item!["name"]!.GetValue<string>() == "HOME")!["value"] = "/"
            ),
            ("a missing variable", pod => Container(pod)["env"]!.AsArray().RemoveAt(2)),
            ("another account", pod => pod["spec"]!["serviceAccountName"] = "default"),
            ("a token", pod => pod["spec"]!["automountServiceAccountToken"] = true),
            ("another mount", pod => Container(pod)["volumeMounts"]![0]!["mountPath"] = "/usr/local/bin"),
            ("a later deadline", pod => pod["spec"]!["activeDeadlineSeconds"] = 100_000),
            ("root", pod => Container(pod)["securityContext"]!["runAsNonRoot"] = false),
            ("more memory", pod => Container(pod)["resources"]!["limits"]!["memory"] = "100Gi"),
            ("an agent's label", pod => pod["metadata"]!["labels"]!["app.kubernetes.io/name"] = "speckit-async-agent"),
            ("one more label", pod => pod["metadata"]!["labels"]!["x"] = "y"),
            ("the host's network", pod => pod["spec"]!["hostNetwork"] = true),
        ];
        var changed = (
            from pod in pods
            from deviation in deviations
            select (What: $"{pod.Name}: {deviation.What}", Pod: Changed(pod.Object, deviation.Change))
        ).ToList();
        var messages = AdmissionPolicy.Judge(Values, changed.Select(item => item.Pod));
        changed.Zip(messages).Where(item => item.Second is null).Select(item => item.First.What).ShouldBeEmpty();

        var agent = Pod.Single(Values).Object;
        var account = Changed(agent, pod => pod["spec"]!["serviceAccountName"] = "agentic-sdlc-orchestrator-sweep");
        var ofJob = Changed(agent, pod => pod["metadata"]!["labels"]!["job-name"] = "x");
        AdmissionPolicy.Judge(Values, [agent, account, ofJob]).Select(message => message is null).ShouldBe([true, false, false]);

        static JsonNode Container(JsonObject pod) => pod["spec"]!["containers"]![0]!;
    }

    [Fact]
    public void The_longest_prompt_and_message_are_taken()
    {
        var task = SampleTask.Item(
            "T1",
            ("promptBase64", Convert.ToBase64String(new byte[190_000])),
            ("commitMessage", new string('a', 65_536))
        );
        AdmissionPolicy
            .Judge(Deviation.Values("token"), Pod.Of($"tasks:\n{task}\n{Deviation.Values("token")}").Select(pod => pod.Object))
            .ShouldBe([null]);
    }

    [Fact]
    public void The_policies_are_one_for_new_pods_and_one_for_changes_and_answer_in_a_way_that_a_tool_can_read()
    {
        var objects = AdmissionPolicy.Of(Binding, "team-a");
        objects
            .Select(item => $"{item["kind"]} {item["metadata"]!["name"]}")
            .ShouldBe([
                "ValidatingAdmissionPolicy agentic-sdlc-orchestrator-team-a-pods",
                "ValidatingAdmissionPolicy agentic-sdlc-orchestrator-team-a-pod-changes",
                "ValidatingAdmissionPolicyBinding agentic-sdlc-orchestrator-team-a-pods",
                "ValidatingAdmissionPolicyBinding agentic-sdlc-orchestrator-team-a-pod-changes",
            ]);
        foreach (var policy in objects.Where(item => item["spec"]!["validations"] is not null).Select(item => item["spec"]!))
        {
            policy["failurePolicy"]!.GetValue<string>().ShouldBe("Fail");
            policy["matchConstraints"]!["namespaceSelector"]!["matchLabels"]!["kubernetes.io/metadata.name"]!
                .GetValue<string>()
                .ShouldBe("team-a");
            policy["validations"]!
                .AsArray()
                .ShouldAllBe(rule => rule!["reason"]!.GetValue<string>() == "Forbidden" && rule["messageExpression"] != null);
            policy["variables"]!.AsArray().ShouldAllBe(variable => variable!["expression"]!.GetValue<string>().Length < 100_000);
        }

        objects[1]["spec"]!["matchConstraints"]!["resourceRules"]![0]!["resources"]!
            .AsArray()
            .Select(resource => resource!.GetValue<string>())
            .ShouldBe(["pods", "pods/ephemeralcontainers", "pods/resize"]);
    }

    [Fact]
    public void Without_the_switch_there_is_no_policy_and_git_hosts_reach_no_developer()
    {
        Helm.Template("git: {hosts: [git.example.com]}")
            .Objects()
            .Select(item => item["kind"]!.GetValue<string>())
            .ShouldNotContain(kind => kind.StartsWith("Validating", StringComparison.Ordinal));
        Helm.Template(Binding, "--show-only", "templates/task-defaults.yaml").Objects().Single()["data"]!["values.json"]!
            .GetValue<string>()
            .ShouldBe("{}");
    }

    private static JsonObject Changed(JsonObject pod, Action<JsonObject> change)
    {
        var copy = pod.DeepClone().AsObject();
        change(copy);
        return copy;
    }

    /// <summary>The policy's values on top of a set's, which may have <c>git</c> values of its own.</summary>
    private static string Merged(string values)
    {
        var merged = values.Length == 0 ? [] : YamlObjects.Of(values).Single();
        var git = merged["git"] as JsonObject ?? [];
        git["hosts"] = new JsonArray("git.example.com");
        merged["git"] = git;
        merged["admission"] = new JsonObject { ["enabled"] = true };
        return string.Join('\n', merged.Select(entry => $"{entry.Key}: {entry.Value!.ToJsonString()}"));
    }

    /// <summary>A strategic merge patch, as far as the deviations need one: lists of named things merge by name.</summary>
    private static JsonNode Patched(JsonNode target, JsonNode patch)
    {
        var result = target.DeepClone().AsObject();
        foreach (var (key, value) in patch.AsObject())
        {
            result[key] = (value, result[key]) switch
            {
                (null, _) => null,
                (JsonObject map, JsonObject old) => Patched(old, map),
                (JsonArray list, JsonArray old) when list[0]?["name"] is not null => new JsonArray([
                    .. old.Select(item =>
                        list.FirstOrDefault(change => change!["name"]!.GetValue<string>() == item!["name"]!.GetValue<string>())
                            is { } change
                            ? Patched(item!, change)
                            : item!.DeepClone()
                    ),
                ]),
                _ => value!.DeepClone(),
            };
            if (value is null)
            {
                result.Remove(key);
            }
        }

        return result;
    }
}
