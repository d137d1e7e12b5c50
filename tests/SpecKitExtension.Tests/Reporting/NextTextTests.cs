using System.Text;
using SpecKitExtension.Agents;
using SpecKitExtension.Outcomes;
using SpecKitExtension.Reporting;
using SpecKitExtension.Tests.Running;

namespace SpecKitExtension.Tests.Reporting;

/// <summary>What a model reads to know what is next.</summary>
public sealed class NextTextTests
{
    [Fact]
    public void I_see_what_to_start_what_is_mine_what_runs_and_what_has_ended()
    {
        string[] lines =
        [
            "- [x] T001 Decide",
            "- [ ] T002 [P] [ASYNC] a",
            "- [ ] T003 [P] [ASYNC] b",
            "- [ ] T004 [P] Review the \e[31mmodels",
            "- [ ] T005 [P] [ASYNC] c",
            "- [ ] T006 [P] [ASYNC] d",
            "- [ ] T007 [P] [ASYNC] e",
            "- [ ] T008 [ASYNC] f",
        ];
        var view = Views.Of(lines, task => task.Id.Value switch
            {
                "T002" => task.Delivered(),
                "T003" => task with
                {
                    Outcome = new Outcome.AgentFailed("the tests do not pass") { SalvageRef = "specs/f/task-003-salvage-1" },
                },
                "T005" => task with { Agent = Views.Agent("T005", AgentPhase.Working) },
                _ => task,
            });
        NextText
            .For(view with { Agents = [Views.Agent("T005", AgentPhase.Working)] }, maxParallel: 2)
            .ShouldBe(
                """
                start: T006
                yours: T004 Review the ␛[31mmodels
                running: T005 working
                delivered, to be reviewed and integrated: T002
                failed: T003 AgentFailed the tests do not pass; work so far: specs/f/task-003-salvage-1
                waiting: 1 task, the first is T008: blocked by T004 [SYNC]
                done: 1 of 8

                """
            );
    }

    [Theory]
    [InlineData("- [ ] T{0:000} [P] [ASYNC] {1}", "")]
    [InlineData("- [ ] T{0:000} [P] [ASYNC] {1}", "live")]
    [InlineData("- [ ] T{0:000} [P] [ASYNC] {1}", "failed")]
    [InlineData("- [ ] T{0:000} [P] [ASYNC] {1}", "delivered")]
    [InlineData("- [ ] T{0:000} [P] [ASYNC] {1}", "mixed")]
    [InlineData("- [ ] T{0:000} [P] {1}", "")]
    [InlineData("- [ ] T{0:000} [ASYNC] {1}", "")]
    public void Three_hundred_tasks_take_at_most_forty_lines_and_four_kilobytes(string form, string kind)
    {
        var title = string.Concat(Enumerable.Repeat("写真アルバムを作成する 🎉 ", 20));
        string[] lines =
        [
            .. Enumerable
                .Range(1, 300)
                .Select(number => string.Format(null, number % 4 == 0 && kind == "mixed" ? "- [ ] T{0:000} [P] {1}" : form, number, title)),
        ];
        var count = 0;
        var view = Views.Of(lines, task => (kind == "mixed" ? new[] { "live", "failed", "delivered" }[count++ % 3] : kind) switch
            {
                "live" => task with { Agent = Views.Agent(task.Id.Value, AgentPhase.Working) },
                "failed" => task with { Outcome = new Outcome.AgentFailed(title) { SalvageRef = title } },
                "delivered" => task.Delivered(),
                _ => task,
            });
        var text = NextText.For(view, maxParallel: 1000);
        text.Split('\n').Length.ShouldBeLessThanOrEqualTo(NextText.MostLines + 1);
        Encoding.UTF8.GetByteCount(text).ShouldBeLessThanOrEqualTo(NextText.MostBytes);
    }
}
