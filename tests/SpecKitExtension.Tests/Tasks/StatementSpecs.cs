using SpecKitExtension.Tests.Support;

namespace SpecKitExtension.Tests.Tasks;

/// <summary>What the Dependencies section may say.</summary>
public class StatementSpecs
{
    private static readonly string[] Five =
    [
        "## Phase 1: One",
        "- [ ] T001 a",
        "- [ ] T002 b",
        "## Phase 2: User Story 1 - Two",
        "- [ ] T003 c",
        "- [ ] T004 d",
        "## Phase 3: Three",
        "- [ ] T005 e",
        "",
    ];

    private static readonly string[] Six =
    [
        "## Phase 1: Setup (Shared Infrastructure)",
        "- [ ] T001 a",
        "## Phase 2: Foundational (Blocking Prerequisites)",
        "- [ ] T002 b",
        "## Phase 3: User Story 1 - Upload photos (Priority: P1) 🎯 MVP",
        "- [ ] T003 c",
        "## Phase 4: User Story 2 - Share (Priority: P2)",
        "- [ ] T004 d",
        "## Phase 5: User Story 3 - Print (Priority: P3)",
        "- [ ] T005 e",
        "## Phase 6: Polish & Cross-Cutting Concerns",
        "- [ ] T006 f",
        "## Dependencies & Execution Order",
        "### Phase Dependencies",
    ];

    [Theory]
    [InlineData("- T005 depends on T004", "T005: ~T004")]
    [InlineData("- **T005**: depends on `T004` and T003.", "T005: ~T003 ~T004")]
    [InlineData("T004, T005 depend on T001-T003", "T004: ~T001 ~T002 ~T003; T005: ~T001 ~T002 ~T003")]
    [InlineData("- T003 depends on T001; T004 depends on T002", "T003: ~T001; T004: ~T002")]
    [InlineData("1. T003 depends on T002", "T003: ~T002")]
    [InlineData("> - T003 depends on T002", "T003: ~T002")]
    [InlineData("- T002 after T001", "T002: ~T001")]
    [InlineData("- T003 blocked by T001", "T003: ~T001")]
    [InlineData("- T004: Requires T001", "T004: ~T001")]
    [InlineData("- T001 → T005", "T005: ~T001")]
    [InlineData("- T001 -> T003 -> T005", "T003: ~T001; T005: ~T003")]
    [InlineData("- T001 blocks T003, T004", "T003: ~T001; T004: ~T001")]
    [InlineData("- T003 and T004 can run in parallel after T001", "T003: ~T001; T004: ~T001")]
    [InlineData("- T003 and T004 can start in parallel after T001", "T003: ~T001; T004: ~T001")]
    [InlineData("- T003 depends on T001,\n  T002", "T003: ~T001 ~T002")]
    [InlineData("- T003\n  - depends on T001\n  - after T002", "T003: ~T001 ~T002")]
    [InlineData("- T005 depends on Phase 1", "T005: ~Phase 1")]
    [InlineData("- Phase 3 depends on T003", "Phase 3: ~T003")]
    [InlineData("| Task | Depends on |\n|---|---|\n| T003 | T001, T002 |\n| T004 | — |", "T003: ~T001 ~T002")]
    [InlineData("| ID | File | Blocks |\n|---|---|---|\n| T001 | a.py | T003 |", "T003: ~T001")]
    [InlineData("```\nT001 → T002 → T005\n```", "T002: ~T001; T005: ~T002")]
    [InlineData("```mermaid\ngraph TD\n  T001 --> T003\n  T001 --> T004 & T005\n```", "T003: ~T001; T004: ~T001; T005: ~T001")]
    [InlineData("- T003 does not depend on T002", "")]
    [InlineData("- T003 depends on T002 which depends on T001", "")]
    [InlineData("- T005 can start before T003", "")]
    [InlineData("- All tasks of a story run after its tests", "")]
    [InlineData("- T042 depends on T001", "")]
    public void I_can_say_in_the_section_which_task_waits(string lines, string expected)
    {
        var list = TasksText.Read([.. Five, "## Dependencies", "", .. lines.Split('\n'), "", "## Notes", "T001 depends on T005"]);
        list.Problems.Codes().ShouldBe("");
        list.Links().ShouldBe(expected);
    }

    [Theory]
    [InlineData("- Phase 5 depends on Phase 2", "5: 2")]
    [InlineData("- **Phase 5 (US3)**: Depends on Phase 2 completion (blocks nothing)", "5: 2")]
    [InlineData("- **Phase 5**: Depends on Foundational phase completion", "5: 2")]
    [InlineData("- **Phase 5: User Story 3** depends only on Phase 2", "5: 2")]
    [InlineData("- **User Story 3 (P3)**: Depends on Foundational (Phase 2)", "5: 2")]
    [InlineData("- US3 depends on US1", "5: 3")]
    [InlineData("- Print depends on Upload photos", "5: 3")]
    [InlineData("- Phases 4 and 5 depend on Phase 2", "4: 2; 5: 2")]
    [InlineData("- Phases 3-5 depend on Phases 1 and 2", "3: 1 2; 4: 1 2; 5: 1 2")]
    [InlineData("- Phase 5 (T005) depends on Phase 2 (T002)", "5: 2")]
    [InlineData("- Polish depends on User Story 1 and User Story 2", "6: 3 4")]
    [InlineData("- Phase 5 can start after Phase 2", "5: 2")]
    [InlineData("- Phase 5 starts after Phase 2", "5: 2")]
    [InlineData("- Foundational (Phase 2): Depends on Setup completion - BLOCKS all user stories", "2: 1")]
    [InlineData("- **User Stories (Phase 3+)**: All depend on Foundational phase completion", "3: 2; 4: 2; 5: 2")]
    [InlineData("- Phase 4+ depends on Phase 3", "4: 3; 5: 3; 6: 3")]
    [InlineData(
        "- Once Foundational phase completes, all user stories can start in parallel (if team capacity allows)",
        "3: 2; 4: 2; 5: 2"
    )]
    [InlineData("- Phase 6: No dependencies - can start immediately", "6:")]
    [InlineData("- US3 depends on Foundational\n- Phase 5 requires Phase 3", "5: 2 3")]
    [InlineData("- US3 depends on Foundational\n- Phase 3 blocks Phase 5", "5: 2 3")]
    [InlineData("- US3 depends on Foundational\n- Phase 3 → Phase 5", "5: 2 3")]
    [InlineData("- US3 depends on Foundational\n- T005 depends on T004", "5: 2")]
    [InlineData("- Phase 5 depends on Phase 2\n- T004 and T003 can be built in parallel by different developers", "5: 2")]
    [InlineData("| Phase | Depends on |\n|---|---|\n| Phase 5 | Phase 2 |", "5: 2")]
    [InlineData("- **Polish (Final Phase)**: Depends on all desired user stories being complete", "")]
    [InlineData("- US3: No dependencies", "")]
    [InlineData("- Phase 5 → Phase 6", "")]
    [InlineData("- Models in Phase 5 depend on Phase 2", "")]
    [InlineData("- Phase 5 depends on Phase 2 and all contracts", "")]
    [InlineData("- Phase 9 depends on Phase 2", "")]
    [InlineData("- Phase 5 depends on Phase 9", "")]
    [InlineData("- Phase 5 does not depend on Phase 2", "")]
    [InlineData("- Phase 5 depends on Phase 5", "")]
    [InlineData("- Phase 5 depends on T002", "")]
    [InlineData("- Phase 5 depends on Phase 2\n  - and on Phase 3", "")]
    [InlineData("- Phase 5 depends on Phase 2\n  - but wait for the first one", "")]
    [InlineData("- Phase 5 depends on Phase 2\n- Before Phase 5 begins, Phase 3 must be done", "")]
    [InlineData("- Phase 5 depends on Phase 2\n- Phase 5 depends on all previous phases", "")]
    [InlineData("- Phase 5 depends on Phase 2\n### Print needs what Share builds", "")]
    [InlineData("- Phase 5 depends on Phase 2\n```\nPhase 3\n  └─ Phase 5, after Phase 4\n```", "")]
    [InlineData("| Phase | Depends on | Remark |\n|---|---|---|\n| Phase 5 | Phase 2 | needs US1 |", "5: 2 3")]
    [InlineData("| Phase | Depends on | Remark |\n|---|---|---|\n| Phase 5 | Phase 2 | with US1's store |", "")]
    public void I_can_narrow_what_a_phase_waits_for(string lines, string expected)
    {
        var list = TasksText.Read([.. Six, .. lines.Split('\n')]);
        list.Problems.Codes().ShouldBe("");
        list.Narrowed().ShouldBe(expected);
    }

    [Theory]
    [InlineData("## Dependency Graph")]
    [InlineData("## Execution Order")]
    [InlineData("**Dependencies**:")]
    [InlineData("### Task dependencies")]
    public void The_section_has_many_names(string heading) =>
        TasksText.Read([.. Five, heading, "", "- T003 depends on T001"]).Links().ShouldBe("T003: ~T001");

    [Theory]
    [InlineData("- T001 depends on T005", "12:SKA114")]
    [InlineData("- T005 → T001", "12:SKA114")]
    [InlineData("- Phase 1 depends on Phase 3", "12:SKA114")]
    [InlineData("- T001 blocks Phase 1", "")]
    public void What_contradicts_the_order_of_the_file_is_dropped_with_a_warning(string line, string codes)
    {
        var plan = TasksText.Plan([.. Five, "## Dependencies", "", line]);
        plan.Problems.Codes().ShouldBe(codes);
        plan.WavesText().ShouldBe("T001 | T002 | T003 | T004 | T005");
    }

    [Fact]
    public void I_am_told_which_line_keeps_a_phase_in_order()
    {
        var plan = TasksText.Plan([.. Six, "- All user stories depend on Phase 2", "", "US3 needs", "US1's `store`."]);
        plan.WavesText().ShouldBe("T001 | T002 | T003 T004 | T005 | T006");
        var note = plan.Problems.Single(problem => problem.Code == "SKA202");
        (note.Line, note.Problem).ShouldBe(
            (17, "\"Phase 5: User Story 3 - Print (Priority: P3)\" waits for all phases before it because of \"US3 needs US1's `store`.\".")
        );
        plan.Find("T005").Why.ShouldBe("line 17 keeps \"Phase 5: User Story 3 - Print (Priority: P3)\" in order");
    }

    [Fact]
    public void A_story_of_several_phases_keeps_their_order() =>
        TasksText
            .Plan(
                "## Phase 1: Setup",
                "- [ ] T001 a",
                "## Phase 2: US1 tests",
                "- [ ] T002 a",
                "## Phase 3: US1 code",
                "- [ ] T003 a",
                "## Phase 4: US2",
                "- [ ] T004 a",
                "## Dependencies",
                "- US1 depends on Setup",
                "- US2 depends on Setup"
            )
            .WavesText()
            .ShouldBe("T001 | T002 T004 | T003");
}
