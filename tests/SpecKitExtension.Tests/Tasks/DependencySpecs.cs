using SpecKitExtension.Tests.Support;

namespace SpecKitExtension.Tests.Tasks;

public class DependencySpecs
{
    private static readonly string[] Five = ["- [ ] T001 a", "- [ ] T002 b", "- [ ] T003 c", "- [ ] T004 d", "- [ ] T005 e"];

    [Theory]
    [InlineData("x (depends on T001, T002)", "T001 T002")]
    [InlineData("x (Depends on T001 and T002)", "T001 T002")]
    [InlineData("x, DEPENDS ON: T001 & T002", "T001 T002")]
    [InlineData("x (depends on T001-T003)", "T001 T002 T003")]
    [InlineData("x (depends on T001–T003, T005)", "T001 T002 T003 T005")]
    [InlineData("x (depends on T003 to T001)", "T001 T002 T003")]
    [InlineData("x (depends on T002-03)", "T002 T003")]
    [InlineData("x (depends on T001 - T002)", "T001 T002")]
    [InlineData("x (depends on **T001**, `T002`, [T003])", "T001 T002 T003")]
    [InlineData("x (depends on the model of T001)", "T001")]
    [InlineData("x (depends on t001)", "T001")]
    [InlineData("x (FR-013; depends on T001) for T002", "T001")]
    [InlineData("x depends on T001. T002 is another matter", "T001")]
    [InlineData("x depends on T001, blocks T002", "T001")]
    [InlineData("x depends on T001 but not on T002", "T001")]
    [InlineData("x depends on T001 - see T002", "T001")]
    [InlineData("x (depends on T001) (depends on T002, T001)", "T001 T002")]
    [InlineData("x does not depend on T001", "")]
    [InlineData("x no longer depends on T001", "")]
    [InlineData("Document that T002 depends on T001", "")]
    [InlineData("T009 depends on T001", "T001")]
    [InlineData("x depends on nothing", "")]
    [InlineData("x depends on specs/T001/plan.md", "")]
    public void I_can_say_on_the_line_what_a_task_depends_on(string text, string expected)
    {
        var list = TasksText.Read([.. Five, $"- [ ] T009 {text}"]);
        list.Problems.ShouldBeEmpty();
        TasksText.Ids(list.Find("T009").DependsOn).ShouldBe(expected);
    }

    [Theory]
    [InlineData("  - Depends on: T001, T002")]
    [InlineData("  **Dependencies**: T001, T002")]
    public void I_can_say_it_below_the_line(string line) =>
        TasksText.Ids(TasksText.Read([.. Five, "- [ ] T009 x", line]).Find("T009").DependsOn).ShouldBe("T001 T002");

    [Theory]
    [InlineData("- T005 depends on T004", "T005: T004")]
    [InlineData("- **T005**: depends on `T004` and T003.", "T005: T004 T003")]
    [InlineData("T004, T005 depend on T001-T003", "T004: T001 T002 T003; T005: T001 T002 T003")]
    [InlineData("T003-T005 depend on T002", "T003: T002; T004: T002; T005: T002")]
    [InlineData("T003 depends on T001, T004 depends on T002", "T003: T001; T004: T002")]
    [InlineData("T003 depends on T001; T004 depends on T002", "T003: T001; T004: T002")]
    [InlineData("T003 depends on T002 which depends on T001", "T002: T001; T003: T002")]
    [InlineData("T003 depends on T002 and T004 depends on T001", "T003: T002; T004: T001")]
    [InlineData("T003 can start early. T004 depends on T001", "T004: T001")]
    [InlineData("T003 does not depend on T002", "")]
    [InlineData("1. T003 depends on T002", "T003: T002")]
    [InlineData("> - T003 depends on T002", "T003: T002")]
    public void I_can_say_it_in_the_dependencies_section(string line, string expected)
    {
        var list = TasksText.Read([.. Five, "", "## Dependencies & Execution Order", "### Tasks", "", line, "", "## Notes", "T001 depends on T005"]);
        list.Problems.ShouldBeEmpty();
        string.Join("; ", list.Tasks.Where(task => task.DependsOn.Count > 0).Select(task => $"{task.Id}: {TasksText.Ids(task.DependsOn)}")).ShouldBe(expected);
    }

    [Theory]
    [InlineData("- Phase 5 depends on Phase 2", "5: 2")]
    [InlineData("- **Phase 5 (US3)**: Depends on Phase 2 completion - BLOCKS nothing", "5: 2")]
    [InlineData("- **Phase 5**: Depends on Foundational phase completion", "5: 2")]
    [InlineData("- **Phase 5: User Story 3** depends only on Phase 2; it may run beside Phase 4", "5: 2")]
    [InlineData("- **User Story 3 (P3)**: Depends on Foundational (Phase 2)", "5: 2")]
    [InlineData("- US3 depends on US1", "5: 3")]
    [InlineData("- Phases 4 and 5 depend on Phase 2", "4: 2; 5: 2")]
    [InlineData("- Phases 3-5 depend on Phases 1 and 2", "3: 1 2; 4: 1 2; 5: 1 2")]
    [InlineData("- Phase 5 (T010-T020) depends on Phase 2 (T004-T009)", "5: 2")]
    [InlineData("- Polish depends on User Story 1 and User Story 2", "6: 3 4")]
    [InlineData("- Foundational (Phase 2): Depends on Setup completion - BLOCKS all user stories", "2: 1")]
    [InlineData("- **User Stories (Phase 3+)**: All depend on Foundational phase completion", "")]
    [InlineData("- **Polish (Final Phase)**: Depends on all desired user stories being complete", "")]
    [InlineData("- Models in Phase 5 depend on Phase 2", "")]
    [InlineData("- Phase 5 depends on Phase 2 and all contracts", "")]
    [InlineData("- Phase 9 depends on Phase 2", "")]
    [InlineData("- Phase 5 does not depend on Phase 2", "")]
    [InlineData("- Phase 5 depends on Phase 5", "")]
    [InlineData("- Phase 5 can start after Phase 2", "")]
    public void I_can_narrow_what_a_phase_waits_for(string line, string expected)
    {
        var list = TasksText.Read(
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
            line.Replace("T010-T020", "T005", StringComparison.Ordinal).Replace("T004-T009", "T002", StringComparison.Ordinal));
        list.Problems.ShouldBeEmpty();
        string.Join("; ", list.Phases.Where(phase => phase.DependsOn is not null)
            .Select(phase => $"{phase.Label()}: {string.Join(' ', phase.DependsOn!.Select(other => list.Phases[other].Label()))}")).ShouldBe(expected);
    }

    [Theory]
    [InlineData("- [ ] T009 x (depends on T099)", "6:SKA004", "Add T099 or remove the dependency.")]
    [InlineData("- [ ] T009 x (depends on T0003)", "6:SKA004", "Did you mean T003?")]
    [InlineData("- [ ] T009 x (depends on T030)", "6:SKA004", "Did you mean T003?")]
    [InlineData("- [ ] T009 x (depends on T55)", "6:SKA004", "Did you mean T005?")]
    [InlineData("- [ ] T009 x (depends on T-004)", "6:SKA004", "Did you mean T004?")]
    [InlineData("- [ ] T009 x (depends on T001-T077)", "6:SKA004", "Add T077 or remove the dependency.")]
    [InlineData("- [ ] T009 x (depends on T009)", "6:SKA006", "Remove this dependency.")]
    [InlineData("- [ ] t001 x", "6:SKA003", "Give one of the two another id, or put it into a code block if it is an example.")]
    public void Links_that_lead_nowhere_are_errors_with_a_proposal(string line, string code, string hint)
    {
        var list = TasksText.Read([.. Five, line]);
        list.Problems.Codes().ShouldBe(code);
        list.Problems[0].Hint.ShouldBe(hint);
    }

    [Fact]
    public void All_problems_come_at_once_in_the_order_of_the_file()
    {
        var list = TasksText.Read([.. Five, "- [ ] T001 again", "- [ ] T002 again (depends on T077, T078)", "## Dependencies", "T066 depends on T001", "T003 depends on T088"]);
        list.Problems.Codes().ShouldBe("6:SKA003 7:SKA003 7:SKA004 7:SKA004 9:SKA005 10:SKA004");
        list.Problems[0].Problem.ShouldBe("T001 is already the task of line 1.");
    }
}
