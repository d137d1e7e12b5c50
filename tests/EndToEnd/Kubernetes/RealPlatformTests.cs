using System.Text.Json.Nodes;
using EndToEnd.Admission;
using EndToEnd.Charts;
using EndToEnd.Support;

namespace EndToEnd.Kubernetes;

/// <summary>What a platform installs, on a real API server: no simulator judges policies.</summary>
public sealed class RealPlatformTests
{
    private static readonly string[] Developer = ["--as", "dev", "--as-group", "developers", "--as-group", "system:authenticated"];

    [SkippableFact]
    public async Task A_policy_takes_what_the_release_renders_and_refuses_every_deviation()
    {
        TestCluster.MustHaveApiServer();
        var run = Guid.NewGuid().ToString("N")[..6];
        List<string> namespaces = [];
        List<string> wrong = [];
        try
        {
            TestCluster.Administer(["apply", "-f", "-"], Classes);
            foreach (var set in Deviation.Sets)
            {
                var space = $"speckit-async-{set}-{run}";
                namespaces.Add(space);
                await PrepareAsync(set, space);
                var rendered = Deviation.Rendered(set);
                wrong.AddRange(
                    Deviation
                        .All.Where(deviation => deviation.Set == set && deviation.Patch is null)
                        .Select(deviation => Create(deviation, rendered, space))
                        .OfType<string>()
                );
                if (set == "token")
                {
                    wrong.AddRange(ChangeARunningPod(rendered, space));
                }
            }

            wrong.ShouldBeEmpty();
        }
        finally
        {
            foreach (var space in namespaces)
            {
                TestCluster.TryAdminister([
                    "delete",
                    "--ignore-not-found",
                    "validatingadmissionpolicy,validatingadmissionpolicybinding",
                    .. Names(space),
                ]);
                TestCluster.TryAdminister(["delete", "namespace", space, "--wait=false"]);
            }

            TestCluster.TryAdminister(["delete", "--ignore-not-found", "-f", "-"], Classes);
        }
    }

    [SkippableFact]
    public async Task Tasks_are_delivered_under_policy_and_quota_and_the_tool_says_what_binds()
    {
        TestCluster.MustBeReal();
        await using Release release = new("bound");
        var host = new Uri(TestCluster.GitUrl!).Authority;
        release.Install(
            TestCluster.Values()
                + $$"""
                git: {auth: none, hosts: ["{{host}}"]}
                admission: {enabled: true}
                resourceQuota: {enabled: true, hard: {pods: "1"} }

                """
        );
        await using var feature = await ClusterFeature.CreateAsync(ClusterFeature.Tasks("T001", "T002"), settings: json =>
            json["namespace"] = release.Namespace
        );

        (await feature.RunAsync("doctor")).Output.ShouldContain("policy: binds");
        (await feature.RunAsync("run")).ShouldEndWith(0).Output.ShouldContain("2 of 2 ASYNC tasks delivered");
    }

    [SkippableFact]
    public async Task The_clean_up_job_removes_ended_agents_and_no_living_one()
    {
        TestCluster.MustHaveApiServer();
        await using Release release = new("sweep");
        release.Install(
            TestCluster.Values() + "sweep: {enabled: true, keepDays: 0}\ngit: {hosts: [git.example.com]}\nadmission: {enabled: true}\n"
        );
        var pods = Pod.Of(
                $"tasks:\n{SampleTask.Item("T001")}\n{SampleTask.Item("T002", ("name", "agent-t002-living"))}\n{TestCluster.Values()}",
                "--namespace",
                release.Namespace
            )
            .Select(pod => pod.Object)
            .ToList();
        pods[0]["spec"]!["activeDeadlineSeconds"] = 1;
        pods[1]["spec"]!["nodeSelector"] = new JsonObject { ["pool"] = "no-node-has-this" };
        foreach (var pod in pods)
        {
            TestCluster.Administer(["create", "--namespace", release.Namespace, "-f", "-"], pod.ToJsonString());
        }

        var (ended, living) = ($"pod/{pods[0]["metadata"]!["name"]}", $"pod/{pods[1]["metadata"]!["name"]}");
        await Eventually.HoldsAsync(
            () => release.Kubectl("get", ended, "-o", "jsonpath={.status.phase}") == "Failed",
            "its deadline is over",
            60
        );
        release.Kubectl("create", "job", "--from=cronjob/speckit-async-sweep", "now");
        release.Kubectl("wait", "--for=condition=complete", "job/now", "--timeout=180s");

        var left = release.Kubectl("get", "pods", "-o", "name").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        left.ShouldNotContain(ended);
        left.ShouldContain(living);
    }

    [SkippableFact]
    public async Task Helm_tests_a_release_in_the_agents_network()
    {
        TestCluster.MustHaveApiServer();
        await using Release release = new("test");
        release.Install(TestCluster.Values() + "git: {hosts: [git.example.com]}\nadmission: {enabled: true}\n");
        var result = release.Helm("test", "release", "--logs");
        (result.Out + result.Error).ShouldContain("ok: the image runs");
        (result.Out + result.Error).ShouldContain(
            "FAILED: https://git.example.com/",
            Case.Sensitive,
            "a host that does not exist is no host"
        );
    }

    /// <summary>A release in a namespace of its own, gone with its test.</summary>
    private sealed class Release(string name) : IAsyncDisposable
    {
        public string Namespace { get; } = $"speckit-async-{name}-{Guid.NewGuid().ToString("N")[..6]}";

        public void Install(string values)
        {
            TestCluster.Administer(["create", "namespace", Namespace]);
            Run(["upgrade", "--install", "release", ChartFiles.Chart, "--namespace", Namespace, "--values", "-"], values).Output();
        }

        public ProgramResult Helm(string verb, params string[] arguments) => Run([verb, .. arguments, "--namespace", Namespace], "");

        public string Kubectl(params string[] arguments) => TestCluster.Administer(["--namespace", Namespace, .. arguments]).Trim();

        public ValueTask DisposeAsync()
        {
            Run(["uninstall", "release", "--namespace", Namespace], "");
            TestCluster.TryAdminister(["delete", "namespace", Namespace, "--wait=false"]);
            return ValueTask.CompletedTask;
        }

        private static ProgramResult Run(string[] arguments, string input) => TestCluster.TryHelm(arguments, input);
    }

    /// <summary>What the sets name beside the release: two runtime classes and a priority class.</summary>
    private static string Classes =>
        string.Join(
            "\n---\n",
            new[] { "vap-runc", "vap-other" }
                .Select(name =>
                    $$"""{"apiVersion": "node.k8s.io/v1", "kind": "RuntimeClass", "metadata": {"name": "{{name}}"}, "handler": "runc"}"""
                )
                .Append(
                    """{"apiVersion": "scheduling.k8s.io/v1", "kind": "PriorityClass", "metadata": {"name": "vap-low"}, "value": -10}"""
                )
        );

    private static string[] Names(string space) =>
        [$"agentic-sdlc-orchestrator-{space}-pods", $"agentic-sdlc-orchestrator-{space}-pod-changes"];

    /// <summary>A namespace with the release's accounts, its developers' role, and its policies in force.</summary>
    private static async Task PrepareAsync(string set, string space)
    {
        TestCluster.Administer(["create", "namespace", space]);
        var parts = (string[])["serviceaccount", "serviceaccount-agent", "rbac"];
        foreach (
            var manifest in parts.Select(part =>
                Helm.Template(Deviation.Values(set), "--namespace", space, "--show-only", $"templates/{part}.yaml").Output()
            )
        )
        {
            TestCluster.Administer(["apply", "--namespace", space, "-f", "-"], manifest);
        }

        var bad = Deviation.All.First(deviation => deviation.Name == "whole-other-pod");
        TestCluster.Administer(
            ["apply", "-f", "-"],
            string.Join("\n---\n", AdmissionPolicy.Of(Deviation.Values(set), space).Select(policy => policy.ToJsonString()))
        );
        await Eventually.HoldsAsync(() => Create(bad, Deviation.Rendered(set), space) is null, $"the policy of {space} counts", 60);
    }

    /// <returns>What is not as expected; null when all is well.</returns>
    private static string? Create(Deviation deviation, JsonObject rendered, string space)
    {
        var pod = deviation.Of(rendered);
        (pod["metadata"]!["name"], pod["metadata"]!["namespace"]) = ("deviation", space);
        return Compare(
            deviation,
            TestCluster.TryAdminister(
                [.. Developer, "create", "--dry-run=server", "--validate=ignore", "--namespace", space, "-f", "-"],
                pod.ToJsonString()
            )
        );
    }

    private static List<string> ChangeARunningPod(JsonObject rendered, string space)
    {
        var pod = rendered.DeepClone();
        (pod["metadata"]!["name"], pod["metadata"]!["namespace"]) = ("live", space);
        TestCluster.Administer([.. Developer, "create", "--namespace", space, "-f", "-"], pod.ToJsonString());
        List<string> wrong =
        [
            .. Deviation
                .All.Where(deviation => deviation.Patch is not null)
                .Select(deviation =>
                    Compare(
                        deviation,
                        TestCluster.TryAdminister([
                            .. Developer,
                            "patch",
                            "pod",
                            "live",
                            "--namespace",
                            space,
                            "--patch",
                            deviation.Patch!.ToJsonString(),
                        ])
                    )
                )
                .OfType<string>(),
        ];
        const string Never = "A pod's specification never changes";
        var debug = TestCluster.TryAdminister([
            "debug",
            "--namespace",
            space,
            "live",
            "--image=evil.example/x:1",
            "--target=courier",
            "--attach=false",
            "--quiet",
        ]);
        var resize = TestCluster.TryAdminister([
            "patch",
            "pod",
            "live",
            "--namespace",
            space,
            "--subresource=resize",
            "-p",
            """{"spec":{"containers":[{"name":"agent","resources":{"limits":{"cpu":"2"}}}]}}""",
        ]);
        wrong.AddRange(
            new[] { debug, resize }
                .Where(result => !result.Error.Contains(Never, StringComparison.Ordinal))
                .Select(result => $"an administrator's debug or resize: {result.Error}{result.Out}")
        );
        TestCluster.TryAdminister(["delete", "pod", "live", "--namespace", space, "--force", "--grace-period=0"]);
        return wrong;
    }

    private static string? Compare(Deviation deviation, ProgramResult result) =>
        (deviation.Allowed ? result.ExitCode == 0 : result.ExitCode != 0 && deviation.IsSaidBy(result.Error))
            ? null
            : $"{deviation.Name}: expected {deviation.Expected}, got {result.Error}{result.Out}";
}
