using SpecKitExtension.Planning;
using SpecKitExtension.Tasks;
using SpecKitExtension.Tests.Support;

namespace SpecKitExtension.Tests.Planning;

public class StateSpecs
{
    [Theory]
    [InlineData("- [x] T009 [ASYNC] x", nameof(TaskState.Done), "ticked")]
    [InlineData("- [ ] T009 [ASYNC] x", nameof(TaskState.Ready), "can start now")]
    [InlineData("- [ ] T009 x", nameof(TaskState.Ready), "yours, can start now")]
    [InlineData("- [x] T001 x|- [ ] T009 [ASYNC] x", nameof(TaskState.Ready), "can start now")]
    [InlineData("- [ ] T001 [ASYNC] x|- [ ] T009 [ASYNC] x", nameof(TaskState.Waiting), "waiting for T001")]
    [InlineData(
        "- [ ] T001 [ASYNC] [P] x|- [ ] T002 [ASYNC] [P] x|- [ ] T009 [ASYNC] x",
        nameof(TaskState.Waiting),
        "waiting for T001, T002"
    )]
    [InlineData("- [ ] T001 [ASYNC] x|- [ ] T002 [ASYNC] x|- [ ] T009 [ASYNC] x", nameof(TaskState.Waiting), "waiting for T002")]
    [InlineData("- [ ] T001 [ASYNC] x|- [x] T002 x|- [ ] T009 [ASYNC] x", nameof(TaskState.Waiting), "waiting for T001")]
    [InlineData("- [ ] T001 x|- [ ] T009 [ASYNC] x", nameof(TaskState.Blocked), "blocked by T001 [SYNC]")]
    [InlineData("- [ ] T001 x|- [ ] T002 [ASYNC] x|- [ ] T009 [ASYNC] x", nameof(TaskState.Blocked), "blocked by T001 [SYNC]")]
    [InlineData("- [ ] T001 x|- [ ] T002 x|- [ ] T009 [ASYNC] x", nameof(TaskState.Blocked), "blocked by T002 [SYNC]")]
    [InlineData("- [ ] T001 [P] x|- [ ] T002 [P] x|- [ ] T009 [ASYNC] x", nameof(TaskState.Blocked), "blocked by T001 [SYNC], T002 [SYNC]")]
    [InlineData(
        "- [ ] T001 x|- [ ] T002 [P] [ASYNC] x|- [ ] T003 [P] x|- [ ] T009 [ASYNC] x",
        nameof(TaskState.Blocked),
        "blocked by T003 [SYNC]"
    )]
    [InlineData("- [ ] T001 [ASYNC] x|- [ ] T009 x", nameof(TaskState.Waiting), "waiting for T001")]
    [InlineData("- [ ] T001 x|- [ ] T009 x", nameof(TaskState.Waiting), "waiting for T001 [SYNC]")]
    [InlineData(
        "- [ ] T001 [P] [ASYNC] x|- [ ] T002 [P] [ASYNC] x (depends on T001)|- [ ] T009 [ASYNC] x",
        nameof(TaskState.Waiting),
        "waiting for T002"
    )]
    public void I_can_see_whether_a_task_can_start_and_why_not(string lines, string state, string reason)
    {
        var task = TasksText.Plan(lines.Split('|')).Find("T009");
        (task.State.ToString(), task.Reason).ShouldBe((state, reason));
    }

    [Fact]
    public void A_long_list_of_reasons_is_cut()
    {
        string[] lines = [.. Enumerable.Range(1, 20).Select(number => $"- [ ] T{number:000} [P] [ASYNC] x"), "- [ ] T099 [ASYNC] x"];
        TasksText.Plan(lines).Find("T099").Reason.ShouldBe("waiting for T001, T002, T003, T004, T005, T006, T007, T008 and more");
    }

    [Fact]
    public void Delivered_work_counts_as_done()
    {
        var list = TasksText.Read("- [ ] T001 [ASYNC] x", "- [x] T002 [ASYNC] x", "- [ ] T009 [ASYNC] x");
        var plan = Planner.Make(list, new HashSet<TaskId> { TaskId.FromGrammar("t001"), TaskId.FromGrammar("T002") });
        plan.Tasks.Select(task => (task.State, task.Reason, task.Wave))
            .ShouldBe([(TaskState.Done, "delivered", null), (TaskState.Done, "ticked", null), (TaskState.Ready, "can start now", 1)]);
    }

    [Fact]
    public void With_an_error_in_the_file_nothing_has_a_wave()
    {
        var plan = TasksText.Plan("- [x] T001 x", "- [ ] T002 x", "- [ ] T003 x (depends on T099)");
        plan.HasErrors.ShouldBeTrue();
        plan.Waves.ShouldBeEmpty();
        plan.Tasks.Select(task => (task.State, task.Reason, task.Wave))
            .ShouldBe([
                (TaskState.Done, "ticked", null),
                (TaskState.Waiting, "tasks.md has errors", null),
                (TaskState.Waiting, "tasks.md has errors", null),
            ]);
        TasksText.Ids(plan.Find("T003").Predecessors).ShouldBe("T002");
    }

    [Fact]
    public void A_warning_stops_nothing() => TasksText.Plan("- [ ] T001 [SYNC] [ASYNC] x").WavesText().ShouldBe("T001");
}
