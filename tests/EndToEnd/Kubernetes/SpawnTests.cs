using System.Text;
using EndToEnd.Support;

namespace EndToEnd.Kubernetes;

public sealed class SpawnTests
{
    private const string HostileBranch = "it's/\"quoted\",a={b},$(touch${IFS}escaped)`touch${IFS}escaped`;&|<é>";

    [SkippableFact]
    public async Task Spawning_twice_and_from_two_desks_at_once_starts_one_pod()
    {
        await using var feature = await ClusterFeature.CreateAsync(ClusterFeature.Tasks("T001", "T002"), ScriptedAgent.Idle);
        var other = await feature.NewCloneAsync("other desk");
        using (var mine = feature.Start("spawn", "T001"))
        using (var theirs = other.Start("spawn", "T001"))
        {
            (await mine.EndAsync()).ShouldEndWith(0);
            (await theirs.EndAsync()).ShouldEndWith(0);
        }

        var pod = feature.Pods().ShouldHaveSingleItem()["metadata"]!["name"]!.GetValue<string>();
        (await feature.RunAsync("spawn", "T001"))
            .ShouldEndWith(0)
            .Output.ShouldBe($"T001: pod {pod} runs already in namespace {TestCluster.Namespace}\n");
        (await feature.RunAsync("spawn", "T002"))
            .ShouldEndWith(0)
            .Output.ShouldBe($"Pod {feature.PodOf("T002")} created in namespace {TestCluster.Namespace}\n");
        feature.Pods().Count.ShouldBe(2);
    }

    [SkippableFact]
    public async Task A_failed_attempt_is_kept_and_retry_starts_the_second()
    {
        await using var feature = await ClusterFeature.CreateAsync(
            ClusterFeature.Tasks("T001"),
            "[ \"$TASK_ATTEMPT\" = 2 ] || exit 7; " + ScriptedAgent.Good()
        );
        (await feature.RunAsync("run")).ShouldEndWith(2).Output.ShouldContain("AgentFailed: the agent command ended with exit code 7");
        (await feature.RunAsync("spawn", "T001")).ShouldEndWith(2).Output.ShouldContain("attempt 1 ended as AgentFailed");
        (await feature.RunAsync("run")).ShouldEndWith(2).Output.ShouldContain("0 of 1 ASYNC tasks delivered");
        feature.Pods().Count.ShouldBe(1, "nothing is tried again unasked");
        var second = (await feature.RunAsync("spawn", "T001", "--retry")).ShouldEndWith(0).Output;
        second.ShouldBe($"Pod {feature.PodOf("T001", 2)} created in namespace {TestCluster.Namespace}\n");
        feature.PodOf("T001", 2).ShouldBe($"{feature.PodOf("T001")}-2");
        (await feature.RunAsync("logs", "T001")).ShouldEndWith(0).Output.ShouldContain("T001 line 3");
        (await feature.Clone.StatusAsync()).Of("T001", "commit").ShouldNotBeNull();
        var show = await (await feature.OriginAsync()).Git.RunAsync(
            "show",
            $"{await (await feature.OriginAsync()).BranchOfAsync("T001")}:work/T001.txt"
        );
        show.ShouldBe("made by T001, attempt 2");
    }

    [SkippableFact]
    public async Task Names_titles_and_branches_stay_data()
    {
        var title =
            $"Handle 🦄 titles, {{braces}}, \"quotes\", it's, $(touch escaped), `touch escaped`, ${{HOME}} and {new string('x', 200)}"[
                ..200
            ];
        var tasks =
            $"# Tasks\n\n## Phase 1: {{{{ .Values }}}} \"Build\" $(touch escaped)\n\n- [ ] TDD-001 [P] [ASYNC] {title}\n- [ ] T001 [P] [ASYNC] First\n- [ ] T002 [P] [ASYNC] Ünïcode… und mehr\n";
        await using var feature = await ClusterFeature.CreateAsync(
            tasks,
            ScriptedAgent.Good(1) + "; cat > /dev/null; [ ! -e escaped ]",
            directory: "specs/001-it's a \"feature\", {really} $(touch escaped)"
        );
        var branch = ClusterFeature.Own(HostileBranch);
        (await feature.RunAsync("spawn", "T001", "--branch", branch)).ShouldEndWith(0);
        (await feature.RunAsync("run")).ShouldEndWith(0).Output.ShouldContain("3 of 3 ASYNC tasks delivered");
        var branches = await (await feature.OriginAsync()).Git.LinesAsync("for-each-ref", "--format=%(refname:lstrip=2)");
        branches.ShouldContain(branch);
        Directory.EnumerateFiles(feature["."], "escaped", SearchOption.AllDirectories).ShouldBeEmpty();
        File.Exists("escaped").ShouldBeFalse();
    }

    [SkippableFact]
    public async Task Two_features_may_have_the_same_task()
    {
        var tags = ClusterFeature.Own("specs/002-tags");
        await using var feature = await ClusterFeature.CreateAsync(ClusterFeature.Tasks("T001"), more: clone =>
            clone.Write($"{tags}/tasks.md", ClusterFeature.Tasks("T001"))
        );
        (await feature.RunAsync("spawn", "T001")).ShouldEndWith(0);
        (await feature.RunAsync("spawn", "T001", "--feature", tags)).ShouldEndWith(0);
        (await feature.RunAsync("run", "--feature", tags)).ShouldEndWith(0);
        (await feature.RunAsync("run")).ShouldEndWith(0);
        var branches = await (await feature.OriginAsync()).Git.LinesAsync("for-each-ref", "--format=%(refname:lstrip=2)");
        ((string[])[$"{feature.Prefix}task-001-build-part-t001-async", $"{tags}/task-001-build-part-t001-async"]).ShouldBeSubsetOf(
            branches
        );
    }

    [SkippableFact]
    public async Task The_prompt_reaches_the_agent_byte_for_byte()
    {
        const string Text = "Write “$(id)” and `id` and {{ .Values }} and \\n and \t and 🦄 and 'quotes' and \"quotes\"";
        await using var feature = await ClusterFeature.CreateAsync(
            $"# Tasks\n\n## Phase 1: Build\n\n- [ ] T001 [P] [ASYNC] {Text}\n",
            "mkdir -p work; cat > work/prompt.txt; echo read it"
        );
        (await feature.RunAsync("run")).ShouldEndWith(0);
        var origin = await feature.OriginAsync();
        var prompt = await origin.Git.RunAsync("show", $"{await origin.BranchOfAsync("T001")}:work/prompt.txt");
        prompt.ShouldContain(Text);
        Encoding.UTF8.GetByteCount(prompt).ShouldBeGreaterThan(500);
    }
}
