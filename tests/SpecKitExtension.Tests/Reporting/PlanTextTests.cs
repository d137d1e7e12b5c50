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

    [Theory, InlineData(null, false), InlineData(100, false), InlineData(60, true)]
    public void A_plan_reads_well(int? width, bool verbose) =>
        Snapshot.Matches(
            PlanText.For(Named(Albums), new(width, Unicode: true, Colours: false), verbose),
            (width is null ? "file" : $"width={width}") + (verbose ? "_verbose" : "")
        );

    [Fact]
    public void Eighty_tasks_fit_on_two_screens()
    {
        var lines = Enumerable
            .Range(1, 80)
            .Select(number =>
                $"{(number % 10 == 1 ? $"## Phase {number / 10 + 1}: Part\n" : "")}- [ ] T{number:000} {(number % 10 == 5 ? "" : "[P] ")}[ASYNC] Create a part of the whole with all that belongs to it in src/part-{number}.cs"
            );
        var text = PlanText.For(Named([.. lines]), new(100, Unicode: true, Colours: false), verbose: false).Split('\n');
        text.Length.ShouldBeLessThan(110);
        text.ShouldAllBe(line => line.Length <= 100);
    }

    [Fact]
    public void A_console_without_Unicode_gets_ASCII() =>
        PlanText
            .For(Named("- [ ] T001 [ASYNC] a in src/a.txt"), new(80, Unicode: false, Colours: false), verbose: true)
            .ShouldSatisfyAllConditions(
                text => text.ShouldAllBe(character => character < 128),
                text => text.ShouldContain("Wave 1\n  T001 ASYNC a in src/a.txt  can start now\n")
            );

    [Theory, InlineData(10), InlineData(40), InlineData(200)]
    public void Ids_branches_and_pods_are_never_broken(int width)
    {
        var text = PlanText.For(Named(Albums), new(width, Unicode: true, Colours: false), verbose: true);
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
        var plain = PlanText.For(Named(Albums), new(60, Unicode: true, Colours: false), verbose: true);
        var colourful = PlanText.For(Named(Albums), new(60, Unicode: true, Colours: true), verbose: true);
        colourful.ShouldContain("\e[32mT002\e[0m ASYNC ");
        System.Text.RegularExpressions.Regex.Replace(colourful, "\e\\[[0-9]+m", "").ShouldBe(plain);
    }

    [Fact]
    public void A_title_sends_nothing_to_the_terminal() =>
        PlanText
            .For(Named("## Phase 1: \u009b31mred", "- [ ] T001 [ASYNC] x \e]0;evil\a y in src/\e[31m.txt"), Screen.File, verbose: true)
            .ShouldSatisfyAllConditions(text => text.ShouldNotContain("\e"), text => text.ShouldNotContain("\u009b"));

    [Fact]
    public void Neither_does_a_folder() =>
        PlanText
            .For(
                new(
                    TasksText.Plan("- [ ] T001 [ASYNC] x", "- [ ] T001 y"),
                    "001-\e]0;evil\a",
                    "specs/001",
                    "specs/001-\e]0;evil\a\r/tasks.md",
                    _ => "specs/001-\u202e/task-1",
                    _ => null
                ),
                Screen.File,
                verbose: true
            )
            .ShouldAllBe(character => character == '\n' || (!char.IsControl(character) && character != '\u202e'));

    private static NamedPlan Named(params string[] lines) =>
        new(TasksText.Plan(lines), "001-photo-albums", "specs/001-photo-albums", "specs/001-photo-albums/tasks.md", Branch, task =>
            $"agent-{task.Id}"
        );

    private static string Branch(SpecKitExtension.Tasks.TaskItem task) =>
        BranchName.For(new("001-photo-albums"), task.Id, task.Text, BranchName.DefaultTemplate).Value;
}
