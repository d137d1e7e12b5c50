using System.Text.Json;
using System.Text.Json.Nodes;
using EndToEnd.Support;

namespace EndToEnd.Kubernetes;

/// <summary><c>doctor</c> names what is broken, only that, and how to mend it.</summary>
public sealed class DoctorTests
{
    [SkippableFact]
    public async Task A_sound_setup_has_nothing_that_failed()
    {
        await using var feature = await ClusterFeature.CreateAsync(ClusterFeature.Tasks("T001"));
        (await FailedAsync(feature, 0)).ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task A_template_that_replaces_nothing_is_a_warning()
    {
        await using var feature = await ClusterFeature.CreateAsync(ClusterFeature.Tasks("T001"));
        feature.Clone.Write(".specify/async/templates/task-promt.md", "Do {{task.id}}.\n");

        var said = (await feature.Clone.RunAsync("doctor")).ShouldEndWith(0).Output;

        said.ShouldContain("task-promt.md in .specify/async/templates replaces no template");
        said.ShouldContain("task-prompt.md");
    }

    [SkippableFact]
    public async Task Whether_a_policy_binds_is_proven_by_a_pod_that_must_be_refused()
    {
        await using var feature = await ClusterFeature.CreateAsync(ClusterFeature.Tasks("T001"));
        var loose = await CheckAsync(feature, "policy");
        loose.GetProperty("status").GetString().ShouldBe("warning");
        loose.GetProperty("message").GetString()!.ShouldContain("nothing binds");
        loose.GetProperty("fix").GetString()!.ShouldContain("admission.enabled");
        feature.Cluster.Simulator.Faults.GitVersion = "v1.29.4";
        (await CheckAsync(feature, "policy")).GetProperty("fix").GetString()!.ShouldContain("This cluster (v1.29.4) is older than 1.30");
        feature.Cluster.Simulator.Faults.Clear();

        const string Said =
            "ValidatingAdmissionPolicy 'agentic-sdlc-orchestrator-agents-pods' with binding 'agentic-sdlc-orchestrator-agents-pods' denied request: These containers do not run the image";
        feature.Cluster.Simulator.Faults.Refuse("doctor-*", Said);
        var bound = await CheckAsync(feature, "policy");
        bound.GetProperty("status").GetString().ShouldBe("ok");
        bound.GetProperty("message").GetString()!.ShouldContain(Said);
        feature.Cluster.Simulator.Faults.Clear();
        feature.Cluster.Simulator.Faults.Refuse("doctor-*", "exceeded quota: agents");
        (await CheckAsync(feature, "policy")).GetProperty("status").GetString().ShouldBe("unknown");
    }

    [SkippableFact]
    public async Task Certificates_of_a_private_authority_are_read_before_a_pod_needs_them()
    {
        using PrivateAuthority authority = new();
        await using var feature = await ClusterFeature.CreateAsync(ClusterFeature.Tasks("T001"), more: clone =>
            clone.Write("values.yaml", "pod: {caBundle: {configMap: company-ca}}\n")
        );
        (await CheckAsync(feature, "certificates"))
            .GetProperty("message")
            .GetString()!
            .ShouldContain("company-ca (pod.caBundle) does not exist");
        Publish("nothing");
        (await CheckAsync(feature, "certificates")).GetProperty("message").GetString()!.ShouldContain("holds no certificate");
        feature.Cluster.Kubectl(["delete", "configmap", "company-ca"]);
        Publish(authority.Pem);
        var good = await CheckAsync(feature, "certificates");
        good.GetProperty("status").GetString().ShouldBe("ok");
        good.GetProperty("message").GetString()!.ShouldContain("pods trust 1 more in the config map company-ca");

        void Publish(string text) =>
            feature.Cluster.Kubectl(
                ["create", "-f", "-"],
                new JsonObject
                {
                    ["apiVersion"] = "v1",
                    ["kind"] = "ConfigMap",
                    ["metadata"] = new JsonObject { ["name"] = "company-ca" },
                    ["data"] = new JsonObject { ["ca.crt"] = text },
                }.ToJsonString()
            );
    }

    [SkippableTheory]
    [InlineData("namespace", "namespace", "--namespace", 4)]
    [InlineData("context", "cluster", "--context", 4)]
    [InlineData("helm", "helm", "Install it", 4)]
    [InlineData("kubectl", "kubectl", "Install it", 4)]
    [InlineData("create", "access", "rbac.subjects", 4)]
    [InlineData("log", "access", "rbac.subjects", 4)]
    [InlineData("admission", "pod", "what is in the way", 4)]
    [InlineData("uncommitted", "committed", "git add", 3)]
    [InlineData("tasks", "tasks", "another id", 3)]
    [InlineData("settings", "settings", "SPECKIT_ASYNC_MAX_PARALLEL", 3)]
    [InlineData("feature", "feature", "--feature", 1)]
    [InlineData("remote", "remote", "doctor", 4)]
    [InlineData("blocked", "branches", "Rename it", 4)]
    [InlineData("push", "push", "right to push", 4)]
    [InlineData("podUrl", "remote", "git.podUrl", 4)]
    public async Task What_is_broken_is_named_with_its_fix(string broken, string check, string fix, int code)
    {
        await using var feature = await ClusterFeature.CreateAsync(ClusterFeature.Tasks("T001"));
        var arguments = await BreakAsync(feature, broken);

        var failed = await FailedAsync(feature, code, arguments);

        failed.Select(found => found.GetProperty("name").GetString()).ShouldBe([check]);
        $"{failed[0].GetProperty("message").GetString()} {failed[0].GetProperty("fix").GetString()}".ShouldContain(fix);
    }

    private static async Task<string[]> BreakAsync(ClusterFeature feature, string what)
    {
        var (clone, faults) = (feature.Clone, feature.Cluster.Simulator.Faults);
        switch (what)
        {
            case "namespace":
                return ["--namespace", "absent"];
            case "context":
                return ["--context", "absent"];
            case "helm" or "kubectl":
                clone.Variables["PATH"] = FaultTests.Without(feature, clone.Variables["PATH"], what);
                break;
            case "create":
                faults.Deny("create", "pods");
                break;
            case "log":
                faults.Deny("get", "pods/log");
                break;
            case "admission":
                faults.Refuse("agent-*", "admission webhook \"policy.example\" denied the request");
                break;
            case "uncommitted":
                clone.Write($"{feature.Prefix}spec.md", "changed\n");
                break;
            case "tasks":
                clone.Write($"{feature.Prefix}tasks.md", "- [ ] T001 [ASYNC] x\n- [ ] T001 [ASYNC] y\n");
                await clone.Git.CommitAllAsync("Break the tasks");
                break;
            case "settings":
                clone.Variables["SPECKIT_ASYNC_MAX_PARALEL"] = "3";
                break;
            case "feature":
                return ["--feature", "specs/absent"];
            case "remote":
                await clone.Git.RunAsync("remote", "set-url", "origin", feature["gone.git"]);
                break;
            case "blocked":
                await clone.Git.RunAsync("push", "-q", "origin", "HEAD:refs/heads/specs");
                break;
            case "push":
                await clone.Git.RunAsync("config", "remote.origin.receivepack", "false");
                break;
            case "podUrl":
                clone.Variables["SPECKIT_ASYNC_GIT__POD_URL"] = "https://git.example/other/repository.git";
                break;
        }

        return [];
    }

    private static async Task<JsonElement> CheckAsync(ClusterFeature feature, string name)
    {
        var doctor = await feature.RunAsync("doctor", "--json");
        return JsonDocument
            .Parse(doctor.Output)
            .RootElement.GetProperty("checks")
            .EnumerateArray()
            .Single(check => check.GetProperty("name").GetString() == name);
    }

    private static async Task<List<JsonElement>> FailedAsync(ClusterFeature feature, int code, params string[] arguments)
    {
        var doctor = await feature.RunAsync(["doctor", "--json", .. arguments]);
        doctor.ShouldEndWith(code);
        var checks = JsonDocument.Parse(doctor.Output).RootElement.GetProperty("checks").EnumerateArray().ToList();
        checks.Select(check => check.GetProperty("status").GetString()).ShouldBeSubsetOf(["ok", "warning", "failed", "unknown"]);
        return [.. checks.Where(check => check.GetProperty("status").GetString() == "failed")];
    }
}
