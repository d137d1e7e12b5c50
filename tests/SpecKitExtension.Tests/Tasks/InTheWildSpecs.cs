using System.Text;
using SpecKitExtension.Planning;
using SpecKitExtension.Tasks;
using SpecKitExtension.Tests.Support;

namespace SpecKitExtension.Tests.Tasks;

/// <summary>Kinds of lines of real files, with the right answer for each.</summary>
public class InTheWildSpecs
{
    private static readonly string[] Stories =
    [
        "## Phase 1: Setup",
        "- [ ] T001 [ASYNC] a",
        "## Phase 2: Foundational",
        "- [ ] T002 [ASYNC] b",
        "## Phase 3: User Story 1 - Store (Priority: P1)",
        "- [ ] T003 [ASYNC] c in panel.ts",
        "- [ ] T004 [ASYNC] c",
        "## Phase 4: User Story 2 - Views (Priority: P2)",
        "- [ ] T005 [ASYNC] d",
        "## Phase 5: User Story 3 - Print (Priority: P3)",
        "- [ ] T006 [ASYNC] e",
        "",
        "## Dependencies & Execution Order",
        "",
    ];

    [Theory]
    [InlineData("T001 Create the stub in tests/a.ts (expected to fail to import until T003 lands)", "T002 b", "T003 c")]
    [InlineData("T001 a", "T002 b", "T003 Write unit tests in tests/a.ts (tests should FAIL before T002)")]
    [InlineData("T001 Write docs/inventory.md; require T002 and T003 to use it as their scope", "T002 b", "T003 c")]
    [InlineData("T001 Write a.ts (returns [] until Phase 3 fills it)", "T002 Try it; re-run once Phase 3 lands", "T003 c")]
    public void Words_on_a_tasks_line_are_no_dependency_and_never_an_error(string first, string second, string third)
    {
        var plan = TasksText.Plan("## Phase 1: A", $"- [ ] {first}", "## Phase 2: B", $"- [ ] {second}", "## Phase 3: C", $"- [ ] {third}");
        plan.Problems.Codes().ShouldBe("");
        plan.List.Dependencies.ShouldBeEmpty();
        plan.WavesText().ShouldBe("T001 | T002 | T003");
    }

    [Theory]
    [InlineData("T002 and T003 can run in parallel with T001's tests once T001 lands")]
    [InlineData("T003 touches the same file as T002 so must run after T002 completes")]
    [InlineData("T002 and T003 parallel after T001 (T003 also after T001)")]
    [InlineData("T002-T003 depend on their interface (T002→T001, T003→T001)")]
    [InlineData("Phase 2: Depends on T001 (a.ts) — T003 can run in parallel")]
    [InlineData("Phase 3: Depends on Phase 1 (requires T002)")]
    [InlineData("T001/T002 alongside T003, though T002's own hooks depend on T003's endpoints")]
    public void Sentences_of_the_section_are_never_an_error_and_start_nothing_early(string line)
    {
        foreach (var form in (string[])[line, $"- {line}", $"- **Order**: {line}", $"1. {line}"])
        {
            var plan = TasksText.Plan(
                "## Phase 1: A",
                "- [ ] T001 [P] a",
                "## Phase 2: B",
                "- [ ] T002 [P] b",
                "## Phase 3: C",
                "- [ ] T003 [P] c",
                "",
                "## Dependencies",
                "",
                form
            );
            plan.Problems.Codes().ShouldBe("");
            plan.WavesText().ShouldBe("T001 | T002 | T003");
        }
    }

    [Theory]
    [InlineData("Depends on Phase 2 (needs US1)")]
    [InlineData("Depends on Phase 2, but needs US1's store")]
    [InlineData("Depends on Phase 2; blocked until US1 is done")]
    [InlineData("Depends on Phase 2; T004 first")]
    [InlineData("Depends on Phase 2 — start it once User Story 1 is merged")]
    [InlineData("Depends on Phase 2 — extends US1")]
    [InlineData("Depends on Phase 2 (needs `x`, T003) **and** on User Story 1's `panel.ts` existing (T003/T004)")]
    [InlineData("Depends on Phase 2\n- US2 needs US1's store")]
    [InlineData("Depends on Phase 2\n\n### Notes\n\nUS2: Requires User Story 1's models")]
    [InlineData("Depends on Phase 2\n\n### Parallel Opportunities\n\n- T005 consumes the output of T004")]
    [InlineData("Depends on Phase 2\n- US2需要US1的存储")]
    [InlineData("Depends on Phase 2\n- 阶段4需要阶段3")]
    [InlineData("Depends on Phase 2\n- US2 は US1 のストアを使う")]
    [InlineData("Depends on Phase 2\n- US2는 US1의 저장소가 필요하다")]
    [InlineData("Depends on Phase 2\n- Phase 4 braucht den Speicher aus Phase 3")]
    [InlineData("Depends on Phase 2\n- La fase 4 necesita la fase 3")]
    [InlineData("Depends on Phase 2\n- Фаза 4 использует хранилище из фазы 3")]
    [InlineData("Depends on Phase 2\n- For the views of US2 the store has to be there that is\n  built in US1")]
    [InlineData("Depends on Phase 2\n  (and what\n  User Story 1 builds)")]
    public void A_story_stays_behind_another_when_anything_says_so(string statement)
    {
        var plan = TasksText.Plan([.. Stories, .. $"- **Phase 4 (US2)**: {statement}".Split('\n')]);
        plan.Problems.Codes().ShouldBe("");
        plan.WavesText().ShouldBe("T001 | T002 | T003 | T004 | T005 | T006");
        plan.Problems.Notes().ShouldContain("SKA202");
    }

    [Theory]
    [InlineData("- User Stories (Phase 3-5): All depend on Phase 2", "T001 | T002 | T003 T005 T006 | T004")]
    [InlineData("- All user stories depend on Phase 2", "T001 | T002 | T003 T005 T006 | T004")]
    [InlineData("- US1, US2 and US3 depend on Phase 2", "T001 | T002 | T003 T005 T006 | T004")]
    [InlineData("- All user stories depend on Phase 2\n- US2 (P2): Depends on US1 (x must exist)", "T001 | T002 | T003 T006 | T004 | T005")]
    [InlineData("- US2: Depends on Phase 2. Independent of US1.", "T001 | T002 | T003 T005 | T004 | T006")]
    [InlineData("- Phase 4 can start after Phase 2", "T001 | T002 | T003 T005 | T004 | T006")]
    [InlineData("- Phases 3-5 all depend on Phase 2", "T001 | T002 | T003 T005 T006 | T004")]
    [InlineData("- US2 depends on Foundational", "T001 | T002 | T003 T005 | T004 | T006")]
    public void Stories_run_beside_each_other_when_they_say_so(string lines, string waves)
    {
        var plan = TasksText.Plan([.. Stories, .. lines.Split('\n')]);
        plan.Problems.Codes().ShouldBe("");
        plan.WavesText().ShouldBe(waves);
    }

    [Fact]
    public void A_doubled_box_is_a_task()
    {
        var list = TasksText.Read("- [ ] - [ ] T001 [ASYNC] a in src/a.ts", "- [x] - [X] T002 b");
        list.Ids().ShouldBe("T001 T002");
        list.Problems.Codes().ShouldBe("");
        list.Tasks.Select(task => task.Box).ShouldBe([TaskBox.Open, TaskBox.Ticked]);
        Encoding
            .UTF8.GetString(
                TaskCheckbox.Tick("- [ ] - [ ] T001 a"u8.ToArray(), new HashSet<TaskId> { list.Tasks[0].Id }, TaskGrammar.Default)
            )
            .ShouldBe("- [ ] - [X] T001 a");
    }

    [Fact]
    public void What_is_in_somebodys_hands_is_never_started_and_followers_wait()
    {
        var plan = TasksText.Plan("- [~] T001 [ASYNC] a", "- [ ] T002 [ASYNC] b");
        plan.Problems.Codes().ShouldBe("1:SKA112");
        plan.Tasks.Select(task => (task.State, task.Reason))
            .ShouldBe([(TaskState.Waiting, "in somebody's hands"), (TaskState.Blocked, "blocked by T001 [~]")]);
    }

    [Fact]
    public void What_is_dropped_holds_nobody_up()
    {
        var plan = TasksText.Plan("- [-] T001 [ASYNC] a", "- [ ] T002 [ASYNC] b");
        plan.Tasks.Select(task => (task.State, task.Reason)).ShouldBe([(TaskState.Done, "dropped"), (TaskState.Ready, "can start now")]);
    }

    [Fact]
    public void A_habit_gives_one_warning_a_file()
    {
        var list = TasksText.Read([.. Enumerable.Range(1, 83).Select(number => $"- [~] T{number:000} x")]);
        list.Problems.Codes().ShouldBe("1:SKA112");
        list.Problems[0].Problem.ShouldEndWith("So do lines 2, 3, 4, 5, 6 and 77 more.");
        TasksText.Read("## T001: a", "text", "## T002: b", "## T003: c", "- [ ] T009 x").Problems.Codes().ShouldBe("1:SKA103");
    }

    [Theory]
    [InlineData("T013a x", "T013a")]
    [InlineData("T012.5 x", "T012.5")]
    [InlineData("T1.1.1 x", "T1.1.1")]
    [InlineData("**T001** x", "T001")]
    [InlineData("T012: x", "T012")]
    public void Ids_have_many_forms(string words, string id) => TasksText.Task($"- [ ] {words}").Id.Value.ShouldBe(id);

    [Fact]
    public void Lists_nest_boxes_are_numbered_and_those_without_an_id_belong_to_the_task_above()
    {
        var list = TasksText.Read("1. [ ] T001 a", "   - [ ] T002 b", "     - [ ] with a title", "   - [ ] and a date", "2. [ ] T003 c");
        list.Ids().ShouldBe("T001 T002 T003");
        list.Tasks.Select(task => task.Description).ShouldBe(["a\n - [ ] and a date", "b\n- [ ] with a title", "c"]);
        list.Tasks[0].Raw.ShouldBe("1. [ ] T001 a\n - [ ] and a date");
    }

    [Theory]
    [InlineData("Describe the entities per data-model.md", "")]
    [InlineData("Check, run ./gradlew test", "")]
    [InlineData("Contracts of contracts/albums.yaml and specs/001-x/plan.md by .specify/memory/constitution.md", "")]
    [InlineData("Build src/app/(auth)/login/page.tsx", "src/app/(auth)/login/page.tsx")]
    [InlineData("Build app/api/[...nextauth]/route.ts", "app/api/[...nextauth]/route.ts")]
    [InlineData("Write `docs/my notes.md`", "docs/my notes.md")]
    public void Files_are_declared_and_documents_of_the_feature_are_not(string text, string files) =>
        string.Join(' ', TasksText.Task($"- [ ] T001 [P] {text}").Files).ShouldBe(files);

    [Theory]
    [InlineData("（依赖 T001）")]
    [InlineData("（T001 に依存）")]
    [InlineData("(hängt von T001 ab)")]
    [InlineData("using the model from T001")]
    [InlineData("依赖T001的模型")]
    public void A_task_that_names_another_and_does_not_wait_for_it_gets_a_note(string text)
    {
        var plan = TasksText.Plan("- [ ] T001 [P] [ASYNC] a", "- [ ] T002 [P] [ASYNC] b", $"- [ ] T003 [P] [ASYNC] c {text}");
        plan.Problems.Codes().ShouldBe("");
        var note = plan.Problems.ShouldHaveSingleItem();
        $"{note.Line}:{note.Code} {note.Problem} {note.Hint}".ShouldBe(
            "3:SKA201 T003 names T001 but does not wait for it. If it has to, write `(depends on T001)`."
        );
        TasksText.Plan("- [ ] T001 [ASYNC] a", $"- [ ] T003 [P] [ASYNC] c {text}").Problems.ShouldBeEmpty();
        TasksText.Plan("- [x] T001 [P] [ASYNC] a", $"- [ ] T003 [P] [ASYNC] c {text}").Problems.ShouldBeEmpty();
    }

    [Fact]
    public void A_file_without_any_ASYNC_gets_a_hint_how_to_mark_tasks()
    {
        var note = TasksText.Plan("# Tasks", "- [x] T001 a", "- [ ] T002 b").Problems.ShouldHaveSingleItem();
        $"{note.Line}:{note.Code} {note.Hint}".ShouldBe("3:SKA203 Mark what an agent can do alone: `- [ ] T002 [ASYNC] …`.");
        TasksText.Plan("- [ ] T001 [SYNC] a").Problems.ShouldBeEmpty();
    }
}
