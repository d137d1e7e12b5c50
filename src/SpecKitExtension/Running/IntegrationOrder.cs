using SpecKitExtension.Git;
using SpecKitExtension.Outcomes;
using SpecKitExtension.Tasks;

namespace SpecKitExtension.Running;

/// <summary>What an integration takes.</summary>
/// <param name="Tasks">The tasks to merge or, when only the box is missing, to tick, in the order of the file.</param>
/// <param name="Refusals">Why nothing may be merged; empty when something may.</param>
/// <param name="Left">What is left for later, each with the reason; it stops nothing else.</param>
internal sealed record IntegrationChoice(IReadOnlyList<TaskView> Tasks, IReadOnlyList<string> Refusals, IReadOnlyList<string> Left);

/// <summary>Which delivered tasks are merged, in which order, and why others are not: a pure decision.</summary>
internal static class IntegrationOrder
{
    /// <summary>Chooses.</summary>
    /// <param name="view">The feature.</param>
    /// <param name="selected">The tasks that the developer named; empty means all that are delivered whole.</param>
    /// <param name="asIs">Whether the developer also accepts, of named tasks, work for an earlier text and work whose box was taken
    /// back.</param>
    public static IntegrationChoice Find(FeatureView view, IReadOnlySet<TaskId> selected, bool asIs = false)
    {
        if (asIs)
        {
            view = view with { Tasks = [.. view.Tasks.Select(task => selected.Contains(task.Id) ? AsIs(task) : task)] };
        }

        return selected.Count == 0 ? FindAll(view) : FindNamed(view, [.. view.Tasks.Where(task => selected.Contains(task.Id))]);
    }

    private static IntegrationChoice FindAll(FeatureView view)
    {
        List<TaskView> taken = [.. view.Tasks.Where(task => IsOpen(task) && task.RestsOn.Count == 0)];
        List<string> left = [];
        foreach (var task in taken.Where(task => task.Outcome is { Complete: false }).ToList())
        {
            taken.Remove(task);
            left.Add($"{task.Id} is left: {task.Outcome!.Reason}. Name it to have it merged all the same.");
        }

        while (taken.Find(task => Missing(view, task, taken).Count > 0) is { } built)
        {
            left.Add($"{built.Id} is left: it was built on {string.Join(", ", Missing(view, built, taken))}.");
            taken.Remove(built);
        }

        return new(taken, [], left);
    }

    private static IntegrationChoice FindNamed(FeatureView view, List<TaskView> named)
    {
        List<string> refusals = [];
        List<TaskView> taken = [];
        foreach (var task in named.Where(task => !task.Planned.Item.Done))
        {
            if (!IsOpen(task))
            {
                refusals.Add(
                    task.Live ? $"{task.Agent!.Pod} still works on {task.Id}; integrate it when that has ended."
                    : task.Outcome is Outcome.Outdated or Outcome.TakenBack ? $"{task.Id} is {task.Outcome.Name}: {task.Outcome.Reason}."
                    : $"{task.Id} is not delivered ({task.Outcome?.Name ?? task.Planned.Reason}), so there is nothing to merge."
                );
            }
            else if (Missing(view, task, named) is { Count: > 0 } missing)
            {
                refusals.Add(
                    $"{task.Id} was built on {string.Join(", ", missing)}, which {(missing.Count == 1 ? "is" : "are")} neither ticked nor named here. Name {(missing.Count == 1 ? "it" : "them")} too, or delete {task.Branch} and run {task.Id} again."
                );
            }
            else
            {
                taken.Add(task);
            }
        }

        return new(taken, refusals, []);
    }

    /// <summary>The task as if what is there had been made for it as it is now.</summary>
    private static TaskView AsIs(TaskView task) =>
        task is { Outcome: Outcome.Outdated or Outcome.TakenBack, Git.Earlier: { } earlier }
            ? task with
            {
                Branch = earlier.Branch,
                Outcome = new Outcome.Delivered(earlier.Commit),
                Contains = earlier.Contains,
                Git = earlier.Tip is null
                    ? task.Git with
                    {
                        AttemptsInHead = [earlier.Attempt],
                    }
                    : task.Git with
                    {
                        Tip = earlier.Tip,
                        DeliveredCommit = earlier.Commit,
                        DeliveredAttempt = earlier.Attempt,
                    },
            }
            : task;

    private static bool IsOpen(TaskView task) =>
        task is { Outcome.Succeeded: true, Planned.Item.Done: false }
        && (task.Git.InHead || task.Git is { DeliveredCommit: not null, Tip: not null });

    /// <summary>The tasks whose work a branch holds and which nobody has accepted.</summary>
    private static List<string> Missing(FeatureView view, TaskView task, List<TaskView> named) =>
        task.Git.InHead
            ? []
            :
            [
                .. task
                    .Contains.Where(delivery =>
                        !view.Tasks.Any(other =>
                            delivery.IsFor(other.Id)
                            && (other.HasAccepted(delivery) || (named.Contains(other) && IsOpen(other) && other.Offers(delivery)))
                        )
                    )
                    .Select(delivery => delivery.Task)
                    .Distinct(StringComparer.OrdinalIgnoreCase),
            ];
}
