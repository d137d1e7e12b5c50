using SpecKitExtension.Git;
using SpecKitExtension.Planning;
using SpecKitExtension.Tasks;

namespace SpecKitExtension.Running;

/// <summary>The one place that says what a task starts from.</summary>
/// <remarks>
/// HEAD, or HEAD merged with the delivered predecessors that it lacks. Only predecessors take part: a task then never
/// carries work that it does not need, and a conflict stops only the tasks that need both sides.
/// </remarks>
internal sealed class TaskBases(FeatureContext context)
{
    private readonly IntegrationBuilder builder = new(context.Repository, context.Kept, context.MergeText);
    private readonly Dictionary<string, Integration> merges = [];

    /// <summary>Fills in the base, or the obstacle, of every task that could start.</summary>
    public async Task<IReadOnlyList<TaskView>> FindAsync(string head, IReadOnlyList<TaskView> tasks, CancellationToken ct)
    {
        var byId = tasks.DistinctBy(task => task.Id).ToDictionary(task => task.Id);
        List<TaskView> found = [];
        foreach (var task in tasks)
        {
            if (
                task is not { Live: false, Planned: { State: TaskState.Ready, Item.Mode: TaskMode.Async } }
                || task.Outcome is { Succeeded: true }
            )
            {
                found.Add(task);
                continue;
            }

            var merge = await MergeAsync(head, Predecessors(task, byId), ct);
            found.Add(
                merge.Conflicts.Count == 0 ? task with { Base = merge.Commit } : task with { Obstacle = string.Join("; ", merge.Conflicts) }
            );
        }

        return found;
    }

    /// <summary>HEAD with every delivered branch that it lacks, as a preview of what <c>integrate</c> will give.</summary>
    public Task<Integration> IntegrateAllAsync(string head, IReadOnlyList<TaskView> tasks, CancellationToken ct) =>
        MergeAsync(head, [.. tasks.Where(IsToMerge)], ct);

    private async Task<Integration> MergeAsync(string head, IReadOnlyList<TaskView> tasks, CancellationToken ct)
    {
        List<DeliveredBranch> branches = [.. tasks.Select(task => new DeliveredBranch(task.Id.Value, task.Git.Tip!))];
        var key = string.Join(' ', branches.Select(branch => branch.Tip).Prepend(head));
        return merges.TryGetValue(key, out var known) ? known : merges[key] = await builder.BuildAsync(head, branches, ct);
    }

    /// <summary>All direct and indirect predecessors that have to be merged, in the order of the file.</summary>
    private static List<TaskView> Predecessors(TaskView task, Dictionary<TaskId, TaskView> byId)
    {
        HashSet<TaskId> seen = [];
        Queue<TaskId> next = new(task.Planned.Predecessors);
        while (next.TryDequeue(out var id))
        {
            if (seen.Add(id) && byId.TryGetValue(id, out var view))
            {
                foreach (var before in view.Planned.Predecessors)
                {
                    next.Enqueue(before);
                }
            }
        }

        return [.. byId.Values.Where(view => seen.Contains(view.Id) && IsToMerge(view)).OrderBy(view => view.Planned.Item.Line)];
    }

    private static bool IsToMerge(TaskView task) =>
        task
            is
        {
            Outcome.Succeeded: true,
            RestsOn.Count: 0,
            Planned.Item.Done: false,
            Git: { InHead: false, DeliveredCommit: not null, Tip: not null }
        };
}
