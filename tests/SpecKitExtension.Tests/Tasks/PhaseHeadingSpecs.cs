using SpecKitExtension.Tests.Support;

namespace SpecKitExtension.Tests.Tasks;

/// <summary>Which headings begin something that waits for what stands above.</summary>
public class PhaseHeadingSpecs
{
    [Theory]
    [InlineData("## Final Phase: Polish")]
    [InlineData("## Polish & Cross-Cutting")]
    [InlineData("## Phase One")]
    [InlineData("## Phase I")]
    [InlineData("## Phase A")]
    [InlineData("## Phase: X")]
    [InlineData("## Phase-1")]
    [InlineData("## Phase #1")]
    [InlineData("## Stage 1")]
    [InlineData("## User Story 1")]
    [InlineData("## 1. Setup")]
    [InlineData("# Appendix")]
    [InlineData("**Phase 2: Core**")]
    [InlineData("__Phase 2__:")]
    [InlineData("Phase 2: Core\n---")]
    [InlineData("Core\n-----")]
    [InlineData("Core\n=====")]
    public void Tasks_below_another_heading_of_a_phase_wait(string heading) =>
        TasksText.Plan("## Phase 0: Before", "- [ ] T001 [P] a", "", heading, "", "- [ ] T002 [P] b").WavesText().ShouldBe("T001 | T002");

    [Theory]
    [InlineData("### Tests for User Story 1")]
    [InlineData("#### Phase 9")]
    [InlineData("**Tests**")]
    [InlineData("**Goal**: Phase 2 works")]
    [InlineData("Some text\n---")]
    [InlineData("## Notes\n\n## Phase 0: Before\n\n### More")]
    public void What_is_no_heading_of_a_phase_divides_nothing(string line) =>
        TasksText
            .Read("## Phase 0: Before", "- [ ] T001 [P] a", "", line, "", "- [ ] T002 [P] b")
            .Phases.Select(phase => phase.Title)
            .Distinct()
            .ShouldBe(["Phase 0: Before"]);

    [Theory]
    [InlineData("## Setup|- [ ] T001 [P] a|## Core|- [ ] T002 [P] b", "T001 | T002")]
    [InlineData("# Tasks: x|## Setup|- [ ] T001 [P] a|### More|- [ ] T002 [P] b|## Core|- [ ] T003 [P] c", "T001 T002 | T003")]
    [InlineData("# Feature|## Tasks|### Setup|- [ ] T001 [P] a|### Core|- [ ] T002 [P] b|## Notes|none", "T001 | T002")]
    [InlineData("# Setup|- [ ] T001 [P] a|# Core|- [ ] T002 [P] b", "T001 | T002")]
    [InlineData("- [ ] T001 [P] a|## Core|- [ ] T002 [P] b", "T001 | T002")]
    [InlineData("# Tasks: x|- [ ] T001 [P] a|- [ ] T002 [P] b|## Notes|none", "T001 T002")]
    [InlineData("**Phase 1: Setup**|- [ ] T001 [P] a|**Phase 2: Core**|- [ ] T002 [P] b", "T001 | T002")]
    public void Without_phases_the_highest_headings_that_divide_the_tasks_are_phases(string lines, string waves) =>
        TasksText.Plan(lines.Split('|')).WavesText().ShouldBe(waves);

    [Fact]
    public void Sections_without_tasks_are_no_phases_even_when_they_name_some()
    {
        var list = TasksText.Read(
            "## Phase 1: A",
            "- [ ] T001 a",
            "## Phase 2: B",
            "- [ ] T002 b",
            "## Phase 3: C",
            "- [ ] T003 c",
            "## Dependencies & Execution Order",
            "- Phase 3 depends on Phase 1",
            "## Implementation Strategy",
            "### Phase 1: MVP first",
            "text",
            "**Phase 2: then**",
            "## Parallel Example: User Story 1",
            "## Notes"
        );
        list.Phases.Select(phase => phase.Title).ShouldBe(["Phase 1: A", "Phase 2: B", "Phase 3: C"]);
        list.Phases[2].WaitsFor.ShouldBe([0]);
    }

    [Fact]
    public void Phases_without_a_number_can_be_narrowed_by_name()
    {
        var list = TasksText.Read(
            "## 1. Setup",
            "- [ ] T001 a",
            "## User Story 1",
            "- [ ] T002 b",
            "## User Story 2",
            "- [ ] T003 c",
            "## Dependencies",
            "- US2 depends on Setup"
        );
        list.Phases[2].WaitsFor.ShouldBe([0]);
    }

    [Fact]
    public void Who_waits_for_a_phase_waits_for_its_appendix() =>
        TasksText
            .Read(
                "## Phase 1: A",
                "- [ ] T001 a",
                "## More of A",
                "- [ ] T002 b",
                "## Phase 2: B",
                "- [ ] T003 c",
                "## Phase 3: C",
                "- [ ] T004 d",
                "## Dependencies",
                "- Phase 3 depends on Phase 1"
            )
            .Phases[3]
            .WaitsFor.ShouldBe([0, 1]);
}
