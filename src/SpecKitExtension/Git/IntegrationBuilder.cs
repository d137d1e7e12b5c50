using SpecKitExtension.Tools;

namespace SpecKitExtension.Git;

/// <summary>A delivered branch that takes part in an integration.</summary>
/// <param name="Task">The task's id.</param>
/// <param name="Tip">The branch's commit.</param>
internal sealed record DeliveredBranch(string Task, string Tip);

/// <summary>A branch that does not merge with what came before it.</summary>
/// <param name="Task">The task whose branch was left out.</param>
/// <param name="Others">The tasks that changed the same files; empty when it was the developer's own branch.</param>
/// <param name="Files">The files in conflict.</param>
internal sealed record MergeConflict(string Task, IReadOnlyList<string> Others, IReadOnlyList<string> Files)
{
    /// <summary>Why git could not even try, e.g. because the clone is shallow; null for a conflict.</summary>
    public string? Obstacle { get; init; }

    public override string ToString() => Obstacle is not null ? $"{Task} cannot be merged: {Obstacle}" : $"{Task} conflicts with {(Others.Count == 0 ? "your branch" : string.Join(", ", Others))} in {string.Join(", ", Files)}";
}

/// <summary>A merge of delivered branches that exists only as objects.</summary>
/// <param name="Commit">The merge; the head itself when there was nothing to merge.</param>
/// <param name="Included">The tasks in it.</param>
/// <param name="Conflicts">What was left out.</param>
internal sealed record Integration(string Commit, IReadOnlyList<string> Included, IReadOnlyList<MergeConflict> Conflicts);

/// <summary>Merges delivered branches without touching a work tree; the same input gives the same hash on every machine.</summary>
internal sealed class IntegrationBuilder(GitRepository repository)
{
    private const string Name = "speckit-async";
    private const string Mail = "speckit-async@localhost";

    /// <summary>Merges branches onto a commit one after the other; one that conflicts is left out.</summary>
    public async Task<Integration> BuildAsync(string head, IReadOnlyList<DeliveredBranch> branches, CancellationToken ct)
    {
        var commit = head;
        List<DeliveredBranch> included = [];
        List<MergeConflict> conflicts = [];
        foreach (var branch in branches)
        {
            if (await repository.IsAncestorAsync(branch.Tip, commit, ct))
            {
                included.Add(branch);
                continue;
            }

            var (tree, conflict) = await MergeAsync(commit, branch, included, head, ct);
            if (conflict is not null)
            {
                conflicts.Add(conflict);
                continue;
            }

            commit = await CommitAsync(tree!, commit, branch, ct);
            included.Add(branch);
        }

        return new(commit, [.. included.Select(branch => branch.Task)], conflicts);
    }

    /// <summary>Merges one branch onto a commit.</summary>
    /// <param name="onto">The commit.</param>
    /// <param name="branch">The branch.</param>
    /// <param name="before">What is in the commit already besides the head, to name who is in conflict.</param>
    /// <param name="head">The developer's commit.</param>
    /// <param name="ct">Ends the merge.</param>
    /// <returns>The merged tree, or the conflict.</returns>
    public async Task<(string? Tree, MergeConflict? Conflict)> MergeAsync(string onto, DeliveredBranch branch, IReadOnlyList<DeliveredBranch> before, string head, CancellationToken ct)
    {
        // The developer's own rename settings would give another machine another tree.
        var merge = await repository.TryAsync(ct, "-c", "merge.renames=true", "-c", "merge.directoryRenames=false", "-c", "merge.renameLimit=1000", "merge-tree", "--write-tree", "--no-messages", "--name-only", "-z", onto, branch.Tip);
        var parts = merge.Output.Split('\0', StringSplitOptions.RemoveEmptyEntries);
        if (merge.Error.Contains("unrelated histories", StringComparison.Ordinal))
        {
            var shallow = (await repository.RunAsync(ct, "rev-parse", "--is-shallow-repository")).Text == "true";
            return (null, new(branch.Task, [], []) { Obstacle = shallow ? "this clone is shallow and lacks the commit that both come from: run `git fetch --unshallow`" : "its branch and yours have no commit in common" });
        }

        if (merge.ExitCode is not (0 or 1))
        {
            throw new ToolFailedException(merge.Call, merge.ExitCode, merge.Error);
        }

        if (merge.ExitCode == 0)
        {
            return (parts[0].Trim(), null);
        }

        string[] files = [.. parts.Skip(1).Distinct()];
        return (null, new(branch.Task, await CulpritsAsync(head, before, files, ct), files));
    }

    private async Task<string> CommitAsync(string tree, string onto, DeliveredBranch branch, CancellationToken ct)
    {
        var date = (await repository.RunAsync(ct, "log", "-1", "--format=%ct", branch.Tip)).Text;
        Dictionary<string, string?> identity = new()
        {
            ["GIT_AUTHOR_NAME"] = Name,
            ["GIT_AUTHOR_EMAIL"] = Mail,
            ["GIT_AUTHOR_DATE"] = $"@{date} +0000",
            ["GIT_COMMITTER_NAME"] = Name,
            ["GIT_COMMITTER_EMAIL"] = Mail,
            ["GIT_COMMITTER_DATE"] = $"@{date} +0000",
        };
        var written = await repository.RunAsync(
            ct,
            call => call with { Environment = call.Environment.Concat(identity).ToDictionary() },
            "-c", "commit.gpgSign=false", "-c", "i18n.commitEncoding=UTF-8", "commit-tree", tree, "-p", onto, "-p", branch.Tip, "-m", $"Integrate {branch.Task}");
        return written.Text;
    }

    private async Task<IReadOnlyList<string>> CulpritsAsync(string head, IReadOnlyList<DeliveredBranch> included, IReadOnlyList<string> files, CancellationToken ct)
    {
        List<string> tasks = [];
        foreach (var other in included)
        {
            var common = await repository.TryAsync(ct, "merge-base", head, other.Tip);
            if (common.Succeeded && (await ChangedFiles.BetweenAsync(repository, common.Text, other.Tip, ct)).Intersect(files).Any())
            {
                tasks.Add(other.Task);
            }
        }

        return tasks;
    }
}
