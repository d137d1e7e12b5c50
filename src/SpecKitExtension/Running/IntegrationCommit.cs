using SpecKitExtension.Git;

namespace SpecKitExtension.Running;

/// <summary>What an integration wrote.</summary>
/// <param name="Commit">The newest commit; the head itself when nothing was written.</param>
/// <param name="Merged">The tasks in it.</param>
/// <param name="Conflict">The task that it stopped at, or null.</param>
internal sealed record WrittenIntegration(string Commit, IReadOnlyList<TaskView> Merged, MergeConflict? Conflict);

/// <summary>Writes a merge commit per task, its box ticked in the same commit, without touching the checkout.</summary>
internal sealed class IntegrationCommit(GitRepository repository, FeatureContext context, IReadOnlyList<TaskView> tasks)
{
    /// <summary>Writes the commits on top of a head.</summary>
    /// <exception cref="InvalidTasksException">The head's tasks.md cannot be ticked.</exception>
    public async Task<WrittenIntegration> WriteAsync(string head, CancellationToken ct)
    {
        if (tasks.Count == 0)
        {
            return new(head, [], null);
        }

        using var room = await MergeRoom.OpenAsync(repository, ct);
        BranchMerge merges = new(room, context.Kept);
        TickedTree boxes = new(room, context);
        await boxes.RequireAsync(head, ct);
        var commit = head;
        List<TaskView> merged = [];
        List<DeliveredBranch> branches = [];
        foreach (var task in tasks)
        {
            var tip = task.Git.InHead ? head : task.Git.Tip!;
            var merge = await merges.MergeAsync(commit, new(task.Id.Value, tip), branches, head, ct);
            if (merge.Conflict is not null)
            {
                return new(commit, merged, merge.Conflict);
            }

            commit = await CommitAsync(task, commit, tip, await boxes.WriteAsync(merge.Tree!, task.Id, ct), ct);
            merged.Add(task);
            branches.Add(new(task.Id.Value, tip));
        }

        return new(commit, merged, null);
    }

    private async Task<string> CommitAsync(TaskView task, string onto, string tip, string tree, CancellationToken ct)
    {
        string[] parents = await repository.IsAncestorAsync(tip, onto, ct) ? ["-p", onto] : ["-p", onto, "-p", tip];
        string[] sign = await MergeSigning.WantedAsync(repository, ct) ? ["-S"] : [];
        return (await repository.RunAsync(ct, ["commit-tree", tree, .. sign, .. parents, "-m", context.MergeText.For(task.Id.Value)])).Text;
    }
}
