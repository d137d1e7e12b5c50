using SpecKitExtension.Tests.Support;

namespace SpecKitExtension.Tests.Tasks;

/// <summary>The ways people write that a task waits, on its line, below it, and in the Dependencies section.</summary>
public class DependencyWordingSpecs
{
    private static readonly string[] Five = ["## Phase 1: One", "- [ ] T001 a", "- [ ] T002 b", "## Phase 2: User Story 1 - Two", "- [ ] T003 c", "- [ ] T004 d", "## Phase 3: Three", "- [ ] T005 e"];

    [Theory]
    [InlineData("x (after T002)", "T002")]
    [InlineData("x (requires T002)", "T002")]
    [InlineData("x (needs T002)", "T002")]
    [InlineData("x (waits for T002)", "T002")]
    [InlineData("x (deps: T002)", "T002")]
    [InlineData("x [depends: T002]", "T002")]
    [InlineData("x (depends T002)", "T002")]
    [InlineData("x depends_on: [T002]", "T002")]
    [InlineData("x **Depends**: T002", "T002")]
    [InlineData("x. Blocked by: T002", "T002")]
    [InlineData("x, prerequisites: T002", "T002")]
    [InlineData("x (prerequisite: the model of T002)", "T002")]
    [InlineData("x after T002", "T002")]
    [InlineData("x after tasks T001, T002 and T003 have landed", "T001 T002 T003")]
    [InlineData("x once T002 is merged, see T003", "T002")]
    [InlineData("x (not before T002)", "T002")]
    [InlineData("x (builds on T002)", "T002")]
    [InlineData("x (needs the model of T001, and T002)", "T001 T002")]
    [InlineData("x (depends on T001/T002)", "T001 T002")]
    [InlineData("x depends on T001, T002 and needs T003", "T001 T002 T003")]
    [InlineData("x (depends on T001; T002)", "T001 T002")]
    [InlineData("x (depends on T001. T002)", "T001 T002")]
    [InlineData("x (depends on T001 for types, then T002)", "T001 T002")]
    [InlineData("x (depends on T001 because of the schema, and T002)", "T001 T002")]
    [InlineData("x (depends on T001 (model), T002)", "T001 T002")]
    [InlineData("x (depends on T001,\n  T002)", "T001 T002")]
    [InlineData("x (depends on\n  T001)", "T001")]
    [InlineData("x. This depends\n  on T001 and T002.", "T001 T002")]
    [InlineData("x\n  **Depends on**:\n  - T001\n  - T002", "T001 T002")]
    [InlineData("x\n  - Depends on:\n    - T001 for its model\n    - T002\n  - Not on\n    - T003", "T001 T002")]
    [InlineData("x depends on T001\n  T002 is another matter", "T001")]
    [InlineData("x (depends on Phase 1)", "T002")]
    [InlineData("x (depends on US1)", "T004")]
    [InlineData("x (depends on User Story 1)", "T004")]
    [InlineData("x (after Phase 2, T001)", "T001 T004")]
    [InlineData("x (depends on One)", "T002")]
    [InlineData("x after the migration, see T002", "")]
    [InlineData("x that needs a model like T002's", "")]
    [InlineData("x, no longer requires T002", "")]
    [InlineData("x before T002", "")]
    [InlineData("Test that T001 requires T002", "")]
    [InlineData("Prepare specs/T002/before.md after review", "")]
    public void I_can_say_on_a_task_what_it_waits_for(string text, string expected)
    {
        var list = TasksText.Read([.. Five, $"- [ ] T009 {text}"]);
        list.Problems.ShouldBeEmpty();
        string.Join(' ', list.Find("T009").DependsOn.Select(id => id.Value).Order()).ShouldBe(expected);
    }

    [Theory]
    [InlineData("(blocks T009)")]
    [InlineData("(before T009)")]
    [InlineData("blocks T009")]
    [InlineData("(required by T009)")]
    [InlineData("(prerequisite for T009)")]
    public void I_can_say_on_a_task_what_waits_for_it(string text)
    {
        var list = TasksText.Read("- [ ] T001 [P] x", $"- [ ] T002 [P] y {text}", "- [ ] T009 [P] z");
        list.Problems.ShouldBeEmpty();
        TasksText.Ids(list.Find("T009").DependsOn).ShouldBe("T002");
    }

    [Theory]
    [InlineData("x (depends on T001, used by the code of T003)", "")]
    [InlineData("x (depends on US9)", "T009")]
    [InlineData("x (depends on Phase 7)", "T009")]
    [InlineData("x (depends on Phase 3)", "T009")]
    [InlineData("x (depends on T001; the rest of T003 is optional)", "T009")]
    [InlineData("Add dependencies: T3 stack", "T009")]
    [InlineData("x depends on T4 templates", "T009")]
    public void I_am_told_what_was_not_understood(string text, string warned)
    {
        var list = TasksText.Read([.. Five, $"- [ ] T009 {text}"]);
        list.Problems.Codes().ShouldBe(warned.Length > 0 ? "9:SKA107" : "");
    }

    [Theory]
    [InlineData("- T002 after T001", "T002: T001")]
    [InlineData("- T003 blocked by T001", "T003: T001")]
    [InlineData("- T004 requires T001", "T004: T001")]
    [InlineData("- T001 → T005", "T005: T001")]
    [InlineData("- T001 -> T003 -> T005", "T003: T001; T005: T003")]
    [InlineData("- Setup (T001, T002) → Core (T003)", "T003: T001 T002")]
    [InlineData("- T001 blocks T003, T004", "T003: T001; T004: T001")]
    [InlineData("- Tests (T001-T002) before implementation (T003-T004)", "T003: T001 T002; T004: T001 T002")]
    [InlineData("- T005 cannot start before T003", "T005: T003")]
    [InlineData("- T005 can start before T003", "")]
    [InlineData("- T003 and T004 can run in parallel after T001", "T003: T001; T004: T001")]
    [InlineData("- T003 depends on T001,\n  T002", "T003: T001 T002")]
    [InlineData("- T003 depends on:\n  - T001\n  - T002", "T003: T001 T002")]
    [InlineData("- T003\n  - depends on T001\n  - after T002", "T003: T001 T002")]
    [InlineData("- T003 depends on T001. It also needs T002", "T003: T001 T002")]
    [InlineData("- T003 depends on T001 but must wait for T002", "T003: T001 T002")]
    [InlineData("- T003 depends on T001 and T002 after the migration", "T003: T001 T002")]
    [InlineData("- T003 depends on T001 and may start after T002 is stable", "T003: T001 T002")]
    [InlineData("- T003 depends on T001, after T002", "T003: T001 T002")]
    [InlineData("- T004 depends on T001, T002 and needs T003", "T004: T001 T002 T003")]
    [InlineData("- T005 runs last (after T001–T004)", "T005: T001 T002 T003 T004")]
    [InlineData("- T003 blocks T004/T005; T001 blocks everything", "T002: T001; T004: T003; T005: T003")]
    [InlineData("```\nSetup (T001-T002)\n  → Tests (T003) ⚠️ FIRST\n  → Core (T004)\n```", "T003: T001 T002; T004: T003")]
    [InlineData("- T005 depends on Phase 1", "T005: T002")]
    [InlineData("- Phase 3 depends on T003", "T005: T003")]
    [InlineData("| Task | Depends on |\n|---|---|\n| T003 | T001, T002 |\n| T004 | — |", "T003: T001 T002")]
    [InlineData("| ID | File | Blocks |\n|---|---|---|\n| T001 | a.py | T003 |", "T003: T001")]
    [InlineData("```mermaid\ngraph TD\n  T001 --> T003\n  T001[Setup] --> T004 & T005\n```", "T003: T001; T004: T001; T005: T001")]
    [InlineData("```\nT001 → T002 → T005\n```", "T002: T001; T005: T002")]
    [InlineData("- neither T003 nor T004 depends on T003", "")]
    [InlineData("- All tasks of a story run after its tests", "")]
    public void I_can_say_in_the_section_what_waits(string lines, string expected)
    {
        var list = TasksText.Read([.. Five, "", "## Dependencies", "", .. lines.Split('\n')]);
        list.Problems.ShouldBeEmpty();
        string.Join("; ", list.Tasks.Where(task => task.DependsOn.Count > 0).Select(task => $"{task.Id}: {TasksText.Ids(task.DependsOn)}")).ShouldBe(expected);
    }

    [Fact]
    public void Who_blocks_all_others_is_waited_for_in_its_phase()
    {
        var list = TasksText.Read("## Phase 1: One", "- [ ] T001 [P] a", "- [ ] T002 [P] b", "- [ ] T003 [P] c", "## Phase 2: Two", "- [ ] T004 [P] d", "## Phase 3: Three", "- [ ] T005 [P] e", "## Dependencies", "- T002 blocks all other tasks", "- Phase 3 depends on Phase 2");
        string.Join(' ', list.Tasks.Select(task => task.DependsOn.Count)).ShouldBe("0 0 1 0 0");
        list.Phases[2].DependsOn.ShouldBe([0, 1]);
    }

    [Fact]
    public void A_heading_may_say_what_all_tasks_below_it_wait_for()
    {
        var list = TasksText.Read("## Phase 1: One", "- [ ] T001 [P] a", "### Rename (depends on T001)", "- [ ] T002 [P] b", "#### Tests", "- [ ] T003 [P] c", "### Rest", "- [ ] T004 [P] d");
        string.Join(' ', list.Tasks.Select(task => TasksText.Ids(task.DependsOn))).ShouldBe(" T001 T001 ");
    }

    [Theory]
    [InlineData("## Dependency Graph")]
    [InlineData("## Execution Order")]
    [InlineData("**Dependencies**:")]
    [InlineData("### Task dependencies")]
    public void The_section_has_many_names(string heading) =>
        TasksText.Ids(TasksText.Read([.. Five, "", heading, "", "- T003 depends on T001"]).Find("T003").DependsOn).ShouldBe("T001");

    [Theory]
    [InlineData("- After T001, T002 and T003 can start", 12)]
    [InlineData("- Implementation before polish (T005)", 12)]
    [InlineData("- T005 → T001", 12)]
    [InlineData("```\nT001\n ├── T003\n └── T004\n```", 14)]
    public void I_am_told_what_in_the_section_was_not_understood(string lines, int line) =>
        TasksText.Read([.. Five, "", "", "## Dependencies", .. lines.Split('\n')]).Problems.Codes().ShouldBe($"{line}:SKA107");

    [Fact]
    public void An_unknown_task_of_the_section_is_reported_once() =>
        TasksText.Read([.. Five, "## Dependencies", "- T042 depends on T001"]).Problems.Codes().ShouldBe("10:SKA005");
}
