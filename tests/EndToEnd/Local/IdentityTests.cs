using EndToEnd.Support;

namespace EndToEnd.Local;

/// <summary>A task is its id and its text: what was made for something else never counts as its delivery.</summary>
public sealed class IdentityTests
{
    private const string TasksFile = "specs/001-photo-albums/tasks.md";

    private const string Two = """
        - [ ] T001 [P] [ASYNC] Album model in `src/album.txt`
        - [ ] T002 [P] [ASYNC] Photo model in `src/photo.txt`

        """;

    private const string Chain = """
        - [ ] T001 [ASYNC] First in `src/first.txt`
        - [ ] T002 [ASYNC] Second in `src/second.txt`

        """;

    [Fact]
    public async Task An_id_that_means_something_new_is_not_delivered()
    {
        await using var feature = await FeatureOrigin.CreateAsync(Two);
        var clone = feature.Clone;
        (await clone.RunAllAsync()).ShouldEndWith(0);
        var (old, tip) = (await feature.BranchOfAsync("T001"), await feature.Git.TipAsync(await feature.BranchOfAsync("T001")));
        await CommitAsync(
            clone,
            Two.Replace("Album model in `src/album.txt`", "Settings page in `src/settings.txt`", StringComparison.Ordinal)
        );
        await clone.Git.RunAsync("push", "-q");

        foreach (var desk in (FeatureClone[])[clone, await feature.CloneAsync("other")])
        {
            var status = await desk.StatusAsync();
            (status.Of("T001"), status.Of("T002")).ShouldBe(("Outdated", "Delivered"));
            status.Of("T001", "reason")!.ShouldContain($"{old} delivers an earlier text of this task");
            status.StartNow.ShouldBeEmpty();
            (await desk.RunAsync("report")).ShouldEndWith(0).Output.ShouldContain("- **T001** Outdated: ");
            var run = (await desk.RunAllAsync()).ShouldEndWith(2);
            run.Output.ShouldNotContain("+ agent-");
            run.Output.ShouldContain("1 of 2 ASYNC tasks delivered");
            (await desk.RunAsync("integrate", "T001")).ShouldEndWith(2).Error.ShouldContain("T001 is Outdated");
        }

        (await clone.RunAsync("integrate")).ShouldEndWith(0).Output.ShouldNotContain("T001");
        (await File.ReadAllTextAsync(clone[TasksFile])).ShouldContain("- [ ] T001");

        (await clone.RunAllAsync("good", "T001", "--retry")).ShouldEndWith(0).Output.ShouldContain("(attempt 2)");
        (await feature.Git.TipAsync(old)).ShouldBe(tip, "another text's branch is never overwritten");
        (await clone.RunAsync("integrate"))
            .ShouldEndWith(0)
            .Output.ShouldContain("T001: merged specs/001-photo-albums/task-001-settings-page-in-src-settings-txt-async");
        File.Exists(clone["src/album.txt"]).ShouldBeFalse("the earlier work never rides in");
    }

    [Fact]
    public async Task A_branch_that_another_text_has_taken_is_left_alone_and_accepted_only_by_name()
    {
        await using var feature = await FeatureOrigin.CreateAsync(Two);
        var clone = feature.Clone;
        (await clone.RunAllAsync()).ShouldEndWith(0);
        var (first, second) = (await feature.BranchOfAsync("T001"), await feature.BranchOfAsync("T002"));
        await CommitAsync(
            clone,
            Two.Replace("\n- [ ] T002", "\n  - with a title\n- [ ] T002", StringComparison.Ordinal)
                .Replace("Photo model in", "Photo model (after T001) in", StringComparison.Ordinal) + "  - and a date\n"
        );

        (await clone.RunAllAsync("good", "T001", "--retry")).ShouldEndWith(0);

        var beside = (await feature.BranchesAsync()).Keys.Single(name => name.StartsWith(first + "-", StringComparison.Ordinal));
        beside.ShouldMatch($"^{first}-[0-9a-f]{{6}}$");
        var status = await clone.StatusAsync();
        (status.Of("T001"), status.Of("T001", "branch"), status.Of("T001", "attempt")).ShouldBe(("Delivered", beside, "2"));
        (status.Of("T002"), status.Of("T002", "branch")).ShouldBe(
            ("Outdated", "specs/001-photo-albums/task-002-photo-model-after-t001-in-src-photo-txt-async")
        );

        (await clone.RunAsync("integrate", "--as-is")).ShouldEndWith(1).Error.ShouldContain("name the tasks with it");
        (await clone.RunAsync("integrate", "T002", "--as-is")).ShouldEndWith(0).Output.ShouldContain($"T002: merged {second}");
        (await clone.StatusAsync()).Of("T002").ShouldBe("done");
    }

    [Fact]
    public async Task What_only_looks_different_is_the_same_task()
    {
        await using var feature = await FeatureOrigin.CreateAsync(Two);
        var clone = feature.Clone;
        (await clone.RunAllAsync()).ShouldEndWith(0);
        var branch = await feature.BranchOfAsync("T002");
        await CommitAsync(
            clone,
            Two.Replace(
                "T002 [P] [ASYNC] Photo model in `src/photo.txt`",
                "**T002** [ASYNC] Photo  model in src/photo.txt (depends on T001)",
                StringComparison.Ordinal
            )
        );

        var status = await clone.StatusAsync();
        (status.Of("T002"), status.Of("T002", "branch")).ShouldBe(("Delivered", branch));
    }

    [Fact]
    public async Task A_task_that_was_taken_back_is_not_delivered_any_more()
    {
        await using var feature = await FeatureOrigin.CreateAsync(Chain);
        var clone = feature.Clone;
        (await clone.RunAllAsync("good", "T001")).ShouldEndWith(0);
        (await clone.RunAsync("integrate", "T001")).ShouldEndWith(0);
        (await clone.StatusAsync()).StartNow.ShouldBe(["T002"]);
        await clone.Git.RunAsync("revert", "--no-edit", "-m", "1", "HEAD");
        await clone.Git.RunAsync("push", "-q");
        File.Exists(clone["src/first.txt"]).ShouldBeFalse();

        foreach (var desk in (FeatureClone[])[clone, await feature.CloneAsync("other")])
        {
            var status = await desk.StatusAsync();
            status.Of("T001").ShouldBe("TakenBack");
            status.StartNow.ShouldBeEmpty("the next task would start from a base without it");
            (await desk.RunAsync("report")).ShouldEndWith(0).Output.ShouldContain("- **T001** TakenBack: ");
            (await desk.RunAllAsync()).ShouldEndWith(2).Output.ShouldNotContain("+ agent-");
            (await desk.RunAsync("integrate", "T001")).ShouldEndWith(2).Error.ShouldContain("T001 is TakenBack");
        }

        (await clone.RunAllAsync("good", "--retry")).ShouldEndWith(0).Output.ShouldContain("2 of 2 ASYNC tasks delivered");
        (await clone.RunAsync("integrate")).ShouldEndWith(0);
        (await File.ReadAllTextAsync(clone["src/first.txt"])).ShouldBe("made by T001, attempt 2\n");
        (await clone.StatusAsync()).Tasks("done").ShouldBe(["T001", "T002"]);
    }

    [Fact]
    public async Task What_was_built_on_a_task_that_was_taken_back_never_rides_in_alone()
    {
        await using var feature = await FeatureOrigin.CreateAsync(Chain);
        var clone = feature.Clone;
        (await clone.RunAllAsync()).ShouldEndWith(0);
        (await clone.RunAsync("integrate", "T001")).ShouldEndWith(0);
        (await clone.StatusAsync()).Of("T002").ShouldBe("Delivered");
        await clone.Git.RunAsync("revert", "--no-edit", "-m", "1", "HEAD");

        var status = await clone.StatusAsync();
        (status.Of("T001"), status.Of("T002")).ShouldBe(("TakenBack", "blocked"));
        status.Of("T002", "detail")!.ShouldContain("its branch rests on T001, which is not delivered any more");
        (await clone.RunAsync("integrate", "T002")).ShouldEndWith(2).Error.ShouldContain("T002 was built on T001");
        (await clone.RunAsync("integrate")).ShouldEndWith(0).Output.ShouldBe("");
        File.Exists(clone["src/second.txt"]).ShouldBeFalse();
    }

    [Fact]
    public async Task An_attempt_that_builds_on_another_is_judged_against_the_base_of_both()
    {
        await using var feature = await FeatureOrigin.CreateAsync(Chain);
        var clone = feature.Clone;
        var agent = clone.WriteAgent("wide", "bash \"$agents/good.sh\" && [ $TASK_ID = T002 ] || echo x >extra.txt");
        (await clone.RunAllAsync(agent)).ShouldEndWith(0).Output.ShouldContain("[T001] = DeliveredOutOfScope");
        var branch = await feature.BranchOfAsync("T001");
        var first = (await feature.Git.TipAsync(branch))!;
        var trailers = await feature.Git.RunAsync("log", "-1", "--format=%(trailers:only)", first);
        var second = await feature.Git.RunAsync(
            "commit-tree",
            "-p",
            first,
            "-m",
            "First, revised",
            "-m",
            System
                .Text.RegularExpressions.Regex.Replace(
                    trailers.Replace("Attempt: 1", "Attempt: 2", StringComparison.Ordinal),
                    "Base-Commit: .*",
                    $"Base-Commit: {first}"
                )
                .Trim(),
            await feature.Git.RunAsync("rev-parse", $"{await feature.BranchOfAsync("T002")}^{{tree}}")
        );
        await feature.Git.RunAsync("update-ref", $"refs/heads/{branch}", second);

        var status = await clone.StatusAsync();
        (status.Of("T001"), status.Of("T001", "commit"), status.Of("T001", "attempt")).ShouldBe(("DeliveredOutOfScope", second, "2"));
        status.Of("T001", "reason")!.ShouldContain("extra.txt");
        status.Of("T002").ShouldBe("Delivered", "it was built on an attempt that this one was built on, too");
        (await clone.RunAsync("integrate")).ShouldEndWith(0).Output.ShouldContain("T001: merged ");
    }

    [Fact]
    public async Task Work_that_was_taken_back_can_be_accepted_as_it_is()
    {
        await using var feature = await FeatureOrigin.CreateAsync(Chain);
        var clone = feature.Clone;
        (await clone.RunAllAsync("good", "T001")).ShouldEndWith(0);
        await CommitAsync(clone, Chain.Replace("[ ] T001", "[x] T001", StringComparison.Ordinal));
        await CommitAsync(clone, Chain);
        var status = await clone.StatusAsync();
        status.Of("T001").ShouldBe("TakenBack", "it overrides what the branch has");
        var (branch, beside) = (await feature.BranchOfAsync("T001"), status.Of("T001", "branch")!);
        beside.ShouldMatch($"^{branch}-[0-9a-f]{{6}}$", "another attempt goes beside work that is nowhere else");

        (await clone.RunAsync("integrate", "T001", "--as-is")).ShouldEndWith(0).Output.ShouldContain("T001: merged ");
        (await clone.StatusAsync()).Of("T001").ShouldBe("done");
        File.Exists(clone["src/first.txt"]).ShouldBeTrue();
    }

    [Fact]
    public async Task A_task_that_was_dropped_and_is_wanted_again_was_never_taken_back()
    {
        await using var feature = await FeatureOrigin.CreateAsync("- [-] T001 [ASYNC] First\n- [x] T002 [ASYNC] Second, after T001\n");
        await CommitAsync(feature.Clone, "- [ ] T001 [ASYNC] First\n- [x] T002 [ASYNC] Second, after T001\n");
        (await feature.Clone.StatusAsync()).StartNow.ShouldBe(["T001"]);
    }

    [Fact]
    public async Task Two_projects_of_a_repository_share_nothing()
    {
        await using var feature = await FeatureOrigin.CreateAsync(Two, more: clone =>
        {
            clone.Write("services/api/specs/001-photo-albums/tasks.md", Two);
            clone.Write("services/api/.specify/feature.json", "{\"feature_directory\": \"specs/001-photo-albums\"}");
            clone.Write("services/api/.specify/async/config.json", File.ReadAllText(clone[".specify/async/config.json"]));
        });
        var clone = feature.Clone;
        (await clone.RunAllAsync()).ShouldEndWith(0);
        (await clone.RunAsync("integrate", "T001")).ShouldEndWith(0);
        await clone.Git.RunAsync("push", "-q");
        await CheckAsync(clone);
        await CheckAsync(await feature.CloneAsync("other"));

        (await clone.RunInAsync("services/api", "plan", "--out", feature["plan"])).ShouldEndWith(0);
        var prompt = await File.ReadAllTextAsync(feature["plan/T002/prompt.md"]);
        prompt.ShouldContain("\nProject: services/api\n");
        prompt.ShouldContain("Paths in the task and in the next block are relative to it");
        prompt.ShouldContain("\nDirectory: specs/001-photo-albums\nspecs/001-photo-albums/tasks.md\n");
        var agent = clone.WriteAgent("here", "pwd\nexec bash \"$agents/good.sh\"");
        (await clone.RunInAsync("services/api", "run", "--agent", agent, "T001"))
            .ShouldEndWith(0)
            .Output.ShouldMatch(@"\[T001\].*/repo/services/api\n");
        (
            await feature.Git.LinesAsync(
                "ls-tree",
                "-r",
                "--name-only",
                "specs/services/api/001-photo-albums/task-001-album-model-in-src-album-txt-async"
            )
        ).ShouldContain("services/api/src/album.txt");
        (await clone.RunInAsync("services/api", "integrate"))
            .ShouldEndWith(0)
            .Output.ShouldContain("T001: merged specs/services/api/001-photo-albums/task-001-");
        (await File.ReadAllTextAsync(clone["services/api/specs/001-photo-albums/tasks.md"])).ShouldContain("- [X] T001");
        (await File.ReadAllTextAsync(clone[TasksFile])).ShouldContain(
            "- [ ] T002",
            customMessage: "the other project's delivery ticks nothing here"
        );

        static async Task CheckAsync(FeatureClone desk)
        {
            using var run = desk.StartIn("services/api", "status", "--json");
            var status = new FeatureStatus(System.Text.Json.JsonDocument.Parse((await run.EndAsync()).ShouldEndWith(0).Output).RootElement);
            status.StartNow.ShouldBe(["T001", "T002"], "what the other project has delivered is none of this one's");
            (await desk.RunInAsync("services/api", "report"))
                .ShouldEndWith(0)
                .Output.ShouldStartWith("## services/api/001-photo-albums: 0 of 2 ASYNC tasks delivered");
            (await desk.RunInAsync("services/api", "integrate", "T001")).ShouldEndWith(2).Error.ShouldContain("T001 is not delivered");
        }
    }

    [Fact]
    public async Task A_directory_that_would_be_the_same_feature_is_refused()
    {
        await using var feature = await FeatureOrigin.CreateAsync(Two, more: clone => clone.Write("001-photo-albums/tasks.md", Two));
        (await feature.Clone.RunAsync("status"))
            .ShouldEndWith(1)
            .Error.ShouldContain("specs/001-photo-albums and 001-photo-albums would be one feature");
    }

    [Fact]
    public async Task What_a_delivery_left_out_is_named_everywhere_and_merged_only_by_name()
    {
        await using var feature = await FeatureOrigin.CreateAsync(Chain);
        var clone = feature.Clone;
        var agent = clone.WriteAgent(
            "greedy",
            "bash \"$agents/good.sh\" || exit; [ $TASK_ID != T001 ] || { mkdir -p .opencode; echo x >.opencode/x.js; }"
        );
        var run = (await clone.RunAllAsync(agent)).ShouldEndWith(2);
        run.Output.ShouldMatch(@"\[T001\] = DeliveredIncomplete [0-9a-f]{7} on .*: left out \.opencode/x\.js");
        run.Output.ShouldContain("2 of 2 ASYNC tasks delivered", customMessage: "those behind it go on");
        var other = await feature.CloneAsync("other");
        var status = await other.StatusAsync();
        (status.Of("T001"), status.Of("T001", "leftOut"), status.Of("T002")).ShouldBe(("DeliveredIncomplete", "1", "Delivered"));
        status.Of("T001", "leftOutNames")!.ShouldContain("\".opencode/x.js\"");
        (await other.RunAsync("report")).ShouldEndWith(0).Output.ShouldContain("- **T001** DeliveredIncomplete: left out ");
        (await clone.RunAsync("spawn", "T001", "--agent", agent)).ShouldEndWith(2).Output.ShouldContain("left out .opencode/x.js");

        var all = (await clone.RunAsync("integrate")).ShouldEndWith(2);
        all.Error.ShouldContain("T001 is left: left out .opencode/x.js. Name it to have it merged all the same.");
        all.Error.ShouldContain("T002 is left: it was built on T001.");
        all.Output.ShouldBe("");
        (await clone.RunAsync("integrate", "T001", "T002")).ShouldEndWith(0);
        (await clone.StatusAsync()).Tasks("done").ShouldBe(["T001", "T002"]);
    }

    [Fact]
    public async Task A_squashed_merge_is_recognised_whatever_its_message_says()
    {
        await using var feature = await FeatureOrigin.CreateAsync(Two);
        var clone = feature.Clone;
        (await clone.RunAllAsync()).ShouldEndWith(0);
        await clone.Git.RunAsync("fetch", "-q");
        await clone.Git.RunAsync("merge", "-q", "--squash", $"origin/{await feature.BranchOfAsync("T001")}");
        await clone.Git.RunAsync("commit", "-q", "-m", "Albums (#7)");
        clone.Write("src/album.txt", "changed since\n");
        await clone.Git.RunAsync("commit", "-qam", "Go on");

        var integrated = (await clone.RunAsync("integrate")).ShouldEndWith(0);

        integrated.Output.ShouldContain("T001: ticked, its work was here already");
        integrated.Output.ShouldContain("T002: merged ");
        (await File.ReadAllTextAsync(clone["src/album.txt"])).ShouldBe("changed since\n");
    }

    [Fact]
    public async Task Settings_of_somebodys_git_and_refs_of_somebody_change_no_verdict()
    {
        await using var feature = await FeatureOrigin.CreateAsync(Two);
        var clone = feature.Clone;
        await clone.Git.RunAsync("config", "trailer.separators", "=#");
        await clone.Git.RunAsync("config", "trailer.task.key", "Ticket");
        await clone.Git.RunAsync(
            "push",
            "-q",
            "origin",
            "HEAD:refs/heads/specs/001-photo-albums/task-001-album-model-in-src-album-txt-async-salvage-9999"
        );

        (await clone.StatusAsync()).StartNow.ShouldBe(["T001", "T002"]);
        (await clone.RunAllAsync()).ShouldEndWith(0).Output.ShouldNotContain("(attempt");
        (await clone.StatusAsync()).Tasks("Delivered").ShouldBe(["T001", "T002"]);
    }

    [Fact]
    public async Task A_living_agent_of_another_text_blocks_its_id_and_is_named()
    {
        await using var feature = await FeatureOrigin.CreateAsync(Two);
        var clone = feature.Clone;
        var patient = clone.WriteAgent("patient", "echo waits; while :; do sleep 0.2; done");
        (await clone.RunAsync("spawn", "T001", "--agent", patient)).ShouldEndWith(0);
        var pod = (await clone.StatusAsync()).Of("T001", "pod");
        await CommitAsync(clone, Two.Replace("Album model", "Settings page", StringComparison.Ordinal));

        var status = await clone.StatusAsync();
        (status.Of("T001"), status.Of("T001", "detail")).ShouldBe(
            ("blocked", $"{pod} still works on another text of T001; wait for its end, or end it with `cancel T001`")
        );
        status.StartNow.ShouldBe(["T002"]);
        (await clone.RunAsync("spawn", "T001", "--agent", patient))
            .ShouldEndWith(2)
            .Output.ShouldContain($"{pod} still works on another text of T001");

        (await clone.RunAsync("cancel", "T001")).ShouldEndWith(0).Output.ShouldContain($"pod {pod} asked to stop");
        await Eventually.HoldsAsync(async () => (await clone.StatusAsync()).StartNow.Contains("T001"), "the id is free again");
        (await clone.RunAllAsync()).ShouldEndWith(0).Output.ShouldContain("(attempt 2)");
    }

    private static async Task CommitAsync(FeatureClone clone, string tasks)
    {
        clone.Write(TasksFile, tasks);
        await clone.Git.RunAsync("commit", "-qam", "Edit the tasks");
    }
}
