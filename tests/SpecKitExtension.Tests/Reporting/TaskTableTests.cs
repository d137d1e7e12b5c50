using SpecKitExtension.Naming;
using SpecKitExtension.Outcomes;
using SpecKitExtension.Reporting;
using SpecKitExtension.Running;
using SpecKitExtension.Tests.Support;

namespace SpecKitExtension.Tests.Reporting;

public sealed class TaskTableTests
{
    [Theory, InlineData(null), InlineData(40), InlineData(80), InlineData(140), InlineData(300)]
    public void Tasks_fit_their_terminal(int? width) =>
        Snapshot.Matches(TaskTable.Of(Tasks(), new(width, Unicode: true, Colours: false)), width is null ? "file" : $"width={width}");

    [Fact]
    public void A_branch_that_somebody_else_has_named_sends_nothing_to_the_terminal() =>
        TaskTable
            .Of(Tasks().Select(task => task with { Branch = "specs/001-a/task-002-\u202e\u009b31m-async" }), Screen.File)
            .ShouldAllBe(character => character == '\n' || (!char.IsControl(character) && character != '\u202e'));

    [Fact]
    public void Every_id_has_a_colour_however_long_its_number_is() =>
        Enumerable
            .Range(1, 60)
            .ShouldAllBe(digits =>
                new TaskColours(true)
                    .Prefix(SpecKitExtension.Tasks.TaskId.FromGrammar($"T{new string('9', digits)}"))
                    .StartsWith("\e[", StringComparison.Ordinal)
            );

    private static IEnumerable<TaskView> Tasks()
    {
        var plan = TasksText.Plan(
            "- [x] T001 [SYNC] Decide on the store in docs/store.md",
            "- [ ] T002 [P] [ASYNC] Create the album model with its validation rules, its migrations and everything else in src/models/album.cs",
            "- [ ] T003 [P] [ASYNC] Create the photo model in src/models/photo.cs",
            "- [ ] T004 [SYNC] Review the models"
        );
        Outcome?[] outcomes =
        [
            new Outcome.Delivered(null),
            new Outcome.Delivered(new('a', 40)),
            new Outcome.AgentFailed("the model's service did not answer: 503 Service Unavailable, tried 5 times")
            {
                SalvageRef = "specs/001-a/task-003-x-async-salvage-1",
            },
            null,
        ];
        return plan.Tasks.Zip(outcomes, (task, outcome) =>
            new TaskView(
                task,
                BranchName.For(new("001-a"), task.Item.Id, task.Item.Text, BranchName.DefaultTemplate).Value,
                null,
                new(),
                outcome,
                outcome is null ? 0 : 1
            )
        );
    }
}
