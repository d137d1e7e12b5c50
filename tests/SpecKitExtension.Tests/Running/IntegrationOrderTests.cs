using SpecKitExtension.Outcomes;
using SpecKitExtension.Running;

namespace SpecKitExtension.Tests.Running;

public sealed class IntegrationOrderTests
{
    private static readonly string[] Three = ["- [ ] T001 [ASYNC] a", "- [ ] T002 [ASYNC] b", "- [ ] T003 [ASYNC] c"];

    [Fact]
    public void Delivered_tasks_are_taken_in_the_order_of_the_file() =>
        Found(Views.Of(Three, task => task.Delivered()), "T003", "T001", "T002").ShouldBe("T001 T002 T003");

    [Fact]
    public void Without_names_all_delivered_and_sound_ones_are_taken() =>
        Found(Views.Of(Three, task => task.Id.Value switch
                    {
                        "T001" => task.Delivered(),
                        "T002" => task.Delivered().On("T009") with { RestsOn = ["T009"] },
                        _ => task,
                    }))
            .ShouldBe("T001");

    [Fact]
    public void A_ticked_task_is_passed_over() =>
        Found(Views.Of(["- [x] T001 [ASYNC] a", "- [ ] T002 [ASYNC] b"], task => task.Delivered().On()), "T001", "T002").ShouldBe("T002");

    [Fact]
    public void A_merged_task_only_gets_its_tick() =>
        Found(
                Views.Of(Three, task => task.Id.Value == "T001" ? task.Delivered() with { Git = new() { AttemptsInHead = [1] } } : task),
                "T001"
            )
            .ShouldBe("T001");

    [Fact]
    public void What_is_not_delivered_is_refused_by_name() =>
        Found(Views.Of(Three), "T002").ShouldBe("! T002 is not delivered (waiting for T001), so there is nothing to merge.");

    [Fact]
    public void A_base_that_nobody_has_accepted_is_refused_by_name() =>
        Found(Views.Of(Three, task => task.Id.Value == "T003" ? task.Delivered().On("T001", "T002") : task.Delivered()), "T003", "T001")
            .ShouldBe(
                "T001 ! T003 was built on T002, which is neither ticked nor named here. Name it too, or delete specs/f/task-003-async and run T003 again."
            );

    [Fact]
    public void Naming_all_of_them_is_accepting_them() =>
        Found(
                Views.Of(Three, task => task.Id.Value == "T003" ? task.Delivered().On("t001", "T002") : task.Delivered()),
                "T001",
                "T002",
                "T003"
            )
            .ShouldBe("T001 T002 T003");

    [Fact]
    public void A_rejected_delivery_is_not_accepted_by_naming_its_successor_in_title() =>
        Found(Views.Of(Three, task => task.Id.Value == "T002" ? task.Delivered().On("T001#1") : task.Delivered(attempt: 2)), "T001", "T002")
            .ShouldStartWith("T001 ! T002 was built on T001");

    [Fact]
    public void A_ticked_predecessor_is_accepted_whatever_its_branch() =>
        Found(
                Views.Of(["- [x] T001 [ASYNC] a", "- [ ] T002 [ASYNC] b"], task =>
                    task.Id.Value == "T002" ? task.Delivered().On("T001") : task
                ),
                "T002"
            )
            .ShouldBe("T002");

    [Fact]
    public void A_merged_predecessor_is_accepted_in_the_attempt_that_was_merged()
    {
        FeatureView With(int attempt) =>
            Views.Of(Three, task =>
                task.Id.Value == "T002" ? task.Delivered().On($"T001#{attempt}") : task with { Git = new() { AttemptsInHead = [2] } }
            );
        Found(With(2), "T002").ShouldBe("T002");
        Found(With(1), "T002").ShouldStartWith("! T002 was built on T001");
    }

    [Fact]
    public void What_is_incomplete_is_merged_only_by_name()
    {
        var view = Views.Of(Three, task => task.Id.Value switch
            {
                "T001" => Incomplete(task),
                "T002" => task.Delivered().On("T001"),
                _ => task.Delivered(),
            });
        Found(view)
            .ShouldBe(
                "T003 - T001 is left: left out big.bin. Name it to have it merged all the same. - T002 is left: it was built on T001."
            );
        Found(view, "T001", "T002").ShouldBe("T001 T002");

        static TaskView Incomplete(TaskView task) =>
            task.Delivered() with
            {
                Outcome = new Outcome.DeliveredIncomplete(Views.Hash('a'), new(1, ["big.bin"]), []),
            };
    }

    [Fact]
    public void Work_for_an_earlier_text_is_merged_only_as_it_is()
    {
        EarlierWork earlier = new("specs/f/old", Views.Hash('b'), Views.Hash('b'), 1);
        var view = Views.Of(Three, task => task.Id.Value == "T001"
                ? task with
                {
                    Outcome = new Outcome.Outdated("specs/f/old"),
                    Git = new() { Earlier = earlier },
                }
                : task);
        Found(view, "T001")
            .ShouldBe(
                "! T001 is Outdated: specs/f/old delivers an earlier text of this task; `run --retry` starts anew, `integrate --as-is` accepts it."
            );
        Found(view).ShouldBe("");
        var taken = IntegrationOrder.Find(view, Views.Ids("T001"), asIs: true).Tasks.ShouldHaveSingleItem();
        (taken.Branch, taken.Git.Tip, taken.Git.InHead).ShouldBe(("specs/f/old", Views.Hash('b'), false));
        IntegrationOrder.Find(view, Views.Ids("T002"), asIs: true).Refusals.ShouldHaveSingleItem();
    }

    [Fact]
    public void A_box_that_was_taken_back_is_ticked_only_as_it_is()
    {
        var view = Views.Of(Three, task => task.Id.Value == "T001"
                ? task with
                {
                    Outcome = new Outcome.TakenBack(),
                    Git = new() { TakenBack = true, Earlier = new("b", null, null, 1) },
                }
                : task);
        Found(view, "T001").ShouldStartWith("! T001 is TakenBack: its box was ticked once and is open again;");
        IntegrationOrder.Find(view, Views.Ids("T001"), asIs: true).Tasks.ShouldHaveSingleItem().Git.InHead.ShouldBeTrue();
    }

    private static string Found(FeatureView view, params string[] names)
    {
        var (tasks, refusals, left) = IntegrationOrder.Find(view, Views.Ids(names));
        return string.Join(
            ' ',
            tasks.Select(task => task.Id.Value).Concat(refusals.Select(refusal => $"! {refusal}")).Concat(left.Select(why => $"- {why}"))
        );
    }
}
