using FsCheck;
using FsCheck.Fluent;
using SpecKitExtension.Planning;
using SpecKitExtension.Tasks;
using SpecKitExtension.Tests.Support;

namespace SpecKitExtension.Tests.Tasks;

public class AnyBytesSpecs
{
    [Fact]
    public void Any_bytes_can_be_read_planned_and_ticked() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000).WithEndSize(200), Prop.ForAll(AnyTasks.Bytes(), before =>
            {
                var list = TasksText.Read(before);
                Planner.Make(list).Tasks.Count.ShouldBe(list.Tasks.Count);
                var open = list.Tasks.DistinctBy(task => task.Id).Where(task => !task.Done).ToList();
                var after = TaskCheckbox.Tick(before, open.Select(task => task.Id).ToHashSet(), TaskGrammar.Default);
                after.Length.ShouldBe(before.Length);
                Enumerable.Range(0, before.Length).Where(at => before[at] != after[at]).ShouldBe(open.Select(task => task.BoxOffset));
                TasksText
                    .Read(after)
                    .Tasks.Select(task => (task.Id, task.Line, task.Text))
                    .ShouldBe(list.Tasks.Select(task => (task.Id, task.Line, task.Text)));
            }));

    [Fact]
    public void A_sentence_of_the_section_starts_nothing_earlier_than_without_it_unless_it_is_of_the_grammar() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(1500).WithEndSize(60), Prop.ForAll(AnyTasks.Sentences(), sentence =>
            {
                var without = Starts(TasksText.Plan(AnyTasks.Stories));
                foreach (var form in (string[])[sentence, $"- {sentence}", $"  - {sentence}", $"  {sentence}", $"| {sentence} |"])
                {
                    var plan = TasksText.Plan([.. AnyTasks.Stories, form]);
                    plan.Problems.ShouldAllBe(problem => problem.Severity != Severity.Error);
                    var with = Starts(plan);
                    without.Keys.ShouldAllBe(id => without[id].IsSubsetOf(with[id]), form);
                }
            }));

    [Theory]
    [InlineData("- All user stories depend on Phase 2", true)]
    [InlineData("- All user stories sort of depend on Phase 2", false)]
    public void The_comparison_sees_what_starts_earlier(string line, bool isEarlier)
    {
        var (without, with) = (
            Starts(TasksText.Plan(AnyTasks.Stories)),
            Starts(
                TasksText.Plan([
                    .. AnyTasks.Stories.TakeWhile(other => !other.StartsWith("- User Story 2", StringComparison.Ordinal)),
                    line,
                ])
            )
        );
        without.Keys.Any(id => !without[id].IsSubsetOf(with[id])).ShouldBe(isEarlier);
    }

    [Fact]
    public void No_file_is_refused_but_for_duplicate_ids_and_typed_dependencies_that_are_unknown_or_form_a_circle() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(1500).WithEndSize(200), Prop.ForAll(AnyTasks.Bytes(), content =>
            {
                var plan = Planner.Make(TasksText.Read(content));
                foreach (var error in plan.Problems.Where(problem => problem.Severity == Severity.Error))
                {
                    error.Code.ShouldBeOneOf(
                        plan.List.Tasks.Count == 0 ? ["SKA001", "SKA002"] : ["SKA003", "SKA004", "SKA006", "SKA007", "SKA009"]
                    );
                    (error.Code == "SKA007" && plan.List.Dependencies.All(dependency => !dependency.Typed)).ShouldBeFalse();
                }
            }));

    /// <summary>For each task all those that have to be done before it.</summary>
    private static Dictionary<TaskId, HashSet<TaskId>> Starts(Plan plan)
    {
        var direct = plan.Tasks.ToDictionary(task => task.Item.Id, task => task.Predecessors.ToHashSet());
        for (var grown = true; grown;)
        {
            grown = false;
            foreach (var before in direct.Values)
            {
                var count = before.Count;
                before.UnionWith([.. before.SelectMany(id => direct[id])]);
                grown |= before.Count > count;
            }
        }

        return direct;
    }

    [Theory]
    [InlineData(">")]
    [InlineData("- ")]
    [InlineData("1. ")]
    [InlineData(" ")]
    [InlineData("\t")]
    [InlineData("[")]
    [InlineData("[a]: b\n")]
    [InlineData("[a]: b '\n")]
    [InlineData("`")]
    [InlineData("` `` ")]
    [InlineData("<!--")]
    [InlineData("`<!--")]
    [InlineData("<!-- -->")]
    [InlineData("        ```\n")]
    [InlineData("        ```x\n\n")]
    [InlineData("```\n    ```\n")]
    [InlineData("- [ ] ")]
    [InlineData("- [ ] T001 ")]
    [InlineData("- [ ] **")]
    [InlineData("- [ ] T001 x\n")]
    [InlineData("- [ ] T001 (depends on T001, ")]
    [InlineData("\n## Phase 1: A\n- [ ] T001 x")]
    [InlineData("## Dependencies\nT001 depends on T002\n")]
    [InlineData("depends on ")]
    [InlineData("src/a")]
    [InlineData("*")]
    [InlineData("_")]
    [InlineData("~~")]
    [InlineData("a/[b")]
    [InlineData("a{")]
    [InlineData("a:1")]
    [InlineData("\\a")]
    [InlineData("T001-")]
    [InlineData("(")]
    [InlineData("Phase 1, ")]
    [InlineData("after T001, ")]
    [InlineData("T001 → ")]
    [InlineData("T001 -> T005, ")]
    [InlineData("and ")]
    [InlineData("depends on\n- T001\n")]
    [InlineData("depends on T001 because ")]
    [InlineData("T001-T009, ")]
    [InlineData("Phase 1 requires Phase 2. ")]
    [InlineData("- Phase 1 depends on Phase 2\n")]
    [InlineData("| T001 | depends on |\n")]
    [InlineData("**Phase 1**\n\n- [ ] T001 x\n")]
    [InlineData("Core\n----\n\n")]
    [InlineData("src/{a,b}/")]
    [InlineData("a{b,c}")]
    [InlineData("`src/a b")]
    [InlineData("-")]
    [InlineData("not ")]
    [InlineData("### A (after T005)\n- [ ] T001 x\n")]
    [InlineData("- T005 blocks all\n")]
    [InlineData("US1 ")]
    [InlineData("[ASYNC")]
    [InlineData("[P] ")]
    [InlineData("# \n")]
    [InlineData("- a\n  ")]
    [InlineData("\0")]
    public void A_long_file_of_anything_is_read_in_a_moment(string fragment)
    {
        var noise = string.Concat(Enumerable.Repeat(fragment, 150_000 / fragment.Length));
        foreach (var prefix in new[] { "", "- [ ] T005 ", "## Dependencies\nT005 depends on ", "- [ ] T005 [P] x\n  " })
        {
            var clock = System.Diagnostics.Stopwatch.StartNew();
            Planner.Make(TasksText.Read(TasksText.Bytes(prefix + noise)));
            clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(20), $"{prefix}{fragment}…");
        }
    }

    [Fact]
    public void Deep_nesting_is_read_in_a_moment() =>
        TasksText
            .Read([.. Enumerable.Range(0, 1000).Select(depth => new string(' ', 2 * depth) + $"- [ ] T{depth} x")])
            .Tasks.Count.ShouldBe(1000);
}
