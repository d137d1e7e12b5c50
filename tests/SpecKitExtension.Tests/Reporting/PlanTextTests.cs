using SpecKitExtension.Naming;
using SpecKitExtension.Planning;
using SpecKitExtension.Reporting;
using SpecKitExtension.Tests.Support;

namespace SpecKitExtension.Tests.Reporting;

public sealed class PlanTextTests
{
    private static readonly string[] Albums =
    [
        "## Phase 1: Setup",
        "- [x] T001 [SYNC] Decide on the store in docs/store.md",
        "- [ ] T002 [ASYNC] Create the project in src/album.csproj",
        "## Phase 2: User Story 1 - Albums",
        "- [ ] T003 [P] [ASYNC] Create the album model with its validation rules, its migrations and everything else that belongs to it in src/models/album.cs and tests/models/album.cs",
        "- [ ] T004 [P] [ASYNC] 写真アルバムを作成する in src/models/photo.cs 🎉",
        "- [ ] T005 [P] [ASYNC] Index the albums in src/models/album.cs",
        "- [ ] T006 [SYNC] Review the models",
    ];

    [Theory, InlineData(null), InlineData(80), InlineData(40)]
    public void A_plan_reads_well(int? width) => Snapshot.Matches(PlanText.For(Named(Albums), new(width, Unicode: true, Colours: false)), width is null ? "file" : $"width={width}");

    [Fact]
    public void A_console_without_Unicode_gets_ASCII_branches() =>
        PlanText.For(Named("- [ ] T001 [ASYNC] a in src/a.txt"), new(80, Unicode: false, Colours: false)).ShouldSatisfyAllConditions(
            text => text.ShouldAllBe(character => character < 128),
            text => text.ShouldContain("`- Wave 1\n   `- T001 ASYNC a in src/a.txt\n"));

    [Theory, InlineData(10), InlineData(40), InlineData(200)]
    public void Ids_branches_and_pods_are_never_broken(int width)
    {
        var text = PlanText.For(Named(Albums), new(width, Unicode: true, Colours: false));
        foreach (var task in Named(Albums).Plan.Tasks.Where(task => task.Wave is not null))
        {
            text.ShouldContain($"{task.Item.Id} ");
            if (task.Item.Mode == SpecKitExtension.Tasks.TaskMode.Async)
            {
                text.ShouldContain($" {Branch(task.Item)}\n");
                text.ShouldContain($" agent-{task.Item.Id}\n");
            }
        }
    }

    [Fact]
    public void Colours_change_nothing_else()
    {
        var plain = PlanText.For(Named(Albums), new(60, Unicode: true, Colours: false));
        var colourful = PlanText.For(Named(Albums), new(60, Unicode: true, Colours: true));
        colourful.ShouldContain("\e[32mT002 ASYNC \e[0m");
        System.Text.RegularExpressions.Regex.Replace(colourful, "\e\\[[0-9]+m", "").ShouldBe(plain);
    }

    [Fact]
    public void A_title_sends_nothing_to_the_terminal() =>
        PlanText.For(Named("## Phase 1: \u009b31mred", "- [ ] T001 [ASYNC] x \e]0;evil\a y in src/\e[31m.txt"), Screen.File).ShouldSatisfyAllConditions(
            text => text.ShouldNotContain("\e"),
            text => text.ShouldNotContain("\u009b"));

    [Fact]
    public void Neither_does_a_folder() =>
        PlanText.For(new(TasksText.Plan("- [ ] T001 [ASYNC] x", "- [ ] T001 y"), "001-\e]0;evil\a", "specs/001", "specs/001-\e]0;evil\a\r/tasks.md", _ => "specs/001-\u202e/task-1", _ => null), Screen.File)
            .ShouldAllBe(character => character == '\n' || (!char.IsControl(character) && character != '\u202e'));

    private static NamedPlan Named(params string[] lines) =>
        new(TasksText.Plan(lines), "001-photo-albums", "specs/001-photo-albums", "specs/001-photo-albums/tasks.md", Branch, task => $"agent-{task.Id}");

    private static string Branch(SpecKitExtension.Tasks.TaskItem task) => BranchName.For(new("001-photo-albums"), task.Id, task.Text, BranchName.DefaultTemplate).Value;
}
