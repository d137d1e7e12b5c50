using SpecKitExtension.Git;
using SpecKitExtension.Outcomes;
using SpecKitExtension.Tasks;

namespace SpecKitExtension.Running;

/// <summary>A task that is to be revised.</summary>
/// <param name="Task">The task, with what its next attempt goes on from.</param>
/// <param name="Refusal">Why it cannot be revised, and what to do; null when it can.</param>
internal sealed record Revision(TaskView Task, string? Refusal);

/// <summary>Decides whether a task's next attempt may go on from what it delivered or salvaged, and from which commit.</summary>
internal sealed class Revisions(FeatureContext context)
{
    private const int MostNamed = 5;

    /// <summary>Decides.</summary>
    /// <param name="view">The feature as it was just seen.</param>
    /// <param name="task">The task.</param>
    /// <param name="note">What the reviewer asks for; null for nothing in particular.</param>
    /// <param name="ontoTheirs">Whether commits of others on the task's branch are built on.</param>
    /// <param name="ct">Ends the search.</param>
    public async Task<Revision> FindAsync(FeatureView view, TaskView task, string? note, bool ontoTheirs, CancellationToken ct)
    {
        if ((Obstacle(task) ?? view.Usage.Refusal) is { } obstacle)
        {
            return new(task, obstacle);
        }

        var (branch, work) = task.Outcome is { Succeeded: true }
            ? (task.Branch, task.Git.DeliveredCommit!)
            : (task.Git.SalvageRef!, task.Git.SalvageCommit!);
        IReadOnlyList<string> theirs = task.Git.Tip is { } there ? await ForeignWork.OnTopAsync(context, view.Head, work, there, ct) : [];
        if (theirs.Count > 0 && !ontoTheirs)
        {
            var named =
                string.Join("; ", theirs.Take(MostNamed)) + (theirs.Count > MostNamed ? $"; and {theirs.Count - MostNamed} more" : "");
            return new(
                task,
                $"{task.Branch} has commits of others ({named}). Build on them with `revise {task.Id} --onto-theirs`, or take them off the branch first."
            );
        }

        var (start, conflict) = await StartAsync(task, work, theirs.Count > 0, ct);
        return conflict is null
            ? new(task with { Continues = new(theirs.Count > 0 ? task.Branch : branch, start, note) }, null)
            : new(
                task,
                $"the commits of others on {task.Branch} and its work on {branch} do not go together ({conflict}). Merge them by hand, push the branch, and revise again."
            );
    }

    /// <summary>What has to change before a task can be revised; null when nothing has to.</summary>
    private static string? Obstacle(TaskView task) =>
        task switch
        {
            { Planned.Item.Mode: TaskMode.Sync } => "is marked [SYNC], so it is yours; agents do [ASYNC] tasks",
            { Live: true } => $"{task.Agent!.Pod} still works on it; wait for its end, or end it with `cancel {task.Id}`",
            { Planned.Item.Done: true } =>
                "is ticked, so its work is yours by now: change it in your branch, or write a task of its own for the change",
            { Git.InHead: true } => "is in your branch already: change it there, or write a task of its own for the change",
            { Blocker: { } pod } => $"{pod} still works on another text of {task.Id}; wait for its end, or end it with `cancel {task.Id}`",
            { RestsOn.Count: > 0 } =>
                $"its branch rests on {string.Join(", ", task.RestsOn)}, which is not delivered any more; delete the branch and run the task again",
            { Outcome: { Succeeded: true } } => null,
            { Outcome: Outcome.TakenBack or Outcome.Outdated } => task.Outcome.Reason,
            { Outcome: null } => $"has not been tried yet: {task.Obstacle ?? task.Planned.Reason}",
            { Git.SalvageCommit: null } => $"there is no work to go on from ({task.Outcome.Name}); `spawn {task.Id} --retry` begins anew",
            { CanRetry: false } => $"cannot start: {task.Obstacle ?? task.Planned.Reason}",
            _ => null,
        };

    /// <summary>The commit that has the task's work and, where there is any, that of others.</summary>
    private async Task<(string Start, MergeConflict? Conflict)> StartAsync(TaskView task, string work, bool isShared, CancellationToken ct)
    {
        if (task.Git.Tip is not { } tip || await context.Repository.IsAncestorAsync(tip, work, ct))
        {
            return (work, null);
        }

        if (await context.Repository.IsAncestorAsync(work, tip, ct))
        {
            return (tip, null);
        }

        // Nobody's commits are on the branch: it is moved to the work.
        var both = isShared
            ? await new IntegrationBuilder(context.Repository, context.Kept, context.MergeText).BuildAsync(
                tip,
                [new(task.Id.Value, work)],
                ct
            )
            : null;
        return (both?.Commit ?? work, both is { Conflicts: [var conflict, ..] } ? conflict : null);
    }
}
