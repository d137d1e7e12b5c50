using SpecKitExtension.Tests.Support;

namespace SpecKitExtension.Tests.Planning;

public class CycleSpecs
{
    [Theory]
    [InlineData(
        "- [ ] T020 [P] x (depends on T021)|- [ ] T021 [P] x (depends on T020)",
        "1: T020 → T021 → T020 wait for each other: T020 depends on T021; T021 depends on T020.")]
    [InlineData(
        "- [ ] T001 [P] x (depends on T003)|- [ ] T002 [P] x (depends on T001)|- [ ] T003 [P] x (depends on T002)",
        "1: T001 → T003 → T002 → T001 wait for each other: T001 depends on T003; T003 depends on T002; T002 depends on T001.")]
    [InlineData(
        "- [ ] T001 x (depends on T003)|- [ ] T002 x|- [ ] T003 x",
        "1: T001 → T003 → T001 wait for each other: T001 depends on T003; T003 comes after T001, which has no [P].")]
    [InlineData(
        "- [ ] T001 [P] x (depends on T003)|- [ ] T002 [P] x|- [ ] T003 x",
        "1: T001 → T003 → T001 wait for each other: T001 depends on T003; T003 comes after T001 and has no [P].")]
    [InlineData(
        "- [ ] T001 [P] x (depends on T003)|- [ ] T002 x|- [ ] T003 [P] x",
        "1: T001 → T003 → T001 wait for each other: T001 depends on T003; T003 comes after T001, with a task without [P] between them.")]
    [InlineData(
        "## Phase 1: A|- [ ] T001 [P] x (depends on T003)|## Phase 2: B|- [ ] T002 x|## Phase 3: C|- [ ] T003 [P] x",
        "2: T001 → T003 → T001 wait for each other: T001 depends on T003; \"Phase 3: C\" comes after \"Phase 1: A\".")]
    [InlineData(
        "## Phase 1: A|- [ ] T001 x|## Phase 2: B|- [ ] T002 x|## Phase 3: C|- [ ] T003 x|## Dependencies|- Phase 2 depends on Phase 3",
        "4: T002 → T003 → T002 wait for each other: \"Phase 2: B\" depends on \"Phase 3: C\"; \"Phase 3: C\" comes after \"Phase 2: B\".")]
    public void A_cycle_is_an_error_that_says_why_each_task_waits(string lines, string problem)
    {
        var plan = TasksText.Plan(lines.Split('|'));
        plan.Waves.ShouldBeEmpty();
        var found = plan.Problems.ShouldHaveSingleItem();
        $"{found.Line}: {found.Problem}".ShouldBe(problem);
        found.Code.ShouldBe("SKA007");
    }

    [Fact]
    public void Separate_cycles_are_separate_errors()
    {
        var plan = TasksText.Plan(
            "- [ ] T001 [P] x (depends on T002)", "- [ ] T002 [P] x (depends on T001)", "- [ ] T003 [P] x", "- [ ] T004 x",
            "- [ ] T005 [P] x (depends on T006)", "- [ ] T006 [P] x (depends on T005)");
        plan.Problems.Codes().ShouldBe("1:SKA007 5:SKA007");
    }

    [Fact]
    public void A_phase_may_wait_for_a_later_one_that_does_not_wait_for_it()
    {
        var plan = TasksText.Plan(
            "## Phase 1: A", "- [ ] T001 x", "## Phase 2: B", "- [ ] T002 x in a.py", "## Phase 3: C", "- [ ] T003 x in a.py",
            "## Dependencies", "- Phase 2 depends on Phase 3", "- Phase 3 depends on Phase 1");
        plan.Problems.ShouldBeEmpty();
        plan.WavesText().ShouldBe("T001 | T003 | T002");
        plan.Find("T002").Notes.ShouldBeEmpty();
    }
}
