using SpecKitExtension.Tests.Support;

namespace SpecKitExtension.Tests.Tasks;

public class PhaseSpecs
{
    [Fact]
    public void Tasks_belong_to_the_phase_above_them()
    {
        var list = TasksText.Read(
            "# Tasks: albums",
            "- [ ] T000 early",
            "## Phase 1: Setup",
            "- [ ] T001 x",
            "### Tests",
            "- [ ] T002 x",
            "# Phase 2: Foundational ##",
            "- [ ] T003 x",
            "### 🚀 **Phase 3.1**: Core",
            "- [ ] T004 x",
            "## Phase N: Polish",
            "- [ ] T005 x",
            "## Notes",
            "- [ ] T006 x",
            "#### Phase 9: too deep",
            "## Phases",
            "- [ ] T007 x"
        );
        list.Phases.Select(phase => (phase.Title, phase.Label(), phase.Line))
            .ShouldBe([
                ("", null, 0),
                ("Phase 1: Setup", "1", 3),
                ("Phase 2: Foundational", "2", 7),
                ("🚀 **Phase 3.1**: Core", "3.1", 9),
                ("Phase N: Polish", "N", 11),
                ("Notes", null, 13),
                ("Phases", null, 16),
            ]);
        list.Tasks.Select(task => task.Phase).ShouldBe([0, 1, 1, 2, 3, 4, 5, 6]);
    }

    [Fact]
    public void A_subsection_named_like_its_phase_is_no_new_phase()
    {
        var list = TasksText.Read("## Phase 3: Story", "- [ ] T001 x", "### Phase 3 tests", "- [ ] T002 x");
        list.Phases.Count.ShouldBe(1);
    }

    [Fact]
    public void Headings_in_code_and_comments_are_none()
    {
        var list = TasksText.Read(
            "## Phase 1: A",
            "```",
            "## Phase 2: B",
            "```",
            "<!--",
            "## Phase 3: C",
            "-->",
            "    ## Phase 4: D",
            "text",
            "---",
            "- [ ] T001 x"
        );
        list.Phases.Select(phase => phase.Title).ShouldBe(["Phase 1: A"]);
    }
}
