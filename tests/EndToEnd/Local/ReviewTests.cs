using EndToEnd.Support;

namespace EndToEnd.Local;

/// <summary>What a person does with delivered branches: merge, squash, reject, integrate.</summary>
public sealed class ReviewTests
{
    private const string Chain = """
        # Tasks

        ## Phase 1: One behind the other

        - [ ] T001 [ASYNC] First in `src/first.txt`
        - [ ] T002 [ASYNC] Second in `src/second.txt`
        - [ ] T003 [ASYNC] Third in `src/third.txt`
        """;

    [Fact]
    public async Task Merged_squashed_and_integrated_tasks_stay_done_when_their_branches_are_gone()
    {
        await using var feature = await FeatureOrigin.CreateAsync(
            """
            - [ ] T001 [P] [ASYNC] Merge me in `src/a.txt`
            - [ ] T002 [P] [ASYNC] Squash me in `src/b.txt`
            - [ ] T003 [P] [ASYNC] Integrate me in `src/c.txt`
            - [ ] T004 [P] [ASYNC] Leave me in `src/d.txt`
            """
        );
        var clone = feature.Clone;
        (await clone.RunAllAsync()).ShouldEndWith(0);
        await clone.Git.RunAsync("fetch", "-q");
        await clone.Git.RunAsync("merge", "-q", "--no-ff", "-m", "Take the first", $"origin/{await feature.BranchOfAsync("T001")}");
        await clone.Git.RunAsync("merge", "-q", "--squash", $"origin/{await feature.BranchOfAsync("T002")}");
        await clone.Git.RunAsync("-c", "core.editor=true", "commit", "-q");
        var integrated = (await clone.RunAsync("integrate", "T003")).ShouldEndWith(0);
        integrated.Output.ShouldContain("T003: merged specs/001-photo-albums/task-003-integrate-me-in-src-c-txt-async into main");
        (await File.ReadAllTextAsync(clone["specs/001-photo-albums/tasks.md"])).ShouldBe(
            """
            - [ ] T001 [P] [ASYNC] Merge me in `src/a.txt`
            - [ ] T002 [P] [ASYNC] Squash me in `src/b.txt`
            - [X] T003 [P] [ASYNC] Integrate me in `src/c.txt`
            - [ ] T004 [P] [ASYNC] Leave me in `src/d.txt`
            """,
            customMessage: "exactly its box"
        );
        (await clone.Git.RunAsync("status", "--porcelain")).ShouldBe("");
        (await clone.Git.LinesAsync("log", "-1", "--format=%P"))[0].Split(' ').Length.ShouldBe(2, "a merge commit, the box ticked in it");

        foreach (var task in (string[])["T001", "T002", "T003"])
        {
            await clone.Git.RunAsync("push", "-q", "origin", $":refs/heads/{await feature.BranchOfAsync(task)}");
        }

        var status = await clone.StatusAsync();
        ((string[])["T001", "T002", "T004"]).ShouldAllBe(task => status.Of(task, "outcome") == "Delivered");
        status.Of("T003").ShouldBe("done");
        status.StartNow.ShouldBeEmpty();
        var again = (await clone.RunAllAsync()).ShouldEndWith(0);
        again.Output.ShouldNotContain("+ agent-");

        var ticked = (await clone.RunAsync("integrate")).ShouldEndWith(0);
        ticked.Output.ShouldContain("T001: ticked, its work was here already");
        ticked.Output.ShouldContain("T002: ticked, its work was here already");
        ticked.Output.ShouldContain("T004: merged");
        (await File.ReadAllTextAsync(clone["specs/001-photo-albums/tasks.md"])).ShouldNotContain("[ ]");
        (await clone.RunAsync("integrate")).ShouldEndWith(0).Error.ShouldContain("There is nothing to integrate.");
    }

    [Fact]
    public async Task A_rejected_predecessor_never_rides_in_with_its_successor()
    {
        await using var feature = await FeatureOrigin.CreateAsync(Chain);
        var clone = feature.Clone;
        (await clone.RunAllAsync("good", "T001", "T002")).ShouldEndWith(0);
        var (first, second) = (await feature.BranchOfAsync("T001"), await feature.BranchOfAsync("T002"));
        var rejected = await feature.Git.TipAsync(first);
        (await clone.RunAsync("integrate", "T002"))
            .ShouldEndWith(2)
            .Error.ShouldContain("T002 was built on T001, which is neither ticked nor named here.");
        await feature.Git.RunAsync("update-ref", "-d", $"refs/heads/{first}");

        var status = await clone.StatusAsync();
        status.Of("T002").ShouldBe("blocked");
        status.Of("T002", "detail")!.ShouldContain("its branch rests on T001, which is not delivered any more");
        status.StartNow.ShouldBe(["T001"], "what was rejected is done again, as a new attempt");
        var refused = (await clone.RunAsync("integrate", "T002")).ShouldEndWith(2);
        refused.Error.ShouldContain("T002 was built on T001");
        (await clone.RunAsync("integrate")).ShouldEndWith(0).Output.ShouldBe("");

        // Done anew, the first task is sound again; what still holds its rejected delivery is not.
        (await clone.RunAllAsync("good", "T001")).ShouldEndWith(0);
        (await feature.Git.TipAsync(first)).ShouldNotBe(rejected);
        status = await clone.StatusAsync();
        status.Of("T001", "attempt").ShouldBe("2");
        status.Of("T002").ShouldBe("blocked");
        status.StartNow.ShouldBeEmpty();
        (await clone.RunAsync("integrate", "T001", "T002")).ShouldEndWith(2).Error.ShouldContain("T002 was built on T001");
        (await clone.RunAllAsync()).ShouldEndWith(2).Output.ShouldContain("delete the branch and run the task again");
        (await feature.BranchesAsync()).Values.ShouldNotContain(rejected);

        await feature.Git.RunAsync("update-ref", "-d", $"refs/heads/{second}");
        (await clone.RunAllAsync()).ShouldEndWith(0);
        foreach (var task in (string[])["T002", "T003"])
        {
            (await feature.Git.LinesAsync("rev-list", await feature.BranchOfAsync(task))).ShouldNotContain(rejected);
        }

        (await clone.RunAsync("integrate")).ShouldEndWith(0);
        (await clone.Git.LinesAsync("rev-list", "HEAD")).ShouldNotContain(rejected);
        (await clone.Git.RunAsync("status", "--porcelain")).ShouldBe("");
    }

    [Fact]
    public async Task A_conflict_names_both_tasks_and_the_files_and_stops_only_who_needs_both()
    {
        await using var feature = await FeatureOrigin.CreateAsync(
            """
            # Tasks

            ## Phase 1: Two who touch the same file

            - [ ] T001 [P] [ASYNC] One side
            - [ ] T002 [P] [ASYNC] The other side
            - [ ] T003 [P] [ASYNC] Elsewhere in `src/elsewhere.txt`

            ## Phase 2: Behind both

            - [ ] T004 [ASYNC] Needs both sides

            ## Phase 3: Behind one

            - [ ] T005 [ASYNC] Needs one side

            ## Dependencies

            - Phase 3 depends on T003
            - T005 depends on T003
            """
        );
        var clone = feature.Clone;
        var agent = clone.WriteAgent(
            "both",
            """
            case $TASK_ID in T001 | T002) echo working; echo "by $TASK_ID" >shared.txt ;; *) exec bash "$agents/good.sh" ;; esac
            """
        );
        var run = (await clone.RunAllAsync(agent)).ShouldEndWith(2);
        run.Output.ShouldMatch("T004  ASYNC +blocked .* T002 conflicts with T001 in shared.txt");
        foreach (var task in (string[])["T001", "T002", "T003"])
        {
            run.Output.ShouldMatch($"{task}  ASYNC +Delivered");
        }

        var head = await clone.Git.RunAsync("rev-parse", "HEAD");
        var integrated = (await clone.RunAsync("integrate", "T001", "T002", "T003")).ShouldEndWith(2);
        integrated.Output.ShouldContain("T001: merged");
        integrated.Error.ShouldContain("T002 conflicts with T001 in shared.txt; nothing after it was merged.");
        (await clone.Git.LinesAsync("log", "--format=%s", $"{head}..HEAD", "--first-parent")).ShouldBe(["Integrate T001"]);
        (await clone.Git.RunAsync("status", "--porcelain")).ShouldBe("");
    }

    [Fact]
    public async Task Integrate_refuses_by_name_what_it_must_not_merge()
    {
        await using var feature = await FeatureOrigin.CreateAsync(Chain);
        var clone = feature.Clone;
        (await clone.RunAllAsync("good", "T001")).ShouldEndWith(0);
        (await clone.RunAsync("integrate", "T002"))
            .ShouldEndWith(2)
            .Error.ShouldContain("T002 is not delivered (can start now), so there is nothing to merge.");
        clone.Write("src/first.txt", "mine\n");
        var inTheWay = (await clone.RunAsync("integrate")).ShouldEndWith(4);
        inTheWay.Error.ShouldContain("your checkout is in its way; nothing was changed");
        inTheWay.Error.ShouldContain("src/first.txt");
        (await File.ReadAllTextAsync(clone["src/first.txt"])).ShouldBe("mine\n");
        File.Delete(clone["src/first.txt"]);
        (await clone.RunAsync("integrate", "T009")).ShouldEndWith(1).Error.ShouldContain("There is no task T009");
        await clone.Git.RunAsync("checkout", "-q", "--detach");
        (await clone.RunAsync("integrate")).ShouldEndWith(1).Error.ShouldContain("HEAD is on no branch");
    }
}
