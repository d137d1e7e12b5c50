using SpecKitExtension.Tasks;
using SpecKitExtension.Tests.Support;

namespace SpecKitExtension.Tests.Tasks;

/// <summary>Every row of the grammar's table.</summary>
public class GrammarSpecs
{
    [Theory]
    [InlineData("T001 [ASYNC] [P] [US1] other order", "T001", "P ASYNC US1", "other order")]
    [InlineData("T001 [US1] [P] [ASYNC] other order", "T001", "P ASYNC US1", "other order")]
    [InlineData("[P] [ASYNC] T001 x", "T001", "P ASYNC", "x")]
    [InlineData("[ASYNC] [T001] x", "T001", "ASYNC", "x")]
    [InlineData("**T009** [P] [ASYNC] x", "T009", "P ASYNC", "x")]
    [InlineData("`T011` [ASYNC] x", "T011", "ASYNC", "x")]
    [InlineData("T012: [ASYNC] x", "T012", "ASYNC", "x")]
    [InlineData("T001[P][ASYNC] x", "T001", "P ASYNC", "x")]
    [InlineData("**T010 [ASYNC] Title** rest", "T010", "ASYNC", "Title rest")]
    [InlineData("T013 Build api [ASYNC]", "T013", "ASYNC", "Build api")]
    [InlineData("T014a x", "T014a", "", "x")]
    [InlineData("T1000 x", "T1000", "", "x")]
    [InlineData("T-015 x", "T-015", "", "x")]
    [InlineData("T024.1 x", "T024.1", "", "x")]
    [InlineData("TDD-001 [P] [ASYNC] x", "TDD-001", "P ASYNC", "x")]
    [InlineData("TDD-R01 [RISK] x", "TDD-R01", "", "x")]
    [InlineData("T004 [async] x", "T004", "ASYNC", "x")]
    [InlineData("T016 Implement `[ASYNC]` parsing", "T016", "", "Implement `[ASYNC]` parsing")]
    [InlineData("T019 [Entity1] model", "T019", "", "[Entity1] model")]
    public void I_can_write_markers_in_any_order_and_dress(string words, string id, string markers, string text) =>
        ShouldRead(words, id, markers, text);

    [Theory]
    [InlineData("**T009**: x", "T009", "", "x")]
    [InlineData("**T009:** x", "T009", "", "x")]
    [InlineData("__T009__ x", "T009", "", "x")]
    [InlineData("_T009_ x", "T009", "", "x")]
    [InlineData("***T009*** x", "T009", "", "x")]
    [InlineData("~~T009 x~~", "T009", "", "x")]
    [InlineData("**[P] T009** x", "T009", "P", "x")]
    [InlineData("**T009** **[P]** **[ASYNC]** x", "T009", "P ASYNC", "x")]
    [InlineData("**[T009]** x", "T009", "", "x")]
    [InlineData("T009. x", "T009", "", "x")]
    [InlineData("T009) x", "T009", "", "x")]
    [InlineData("T009 - x", "T009", "", "x")]
    [InlineData("T009- x", "T009", "", "x")]
    [InlineData("T009 – x", "T009", "", "x")]
    [InlineData("T009 — x", "T009", "", "x")]
    [InlineData("T009—x", "T009", "", "x")]
    [InlineData("T009 [P] [ASYNC]: x", "T009", "P ASYNC", "x")]
    [InlineData("T009 .gitignore for builds", "T009", "", ".gitignore for builds")]
    [InlineData("T009 -v flag", "T009", "", "-v flag")]
    [InlineData("T009 x [ASYNC] [P]", "T009", "P ASYNC", "x")]
    [InlineData("T009 x **[ASYNC]**", "T009", "ASYNC", "x")]
    [InlineData("T009 x `[ASYNC]`", "T009", "", "x `[ASYNC]`")]
    [InlineData("T009 [US-2] x", "T009", "US2", "x")]
    [InlineData("t009 x", "t009", "", "x")]
    [InlineData("T009 x [ASYNC].", "T009", "ASYNC", "x")]
    [InlineData("T009 [P, ASYNC] x", "T009", "P ASYNC", "x")]
    [InlineData("T009 [ASYNC ] x", "T009", "ASYNC", "x")]
    [InlineData("T009 [ P ][ US1, ASYNC ] x", "T009", "P ASYNC US1", "x")]
    [InlineData(@"T009 \[P\] \[ASYNC\] x", "T009", "P ASYNC", "x")]
    [InlineData(@"\[T009\] \[ASYNC\] x", "T009", "ASYNC", "x")]
    [InlineData("[T009](tasks/T009.md) [P] [ASYNC] x", "T009", "P ASYNC", "x")]
    [InlineData("T009 🤖 [ASYNC] x", "T009", "", "🤖 [ASYNC] x", "SKA109")]
    [InlineData("T009 x (ASYNC)", "T009", "", "x (ASYNC)", "SKA109")]
    [InlineData("T009 [SYNC/ASYNC] x", "T009", "", "[SYNC/ASYNC] x", "SKA109")]
    [InlineData("T009 [async: agent] x", "T009", "", "[async: agent] x", "SKA109")]
    [InlineData("T009 Make the handler async", "T009", "", "Make the handler async")]
    [InlineData("T009 [SYNC] Explain ASYNC", "T009", "", "Explain ASYNC")]
    [InlineData("~~T009 [ASYNC] dropped~~", "T009", "", "dropped", "SKA110")]
    [InlineData("~~T009~~ [ASYNC] dropped", "T009", "", "dropped", "SKA110")]
    [InlineData("T009 [ASYNC] ~~dropped~~", "T009", "", "~~dropped~~", "SKA110")]
    [InlineData("T009 [ASYNC] ~~half~~ of it", "T009", "ASYNC", "~~half~~ of it")]
    [InlineData("T009 T010 x", "T009", "", "T010 x")]
    [InlineData("T009 [ASYNC]", "T009", "ASYNC", "", "SKA106")]
    [InlineData("T009\t[ASYNC]\tx", "T009", "ASYNC", "x")]
    [InlineData("T009 <!-- note --> [ASYNC] x <!-- [SYNC] -->", "T009", "ASYNC", "x")]
    [InlineData("T009 Ærøskøbing 🎉 [ASYNC]", "T009", "ASYNC", "Ærøskøbing 🎉")]
    public void I_can_write_the_id_as_people_do(string words, string id, string markers, string text, string problem = "") =>
        ShouldRead(words, id, markers, text, problem);

    [Theory]
    [InlineData("* [ ] T004 [async] x")]
    [InlineData("+ [ ] T004 [async] x")]
    [InlineData("1. [ ] T004 [async] x")]
    [InlineData("12) [ ] T004 [async] x")]
    [InlineData("\t- [ ] T004 [async] x")]
    [InlineData("      - [ ] T004 [async] x")]
    [InlineData("> - [ ] T004 [async] x")]
    [InlineData("> > - [ ] T004 [async] x")]
    [InlineData("-\t[ ]\tT004 [async] x")]
    [InlineData("- [ ]**T004** [async] x")]
    public void I_can_use_any_bullet_indentation_and_quote(string line)
    {
        var task = TasksText.Task(line);
        (task.Id.Value, task.Mode, task.Text).ShouldBe(("T004", TaskMode.Async, "x"));
    }

    [Theory]
    [InlineData("- [x] T026 ~~Write tests~~ — N/A", true, "~~Write tests~~ — N/A")]
    [InlineData("- [X] T026 x", true, "x")]
    [InlineData("- [ ] T026 x", false, "x")]
    public void I_can_see_what_is_done(string line, bool done, string text)
    {
        var task = TasksText.Task(line);
        (task.Done, task.Text).ShouldBe((done, text));
    }

    [Fact]
    public void A_task_with_both_modes_is_the_humans_and_I_am_told()
    {
        var list = TasksText.Read("- [ ] T018 [SYNC] [ASYNC] x");
        list.Tasks.ShouldHaveSingleItem().Mode.ShouldBe(TaskMode.Sync);
        list.Problems.Codes().ShouldBe("1:SKA101");
    }

    [Theory]
    [InlineData("- [ ] TXXX [P] Documentation updates in docs/")]
    [InlineData("- [ ] All tasks classified as [SYNC] or [ASYNC]")]
    [InlineData("- [ ] tasks.md generated by T001")]
    [InlineData("- [ ] Then T001 follows")]
    [InlineData("- [ ] T1234567 x")]
    [InlineData("- [ ] T01-2 x")]
    [InlineData("- [ ] T012ab x")]
    [InlineData("- [ ] UTF-16 and SHA256 and HTTP2")]
    [InlineData("- [ ] **Important** T001 x")]
    [InlineData("All - [ ] T001 x")]
    public void Prose_is_no_task(string line)
    {
        var list = TasksText.Read(line);
        list.Tasks.ShouldBeEmpty();
        list.Problems.Codes().ShouldBe("1:SKA001");
    }

    [Theory]
    [InlineData("-[ ] T021 x", "SKA102")]
    [InlineData("- [] T022 x", "SKA102")]
    [InlineData("- [ ]T023 x", "SKA102")]
    [InlineData("- [ ][P] T023 x", "SKA102")]
    [InlineData("- [  ] T023 x", "SKA102")]
    [InlineData("- [ ]\u00a0T023 x", "SKA102")]
    [InlineData("- **T-001**: x", "SKA103")]
    [InlineData("- [P] T001 x", "SKA103")]
    [InlineData("- [T001] x", "SKA103")]
    [InlineData("### T011 [ASYNC]", "SKA103")]
    [InlineData("### T011: Models", "SKA103")]
    [InlineData("• [ ] T007 x", "SKA102")]
    [InlineData("☐ T008 x", "SKA102")]
    [InlineData("- ☐ T008 x", "SKA102")]
    [InlineData("- [ ] Task T001: [SYNC] x", "SKA108")]
    [InlineData("- [ ] #T002 x", "SKA108")]
    [InlineData("- [ ] [T002 x", "SKA108")]
    [InlineData("- [ ] ✅ T003 x", "SKA108")]
    [InlineData("- [ ] 1.1 T004 x", "SKA108")]
    [InlineData("- [ ] <a id=\"t006\"></a>T006 x", "SKA108")]
    [InlineData("- [ ] Setup T006 [ASYNC] x", "SKA108")]
    [InlineData("- [ ] [ASYNC] Write the docs", "SKA108")]
    [InlineData("- [ ] TXXX [ASYNC] Write the docs", "SKA108")]
    public void A_line_that_was_meant_as_a_task_is_pointed_at(string line, string code)
    {
        var list = TasksText.Read("- [ ] T099 x", "", line);
        list.Ids().ShouldBe("T099");
        list.Problems.Codes().ShouldBe($"3:{code}");
        list.Problems.Single(problem => problem.Code == code).Severity.ShouldBe(Severity.Warning);
    }

    [Theory]
    [InlineData("- [ ] Task T099 is reviewed")]
    [InlineData("### T099 in detail")]
    [InlineData("## T012-T015: Models")]
    [InlineData("- [ ] Remember `[ASYNC]`")]
    public void A_line_about_a_task_is_not_pointed_at(string line) =>
        TasksText.Read("- [ ] T099 x", "", line).Problems.Codes().ShouldBe("");

    [Fact]
    public void A_list_of_known_ids_is_no_list_of_forgotten_boxes() =>
        TasksText.Read("- [ ] T001 x", "- [ ] T002 y", "## Parallel", "- T001 and T002 can run together").Problems.Codes().ShouldBe("");

    [Fact]
    public void I_can_choose_other_prefixes()
    {
        var grammar = TaskGrammar.Create(["ABC-", "X"]);
        var list = TaskListReader.Read("tasks.md", TasksText.Bytes("- [ ] ABC-12 a\n- [ ] X3 b\n- [ ] T004 c"), grammar);
        list.Ids().ShouldBe("ABC-12 X3");
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("T 1")]
    [InlineData("T1")]
    [InlineData(".*")]
    public void A_prefix_that_cannot_be_one_is_refused(string prefix) =>
        Should.Throw<ArgumentException>(() => TaskGrammar.Create([prefix])).Message.ShouldContain("cannot be a prefix");

    private static void ShouldRead(string words, string id, string markers, string text, string problem = "")
    {
        var list = TasksText.Read($"- [ ] {words}");
        var task = list.Tasks.ShouldHaveSingleItem();
        string[] found = [task.Parallel ? "P" : "", task.Mode == TaskMode.Async ? "ASYNC" : "", task.Story ?? ""];
        (task.Id.Value, string.Join(' ', found.Where(marker => marker.Length > 0)), task.Text).ShouldBe((id, markers, text));
        string.Join(' ', list.Problems.Where(found => found.Severity != Severity.Note).Select(found => found.Code)).ShouldBe(problem);
    }
}
