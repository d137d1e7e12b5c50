using SpecKitExtension.Tasks;

namespace SpecKitExtension.Running;

/// <summary>Which delivered tasks are merged, in which order, and why others are not: a pure decision.</summary>
internal static class IntegrationOrder
{
    /// <summary>The tasks to merge or, when only the box is missing, to tick; and the refusals.</summary>
    /// <param name="view">The feature.</param>
    /// <param name="selected">The tasks that the developer named; empty means all delivered ones.</param>
    public static (IReadOnlyList<TaskView> Tasks, IReadOnlyList<string> Refusals) Find(FeatureView view, IReadOnlySet<TaskId> selected)
    {
        List<TaskView> named = [.. view.Tasks.Where(task => selected.Count == 0 ? IsOpen(task) && task.RestsOn.Count == 0 : selected.Contains(task.Id))];
        List<string> refusals = [];
        List<TaskView> taken = [];
        foreach (var task in named)
        {
            if (task.Planned.Item.Done)
            {
                continue;
            }

            if (!IsOpen(task))
            {
                refusals.Add($"{task.Id} is not delivered ({task.Outcome?.Name ?? task.Planned.Reason}), so there is nothing to merge.");
            }
            else if (Missing(view, task, named) is { Count: > 0 } missing)
            {
                refusals.Add($"{task.Id} was built on {string.Join(", ", missing)}, which {(missing.Count == 1 ? "is" : "are")} neither ticked nor named here. Name {(missing.Count == 1 ? "it" : "them")} too, or delete {task.Branch} and run {task.Id} again.");
            }
            else
            {
                taken.Add(task);
            }
        }

        return (taken, refusals);
    }

    private static bool IsOpen(TaskView task) => task is { Outcome.Succeeded: true, Planned.Item.Done: false } && (task.Git.InHead || task.Git is { DeliveredCommit: not null, Tip: not null });

    /// <summary>The tasks whose work a branch holds and which nobody has accepted.</summary>
    private static List<string> Missing(FeatureView view, TaskView task, List<TaskView> named) =>
        task.Git.InHead ? [] : [.. task.Contains.Where(delivery => !view.Tasks.Any(other => string.Equals(other.Id.Value, delivery.Task, StringComparison.OrdinalIgnoreCase)
            && (other.HasAccepted(delivery) || (named.Contains(other) && IsOpen(other) && other.Offers(delivery))))).Select(delivery => delivery.Task).Distinct(StringComparer.OrdinalIgnoreCase)];
}
