using FsCheck;
using FsCheck.Fluent;
using SpecKitExtension.Planning;
using SpecKitExtension.Tests.Support;

namespace SpecKitExtension.Tests.Planning;

public sealed class DirectEdgesSpecs
{
    [Fact]
    public void Direct_edges_lead_to_the_same_tasks_as_all_edges_and_none_is_redundant() => Prop.ForAll(AnyTasks.Lines(), lines =>
    {
        var plan = TasksText.Plan(lines);
        if (plan.HasErrors)
        {
            return;
        }

        var indices = plan.Tasks.Index().ToDictionary(task => task.Item.Item.Id, task => task.Index);
        List<IReadOnlyList<int>> all = [.. plan.Tasks.Select(task => task.Predecessors.Select(id => indices[id]).ToList())];
        var direct = DirectEdges.Of(plan);
        var (before, reduced) = (Closure(all), Closure(direct));
        for (var task = 0; task < plan.Tasks.Count; task++)
        {
            reduced[task].ShouldBe(before[task], ignoreOrder: true);
            direct[task].ShouldBeSubsetOf(all[task]);
            direct[task].Where(from => direct[task].Any(other => before[other].Contains(from))).ShouldBeEmpty();
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Five_thousand_tasks_that_all_wait_for_five_thousand_others_take_no_time() =>
        DirectEdges.Of(TasksText.Plan(["## Phase 1: A", .. Wave(10_000), "## Phase 2: B", .. Wave(20_000), "## Phase 3: C", .. Wave(30_000)]))[^1].Count.ShouldBe(5_000);

    private static IEnumerable<string> Wave(int first) => Enumerable.Range(first, 5_000).Select(number => $"- [ ] T{number} [P] [ASYNC] do");

    private static HashSet<int>[] Closure(IReadOnlyList<IReadOnlyList<int>> edges)
    {
        var closed = edges.Select(from => from.ToHashSet()).ToArray();
        for (var grown = true; grown;)
        {
            grown = false;
            foreach (var set in closed)
            {
                var count = set.Count;
                set.UnionWith([.. set.SelectMany(task => closed[task])]);
                grown |= set.Count > count;
            }
        }

        return closed;
    }
}
