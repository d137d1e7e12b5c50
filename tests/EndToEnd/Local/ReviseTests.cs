using EndToEnd.Support;

namespace EndToEnd.Local;

/// <summary>Attempts that go on from earlier ones: after a review, after a failure, beside other people.</summary>
public sealed class ReviseTests
{
    private const string Chain = """
        - [ ] T001 [ASYNC] First in `src/first.txt`
        - [ ] T002 [ASYNC] Second in `src/second.txt`
        - [ ] T003 [SYNC] Third in `src/third.txt`
        """;

    [Fact]
    public async Task A_revision_that_fails_leaves_the_delivery_and_what_was_built_on_it_as_they_are()
    {
        await using var feature = await FeatureOrigin.CreateAsync(Chain);
        var clone = feature.Clone;
        (await clone.RunAsync("revise", "T001", "--agent", FeatureClone.Agent("good")))
            .ShouldEndWith(2)
            .Output.ShouldContain("T001: has not been tried yet: can start now");
        (await clone.RunAsync("revise", "T003", "--agent", FeatureClone.Agent("good")))
            .ShouldEndWith(2)
            .Output.ShouldContain("T003: is marked [SYNC]");
        (await clone.RunAllAsync("good", "T001", "T002")).ShouldEndWith(0);
        var branch = await feature.BranchOfAsync("T001");
        var tip = await feature.Git.TipAsync(branch);

        var stuck = clone.WriteAgent(
            "stuck",
            $"mkdir -p src; echo half >>src/first.txt; until [ -e \"{feature["go"]}\" ]; do sleep 0.1; done; exit 7"
        );
        (await clone.RunAsync("revise", "T001", "--note", "Shorter", "--agent", stuck)).ShouldEndWith(0);
        (await clone.RunAsync("revise", "T001", "--agent", stuck))
            .ShouldEndWith(2)
            .Output.ShouldMatch("T001: agent-.*-2 still works on it; wait for its end, or end it with `cancel T001`");
        (await clone.StatusAsync()).Of("T002").ShouldBe("Delivered", "what it was built on stands until there is something better");
        File.WriteAllText(feature["go"], "");
        (await clone.RunAllAsync("good", "T001", "T002")).ShouldEndWith(2).Output.ShouldContain("a later attempt ended as AgentFailed");

        (await feature.Git.TipAsync(branch)).ShouldBe(tip);
        var status = await clone.StatusAsync();
        (status.Of("T001"), status.Of("T001", "commit"), status.Of("T001", "attempt"), status.Of("T002")).ShouldBe(
            ("Delivered", tip, "2", "Delivered")
        );
        status.Of("T001", "salvageRef").ShouldBe($"{branch}-salvage-2", status.Of("T001", "reason"));

        (await clone.RunAsync("revise", "T001", "--agent", FeatureClone.Agent("good"))).ShouldEndWith(0);
        (await clone.RunAllAsync("good", "T001")).ShouldEndWith(0);
        (await feature.Git.LinesAsync("show", $"{branch}:src/first.txt")).ShouldBe(["made by T001, attempt 1", "made by T001, attempt 3"]);
        (await clone.RunAsync("integrate", "T001", "T002")).ShouldEndWith(0);
    }

    [Fact]
    public async Task What_an_earlier_attempt_did_beyond_its_task_or_left_out_is_still_named()
    {
        await using var feature = await FeatureOrigin.CreateAsync(Chain);
        var clone = feature.Clone;
        var wide = clone.WriteAgent(
            "wide",
            "bash \"$agents/good.sh\" || exit; echo x >extra.txt; mkdir -p .opencode; echo x >.opencode/x.js"
        );
        (await clone.RunAllAsync(wide, "T001")).ShouldEndWith(2);
        (await clone.RunAsync("revise", "T001", "--agent", FeatureClone.Agent("good"))).ShouldEndWith(0);
        (await clone.RunAllAsync("good", "T001"))
            .ShouldEndWith(2)
            .Output.ShouldContain("left out .opencode/x.js; also changed extra.txt, which the task does not name");
        var status = await clone.StatusAsync();
        (status.Of("T001"), status.Of("T001", "attempt")).ShouldBe(("DeliveredIncomplete", "2"));

        (await clone.RunAsync("revise", "T001", "--note", "a", "--note-file", "b"))
            .ShouldEndWith(1)
            .Error.ShouldContain("Give --note or --note-file, not both.");
        (await clone.RunAsync("revise", "T001", "--note", " \u200b")).ShouldEndWith(1).Error.ShouldContain("The note is empty.");
        (await clone.RunAsync("run", "--fresh")).ShouldEndWith(1).Error.ShouldContain("give --retry with it");
    }

    [Fact]
    public async Task A_retry_goes_on_from_the_newest_work_there_is_unless_it_is_to_begin_anew()
    {
        await using var feature = await FeatureOrigin.CreateAsync("- [ ] T001 [P] [ASYNC] One\n- [ ] T002 [P] [ASYNC] Two\n");
        var clone = feature.Clone;
        var agent = clone.WriteAgent(
            "third",
            """
            mkdir -p work
            case $TASK_ATTEMPT in 1) echo "begun by $TASK_ID" >"work/$TASK_ID.txt"; exit 7 ;; 2) exit 7 ;; *) ls work >>"work/$TASK_ID.txt" 2>&1; echo "ended by $TASK_ID" >>"work/$TASK_ID.txt" ;; esac
            """
        );
        (await clone.RunAllAsync(agent)).ShouldEndWith(2);
        await clone.Git.RunAsync("commit", "-q", "--allow-empty", "-m", "Say it better");
        var second = (await clone.RunAllAsync(agent, "--retry")).ShouldEndWith(2);
        second.Output.ShouldMatch(
            "on .* \\(attempt 2, goes on from .*-salvage-1, which lacks what has been committed since; `--retry --fresh` begins there\\)"
        );
        (await clone.RunAllAsync(agent, "--retry", "T001")).ShouldEndWith(0).Output.ShouldMatch("\\(attempt 3, goes on from .*-salvage-1");
        (await clone.RunAllAsync(agent, "--retry", "--fresh", "T002")).ShouldEndWith(0).Output.ShouldContain("(attempt 3)");
        (await feature.Git.LinesAsync("show", $"{await feature.BranchOfAsync("T001")}:work/T001.txt")).ShouldBe([
            "begun by T001",
            "T001.txt",
            "ended by T001",
        ]);
        (await feature.Git.LinesAsync("show", $"{await feature.BranchOfAsync("T002")}:work/T002.txt")).ShouldBe([
            "T002.txt",
            "ended by T002",
        ]);
    }

    [Fact]
    public async Task Work_that_a_colleague_was_faster_than_is_put_on_top_of_theirs()
    {
        await using var feature = await FeatureOrigin.CreateAsync(Chain);
        var clone = feature.Clone;
        var slow = clone.WriteAgent("slow", $"until [ -e \"{feature["go"]}\" ]; do sleep 0.1; done; exec bash \"$agents/good.sh\"");
        (await clone.RunAsync("spawn", "T001", "--agent", slow)).ShouldEndWith(0);
        var (branch, other) = (await feature.BranchOfAsync("T001"), await feature.CloneAsync("other desk"));
        (
            await other.ShellAsync(
                $"git fetch -q && git switch -q {branch} && echo theirs >notes.txt && git add . && git commit -qm 'What I know' && git push -q origin HEAD"
            )
        ).ShouldEndWith(0);
        File.WriteAllText(feature["go"], "");
        (await clone.RunAllAsync("good", "T001")).ShouldEndWith(2).Output.ShouldMatch("T001  ASYNC +PushFailed");
        foreach (var folder in feature.AttemptFolders())
        {
            Directory.Delete(folder, recursive: true);
        }

        (await clone.StatusAsync()).Of("T001", "reason").ShouldBe("the branch did not take the work; it is on the salvage ref");
        (await clone.RunAllAsync("good", "T001", "--retry"))
            .ShouldEndWith(4)
            .Error.ShouldContain("or build on it with `revise T001 --onto-theirs`");
        (await clone.RunAsync("revise", "T001", "--agent", FeatureClone.Agent("good")))
            .ShouldEndWith(2)
            .Output.ShouldContain("A Human: What I know");
        (await clone.RunAsync("revise", "T001", "--onto-theirs", "--agent", FeatureClone.Agent("good"))).ShouldEndWith(0);
        (await clone.RunAllAsync("good", "T001")).ShouldEndWith(0);
        (await feature.Git.LinesAsync("show", $"{branch}:src/first.txt")).ShouldBe(["made by T001, attempt 1", "made by T001, attempt 2"]);
        (await clone.RunAsync("integrate", "T001")).ShouldEndWith(0);
        File.Exists(clone["notes.txt"]).ShouldBeTrue();
        (await clone.Git.RunAsync("status", "--porcelain")).ShouldBe("");
    }
}
