using SpecKitExtension.Tests.Support;

namespace SpecKitExtension.Tests.Tasks;

public class DependencySpecs
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
    ];

    [Theory]
    [InlineData("x (depends on T001, T002)", "T001 T002")]
    [InlineData("x (Depends on T001 and T002)", "T001 T002")]
    [InlineData("x (DEPENDS ON: T001 & T002)", "T001 T002")]
    [InlineData("x (depends on T001-T003)", "T001 T002 T003")]
    [InlineData("x (depends on T001–T003, T005)", "T001 T002 T003 T005")]
    [InlineData("x (depends on T003 to T001)", "T001 T002 T003")]
    [InlineData("x (depends on T002-03)", "T002 T003")]
    [InlineData("x (depends on T001 - T002)", "T001 T002")]
    [InlineData("x (depends on **T001**, `T002`)", "T001 T002")]
    [InlineData("x (depends on t001)", "T001")]
    [InlineData("x (depends on T001/T002)", "T001 T002")]
    [InlineData("x (depends on T001; T002)", "T001 T002")]
    [InlineData("x (FR-013; depends on T001) for T002", "T001")]
    [InlineData("x (depends on T001) (depends on T002, T001)", "T001 T002")]
    [InlineData("x (after T002)", "T002")]
    [InlineData("x (requires T002)", "T002")]
    [InlineData("x [needs: T002]", "T002")]
    [InlineData("x [depends: T002]", "T002")]
    [InlineData("x (blocked by T002)", "T002")]
    [InlineData("x — after T003 and T002", "T002 T003")]
    [InlineData("x - depends on T002.", "T002")]
    [InlineData("x\n  - Depends on: T001, T002", "T001 T002")]
    [InlineData("x\n  **Dependencies**: T001, T002", "T001 T002")]
    [InlineData("x\n  (depends on T001)", "T001")]
    [InlineData("x (depends on Phase 1)", "Phase 1")]
    [InlineData("x (depends on US1)", "Phase 2")]
    [InlineData("x (after User Story 1, T001)", "T001 Phase 2")]
    [InlineData("x (after T001 has landed)", "~T001")]
    [InlineData("x (depends on T001 because of the schema, see T002)", "~T001")]
    public void I_can_say_on_a_task_what_it_waits_for(string text, string expected)
    {
        var list = TasksText.Read([.. Five, .. $"- [ ] T009 {text}".Split('\n')]);
        list.Problems.Codes().ShouldBe("");
        list.Links().ShouldBe($"T009: {expected}");
    }

    [Theory]
    [InlineData("x depends on T001. T002 is another matter")]
    [InlineData("x does not depend on T001")]
    [InlineData("Document that T002 depends on T001")]
    [InlineData("x depends on nothing")]
    [InlineData("x depends on specs/T001/plan.md")]
    [InlineData("x after the migration, see T002")]
    [InlineData("x that needs a model like T002's")]
    [InlineData("x (depends on the model of T001)")]
    [InlineData("x before T002")]
    [InlineData("x (depends on T4 templates)")]
    [InlineData("x (after Phase 9 of the moon)")]
    public void Words_in_a_running_sentence_are_no_dependency(string text)
    {
        var list = TasksText.Read([.. Five, $"- [ ] T009 {text}"]);
        list.Problems.Codes().ShouldBe("");
        list.Links().ShouldBe("");
    }

    [Fact]
    public void I_can_say_on_a_task_what_waits_for_it() =>
        TasksText.Read("- [ ] T002 [P] y (blocks T009)", "- [ ] T009 [P] z").Links().ShouldBe("T009: ~T002");

    [Theory]
    [InlineData("- [ ] T009 x (depends on T099)", "9:SKA004", "Add T099 or remove the dependency.")]
    [InlineData("- [ ] T009 x (depends on T0003)", "9:SKA004", "Did you mean T003?")]
    [InlineData("- [ ] T009 x (depends on T030)", "9:SKA004", "Did you mean T003?")]
    [InlineData("- [ ] T009 x (depends on T006)", "9:SKA004", "Did you mean T005?")]
    [InlineData("- [ ] T009 x (depends on T007)", "9:SKA004", "Add T007 or remove the dependency.")]
    [InlineData("- [ ] T009 x (depends on T-004)", "9:SKA004", "Did you mean T004?")]
    [InlineData("- [ ] T009 x (depends on T001-T077)", "9:SKA004", "Add T077 or remove the dependency.")]
    [InlineData("- [ ] T009 x (depends on T009)", "9:SKA006", "Remove this dependency.")]
    [InlineData("- [ ] t001 x", "9:SKA003", "Give one of the two another id, or put it into a code block if it is an example.")]
    public void Links_that_lead_nowhere_are_errors_with_a_proposal(string line, string code, string hint)
    {
        var list = TasksText.Read([.. Five, line]);
        list.Problems.Codes().ShouldBe(code);
        list.Problems.Single(problem => problem.Code == code[2..]).Hint.ShouldBe(hint);
    }

    [Theory]
    [InlineData("(depends on Phase 7)")]
    [InlineData("(depends on US9)")]
    public void A_phase_or_a_story_that_is_not_there_is_pointed_at(string text) =>
        TasksText.Read([.. Five, $"- [ ] T009 x {text}"]).Problems.Codes().ShouldBe("9:SKA107");

    [Fact]
    public void All_problems_come_at_once_in_the_order_of_the_file()
    {
        var list = TasksText.Read([
            .. Five,
            "- [ ] T001 again",
            "- [ ] T002 again (depends on T077, T078)",
            "## Dependencies",
            "T066 depends on T001",
        ]);
        list.Problems.Codes().ShouldBe("9:SKA003 10:SKA003 10:SKA004 10:SKA004");
        list.Problems.First(problem => problem.Code == "SKA003").Problem.ShouldBe("T001 is already the task of line 2.");
    }
}
