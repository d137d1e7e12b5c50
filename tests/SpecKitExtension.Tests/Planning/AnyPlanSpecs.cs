using FsCheck;
using FsCheck.Fluent;
using SpecKitExtension.Planning;
using SpecKitExtension.Tasks;
using SpecKitExtension.Tests.Support;

namespace SpecKitExtension.Tests.Planning;

public class AnyPlanSpecs
{
    private static readonly Config Thorough = Config.QuickThrowOnFailure.WithMaxTest(1500).WithEndSize(40);

    [Fact]
    public void In_any_plan_each_open_task_has_one_wave_behind_its_predecessors_and_shares_no_file_there() =>
        Check.One(Thorough, Prop.ForAll(AnyTasks.Lines(), lines =>
            {
                var plan = TasksText.Plan(lines);
                if (plan.HasErrors)
                {
                    plan.Problems.Where(problem => problem.Severity == Severity.Error).ShouldAllBe(problem => problem.Code == "SKA007");
                    plan.Tasks.ShouldAllBe(task => task.Wave == null);
                    plan.Waves.ShouldBeEmpty();
                    return;
                }

                var open = plan.Tasks.Where(task => !task.Item.Done).ToList();
                plan.Waves.SelectMany(wave => wave)
                    .Order(Comparer<TaskId>.Create((a, b) => string.CompareOrdinal(a.Value, b.Value)))
                    .ShouldBe(open.Select(task => task.Item.Id));
                plan.Waves.ShouldAllBe(wave => wave.Count > 0);
                Dictionary<TaskId, int> levels = [];
                foreach (var task in plan.Tasks)
                {
                    Level(plan, task.Item.Id, levels);
                    task.Wave.ShouldBe(task.Item.Done ? null : levels[task.Item.Id]);
                    task.Predecessors.ShouldBeUnique();
                    (task.State == TaskState.Ready).ShouldBe(task.Wave == 1);
                    (task.State == TaskState.Done).ShouldBe(task.Item.Done);
                    (task.State == TaskState.Blocked).ShouldBe(
                        !task.Item.Done && task.Item.Mode == TaskMode.Async && HumanBefore(plan, task)
                    );
                }

                foreach (var wave in plan.Waves)
                {
                    wave.SelectMany(id => plan.Find(id.Value).Item.Files).ShouldBeUnique();
                }
            }));

    [Fact]
    public void In_any_plan_what_stands_before_a_barrier_is_done_before_it() => Check.One(Thorough, Prop.ForAll(AnyTasks.Lines(), lines =>
            {
                var plan = TasksText.Plan(lines);
                var open = plan.Tasks.Where(task => task.Wave is not null).ToList();
                foreach (var phase in open.GroupBy(task => task.Item.Phase).Select(group => group.ToList()))
                {
                    for (var at = 1; at < phase.Count; at++)
                    {
                        if (!phase[at].Item.Parallel)
                        {
                            phase[at].Wave!.Value.ShouldBeGreaterThan(phase[..at].Max(task => task.Wave!.Value));
                        }
                        else if (!phase[at - 1].Item.Parallel)
                        {
                            phase[at].Wave!.Value.ShouldBeGreaterThan(phase[at - 1].Wave!.Value);
                        }
                    }
                }

                if (plan.List.Phases.All(phase => phase.WaitsFor is null))
                {
                    open.Zip(open.Skip(1))
                        .Where(pair => pair.First.Item.Phase != pair.Second.Item.Phase)
                        .ShouldAllBe(pair => pair.First.Wave < pair.Second.Wave);
                }
            }));

    /// <summary>The wave by definition: one more than the highest before it; a done task only passes on what is before it.</summary>
    private static int Level(Plan plan, TaskId id, Dictionary<TaskId, int> levels)
    {
        if (!levels.TryGetValue(id, out var level))
        {
            var task = plan.Find(id.Value);
            level = task.Predecessors.Select(other => Level(plan, other, levels)).DefaultIfEmpty().Max() + (task.Item.Done ? 0 : 1);
            levels[id] = level;
        }

        return level;
    }

    private static bool HumanBefore(Plan plan, PlannedTask task)
    {
        Stack<PlannedTask> open = new([task]);
        HashSet<TaskId> seen = [];
        while (open.TryPop(out var next))
        {
            foreach (var id in next.Predecessors.Where(seen.Add))
            {
                var other = plan.Find(id.Value);
                if (!other.Item.Done && other.Item.Mode == TaskMode.Sync)
                {
                    return true;
                }

                open.Push(other);
            }
        }

        return false;
    }
}
