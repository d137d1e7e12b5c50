using SpecKitExtension.Tests.Support;

namespace SpecKitExtension.Tests.Planning;

public class WaveSpecs
{
    [Fact]
    public void A_task_without_P_is_a_barrier_and_a_run_of_P_is_one_wave() =>
        TasksText
            .Plan("- [ ] T001 a", "- [ ] T002 [P] b", "- [ ] T003 [P] c", "- [ ] T004 d", "- [ ] T005 e", "- [ ] T006 [P] f")
            .WavesText()
            .ShouldBe("T001 | T002 T003 | T004 | T005 | T006");

    [Fact]
    public void Phases_come_one_after_the_other() =>
        TasksText
            .Plan(
                "## Phase 1: A",
                "- [ ] T001 [P] a",
                "- [ ] T002 [P] b",
                "## Phase 2: B",
                "- [ ] T003 [P] c",
                "## Phase 3: Empty",
                "## Phase 4: D",
                "- [ ] T004 [P] d"
            )
            .WavesText()
            .ShouldBe("T001 T002 | T003 | T004");

    [Fact]
    public void Stories_and_deeper_headings_do_not_break_a_run() =>
        TasksText
            .Plan("## Phase 1: A", "- [ ] T001 [P] [US1] a", "### More", "- [ ] T002 [P] [US2] b", "#### Notes", "- [ ] T003 [P] c")
            .WavesText()
            .ShouldBe("T001 T002 T003");

    [Fact]
    public void A_narrowed_phase_runs_beside_others_and_what_follows_waits_for_all()
    {
        var plan = TasksText.Plan(
            "## Phase 1: A",
            "- [ ] T001 a",
            "## Phase 2: B",
            "- [ ] T002 b",
            "- [ ] T003 c",
            "- [ ] T004 d",
            "## Phase 3: C",
            "- [ ] T005 e",
            "## Phase 4: D",
            "- [ ] T006 f",
            "## Dependencies",
            "- Phase 3 depends on Phase 1"
        );
        plan.WavesText().ShouldBe("T001 | T002 T005 | T003 | T004 | T006");
        TasksText.Ids(plan.Find("T006").Predecessors).ShouldBe("T004 T005");
        TasksText.Ids(plan.Find("T005").Predecessors).ShouldBe("T001");
    }

    [Fact]
    public void Three_stories_can_start_after_the_foundation()
    {
        var plan = TasksText.Plan(
            "## Phase 1: Setup",
            "- [ ] T001 a",
            "## Phase 2: Foundational",
            "- [ ] T002 b",
            "## Phase 3: User Story 1 - X",
            "- [ ] T003 c",
            "- [ ] T004 d",
            "## Phase 4: User Story 2 - Y",
            "- [ ] T005 e",
            "## Phase 5: User Story 3 - Z",
            "- [ ] T006 f",
            "## Phase 6: Polish",
            "- [ ] T007 g",
            "## Dependencies",
            "- Phases 3, 4 and 5 depend on Phase 2"
        );
        plan.WavesText().ShouldBe("T001 | T002 | T003 T005 T006 | T004 | T007");
        TasksText.Ids(plan.Find("T007").Predecessors).ShouldBe("T004 T005 T006");
    }

    [Fact]
    public void Tasks_that_declare_the_same_file_go_into_successive_waves_with_a_note()
    {
        var plan = TasksText.Plan(
            "- [ ] T001 [P] a in src/x.cs",
            "- [ ] T002 [P] b in src/x.cs",
            "- [ ] T003 [P] c in src/y.cs",
            "- [ ] T004 [P] d in src/x.cs and src/y.cs",
            "- [ ] T005 [P] e in src/x.css"
        );
        plan.WavesText().ShouldBe("T001 T003 T005 | T002 | T004");
        plan.Find("T002").Notes.ShouldBe(["after T001: both declare src/x.cs"]);
        plan.Find("T004").Notes.ShouldBe(["after T002: both declare src/x.cs", "after T003: both declare src/y.cs"]);
        TasksText.Ids(plan.Find("T004").Predecessors).ShouldBe("T002 T003");
        plan.Find("T004").Reason.ShouldBe("waiting for T002 [SYNC], T003 [SYNC]");
    }

    [Fact]
    public void Phases_that_run_in_parallel_do_not_share_files_either()
    {
        var plan = TasksText.Plan(
            "## Phase 1: A",
            "- [ ] T001 a",
            "## Phase 2: B",
            "- [ ] T002 b in src/x.cs",
            "## Phase 3: C",
            "- [ ] T003 c in src/x.cs",
            "- [ ] T004 d",
            "## Phase 4: D",
            "- [ ] T005 e in src/x.cs",
            "## Dependencies",
            "- Phase 3 depends on Phase 1"
        );
        plan.WavesText().ShouldBe("T001 | T002 | T003 | T004 | T005");
        plan.Find("T003").Notes.ShouldBe(["after T002: both declare src/x.cs"]);
        plan.Find("T005").Notes.ShouldBeEmpty();
    }

    [Fact]
    public void A_done_task_keeps_no_file_busy() =>
        TasksText.Plan("- [x] T001 [P] a in src/x.cs", "- [ ] T002 [P] b in src/x.cs").Find("T002").Notes.ShouldBeEmpty();

    [Fact]
    public void An_explicit_dependency_splits_a_run() =>
        TasksText
            .Plan("- [ ] T001 [P] a", "- [ ] T002 [P] b (depends on T001)", "- [ ] T003 [P] c", "- [ ] T004 [P] d (depends on T002)")
            .WavesText()
            .ShouldBe("T001 T003 | T002 | T004");

    [Fact]
    public void An_explicit_dependency_may_point_forward_within_a_run_even_with_a_shared_file()
    {
        var plan = TasksText.Plan("- [ ] T001 [P] a in x.cs (depends on T003)", "- [ ] T002 [P] b in x.cs", "- [ ] T003 [P] c in x.cs");
        plan.Problems.Codes().ShouldBe("");
        plan.WavesText().ShouldBe("T002 | T003 | T001");
    }

    [Fact]
    public void An_explicit_dependency_never_weakens_a_barrier()
    {
        var plan = TasksText.Plan("- [ ] T001 a", "- [ ] T002 b", "- [ ] T003 c (depends on T001)");
        plan.WavesText().ShouldBe("T001 | T002 | T003");
        TasksText.Ids(plan.Find("T003").Predecessors).ShouldBe("T001 T002");
    }

    [Fact]
    public void Predecessors_come_each_once()
    {
        var plan = TasksText.Plan(
            "## Phase 1: A",
            "- [ ] T001 a",
            "- [ ] T002 b",
            "## Phase 2: B",
            "- [ ] T003 [P] c",
            "- [ ] T004 [P] d",
            "## Phase 3: C",
            "- [ ] T005 [P] e (depends on T008, T001, T004)",
            "- [ ] T006 [P] f",
            "- [ ] T008 [P] h"
        );
        TasksText.Ids(plan.Find("T005").Predecessors).ShouldBe("T001 T003 T004 T008");
        plan.Find("T005").Predecessors.Count().ShouldBe(4);
        plan.Find("T006").Predecessors.ShouldBeSameAs(plan.Find("T008").Predecessors);
    }

    [Fact]
    public void Done_tasks_have_no_wave_and_hold_nobody_up()
    {
        var plan = TasksText.Plan("- [x] T001 a", "- [X] T002 [P] b", "- [ ] T003 [P] c", "- [ ] T004 d");
        plan.WavesText().ShouldBe("T003 | T004");
        plan.Find("T001").Wave.ShouldBeNull();
        TasksText.Ids(plan.Find("T004").Predecessors).ShouldBe("T002 T003");
    }

    [Fact]
    public void A_done_barrier_does_not_let_tasks_pass_what_is_still_open_before_it() =>
        TasksText.Plan("- [ ] T001 a", "- [x] T002 b", "- [ ] T003 c").WavesText().ShouldBe("T001 | T003");
}
