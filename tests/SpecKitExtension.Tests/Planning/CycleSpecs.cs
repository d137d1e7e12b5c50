using SpecKitExtension.Tasks;
using SpecKitExtension.Tests.Support;

namespace SpecKitExtension.Tests.Planning;

public class CycleSpecs
{
    [Theory]
    [InlineData(
        "- [ ] T020 [P] x (depends on T021)|- [ ] T021 [P] x (depends on T020)",
        "1: T020 → T021 → T020 wait for each other: T020 after T021 (line 1 says so); T021 after T020 (line 2 says so)."
    )]
    [InlineData(
        "- [ ] T001 [P] x (depends on T003)|- [ ] T002 [P] x (depends on T001)|- [ ] T003 [P] x (depends on T002)",
        "1: T001 → T003 → T002 → T001 wait for each other: T001 after T003 (line 1 says so); T003 after T002 (line 3 says so); T002 after T001 (line 2 says so)."
    )]
    [InlineData(
        "- [ ] T001 x (depends on T003)|- [ ] T002 x|- [ ] T003 x",
        "1: T001 → T003 → T001 wait for each other: T001 after T003 (line 1 says so); T003 after T001 (T001, on line 1, has no [P])."
    )]
    [InlineData(
        "- [ ] T001 [P] x (depends on T003)|- [ ] T002 [P] x|- [ ] T003 x",
        "1: T001 → T003 → T001 wait for each other: T001 after T003 (line 1 says so); T003 after T001 (T003, on line 3, has no [P])."
    )]
    [InlineData(
        "- [ ] T001 [P] x (depends on T003)|- [ ] T002 x|- [ ] T003 [P] x",
        "1: T001 → T003 → T001 wait for each other: T001 after T003 (line 1 says so); T003 after T001 (a task without [P] stands between them)."
    )]
    [InlineData(
        "## Phase 1: A|- [ ] T001 [P] x (depends on T003)|## Phase 2: B|- [ ] T002 x|## Phase 3: C|- [ ] T003 [P] x",
        "2: T001 → T003 → T001 wait for each other: T001 after T003 (line 2 says so); T003 after T001 (\"Phase 3: C\", on line 5, comes after \"Phase 1: A\")."
    )]
    [InlineData(
        "## Phase 1: A|- [ ] T001 [P] x (depends on Phase 2)|## Phase 2: B|- [ ] T002 x",
        "2: T001 → T002 → T001 wait for each other: T001 after T002 (line 2 says so); T002 after T001 (\"Phase 2: B\", on line 3, comes after \"Phase 1: A\")."
    )]
    public void A_cycle_is_an_error_that_says_why_each_task_waits(string lines, string problem)
    {
        var plan = TasksText.Plan(lines.Split('|'));
        plan.Waves.ShouldBeEmpty();
        var found = plan.Problems.Where(found => found.Severity == Severity.Error).ShouldHaveSingleItem();
        $"{found.Line}: {found.Problem}".ShouldBe(problem);
        found.Code.ShouldBe("SKA007");
    }

    [Fact]
    public void Separate_cycles_are_separate_errors()
    {
        var plan = TasksText.Plan(
            "- [ ] T001 [P] x (depends on T002)",
            "- [ ] T002 [P] x (depends on T001)",
            "- [ ] T003 [P] x",
            "- [ ] T004 x",
            "- [ ] T005 [P] x (depends on T006)",
            "- [ ] T006 [P] x (depends on T005)"
        );
        plan.Problems.Codes().ShouldBe("1:SKA007 5:SKA007");
    }

    [Theory]
    [InlineData("- [x] T001 [P] x (depends on T002)|- [ ] T002 [P] x (depends on T001)", "T002")]
    [InlineData("- [ ] T001 x (depends on T002)|- [x] T002 x", "T001")]
    [InlineData("- [ ] T001 x (depends on T002)|- [-] T002 x", "T001")]
    public void What_is_done_closes_no_cycle(string lines, string waves) => TasksText.Plan(lines.Split('|')).WavesText().ShouldBe(waves);
}
