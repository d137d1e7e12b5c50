using SpecKitExtension.Tests.Support;

namespace SpecKitExtension.Tests.Tasks;

/// <summary>A phase runs beside others only when everything that is said about it allows that.</summary>
public class NarrowingSpecs
{
    private static readonly string[] Four =
    [
        "## Phase 1: Setup", "- [ ] T001 a", "- [ ] T002 a", "## Phase 2: Foundational", "- [ ] T003 b", "## Phase 3: User Story 1 - X", "- [ ] T004 c", "- [ ] T005 c",
        "## Phase 4: User Story 2 - Y", "- [ ] T006 d", "- [ ] T007 d", "## Dependencies",
    ];

    [Theory]
    [InlineData("- Phase 4 depends on Phase 1", "1", "")]
    [InlineData("- Phase 4 depends on Phase 1 and T003", "1", "T006: T003")]
    [InlineData("- Phase 4: depends on Phase 1 (T001, T002) and T004", "1", "T006: T004")]
    [InlineData("- Phase 4, T005 depends on Phase 1", "1", "T005: T002")]
    [InlineData("- Phase 4 depends on Phase 1\n- T006 depends on Phase 3", "1", "T006: T005")]
    [InlineData("- Phase 4 depends on Phase 1\n- Phase 4 requires Phase 3", "1 3", "")]
    [InlineData("- Phase 4 depends on Phase 1\n- Phase 3 blocks Phase 4", "1 3", "")]
    [InlineData("- Phase 4 depends on Phase 1\n- Phase 3 → Phase 4", "1 3", "")]
    [InlineData("- Phase 4 depends on Phase 1\n- US2 can start after US1", "1 3", "")]
    [InlineData("- Phase 4 depends on Phase 1. Phase 4 must also wait for Phase 3.", "1 3", "")]
    [InlineData("- Phase 4 depends on Phase 1 but must wait for Phase 3", "1 3", "")]
    [InlineData("- Phase 4 depends on Phase 1. It also requires Phase 3.", "1 3", "")]
    [InlineData("- Phase 4 depends on Phase 1\n- Foundational (Phase 2): BLOCKS all user stories", "1 2", "")]
    [InlineData("- Phase 4 depends on Phase 1\n- User Stories (Phase 3+): All depend on Foundational phase completion", "1 2", "")]
    [InlineData("- Phase 4 depends on Phase 1\n  - and on Phase 3", "", "")]
    [InlineData("- Phase 4 depends on Phase 1\n- Start with Phase 4 when Phase 3 is finished", "", "")]
    [InlineData("- Phase 4 depends on Phase 1\n- Before Phase 4 begins, Phase 3 must be done", "", "")]
    [InlineData("- Phase 4 depends on Phase 1\n- Models in Phase 4 depend on Phase 3", "", "")]
    [InlineData("- Phase 4 depends on Phase 1\n- Phase 4 depends on all previous phases", "", "")]
    [InlineData("- Phase 4 depends on Phase 1; it can run in parallel with Phase 3", "1", "")]
    [InlineData("- Phase 4 depends on Phase 1\n  - May integrate with US1", "1", "")]
    [InlineData("- Phase 4 depends on Phase 1, and on Phase 2", "1 2", "")]
    [InlineData("| Phase | Depends on |\n|---|---|\n| Phase 4 | Phase 1 |", "", "")]
    public void A_phase_is_narrowed_as_far_as_all_sentences_allow(string lines, string waits, string links)
    {
        var list = TasksText.Read([.. Four, .. lines.Split('\n')]);
        list.Problems.ShouldBeEmpty();
        string.Join(' ', list.Phases[3].DependsOn?.Select(phase => phase + 1) ?? []).ShouldBe(waits);
        string.Join("; ", list.Tasks.Where(task => task.DependsOn.Count > 0).Select(task => $"{task.Id}: {TasksText.Ids(task.DependsOn)}")).ShouldBe(links);
    }
}
