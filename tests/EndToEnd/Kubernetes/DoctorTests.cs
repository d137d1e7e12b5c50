using System.Text.Json;
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
            case "namespace": return ["--namespace", "absent"];
            case "context": return ["--context", "absent"];
            case "helm" or "kubectl": clone.Variables["PATH"] = FaultTests.Without(feature, clone.Variables["PATH"], what); break;
            case "create": faults.Deny("create", "pods"); break;
            case "log": faults.Deny("get", "pods/log"); break;
            case "admission": faults.Refuse("agent-*", "admission webhook \"policy.example\" denied the request"); break;
            case "uncommitted": clone.Write($"{feature.Prefix}spec.md", "changed\n"); break;
            case "tasks":
                clone.Write($"{feature.Prefix}tasks.md", "- [ ] T001 [ASYNC] x\n- [ ] T001 [ASYNC] y\n");
                await clone.Git.CommitAllAsync("Break the tasks");
                break;
            case "settings": clone.Variables["SPECKIT_ASYNC_MAX_PARALEL"] = "3"; break;
            case "feature": return ["--feature", "specs/absent"];
            case "remote": await clone.Git.RunAsync("remote", "set-url", "origin", feature["gone.git"]); break;
            case "blocked": await clone.Git.RunAsync("push", "-q", "origin", "HEAD:refs/heads/specs"); break;
            case "push": await clone.Git.RunAsync("config", "remote.origin.receivepack", "false"); break;
            case "podUrl": clone.Variables["SPECKIT_ASYNC_GIT__POD_URL"] = "https://git.example/other/repository.git"; break;
        }

        return [];
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
