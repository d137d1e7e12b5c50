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

    public override string ToString() =>
        Obstacle is not null
            ? $"{Task} cannot be merged: {Obstacle}"
            : $"{Task} conflicts with {(Others.Count == 0 ? "your branch" : string.Join(", ", Others))} in {string.Join(", ", Files)}";
}

/// <summary>The one place where branches are merged, for task bases, the integration commit and <c>integrate</c> alike.</summary>
/// <param name="room">Where git works.</param>
/// <param name="kept">Files that no branch may change: they stay as they are on the side that is merged onto.</param>
internal sealed class BranchMerge(MergeRoom room, IReadOnlyList<string> kept)
{
    private string? attributesOf;

    /// <summary>Merges one branch onto a commit.</summary>
    /// <param name="onto">The commit.</param>
    /// <param name="branch">The branch.</param>
    /// <param name="before">What is in the commit already besides the head, to name who is in conflict.</param>
    /// <param name="head">The developer's commit.</param>
    /// <param name="ct">Ends the merge.</param>
    /// <returns>The merged tree, or the conflict.</returns>
    /// <exception cref="ToolFailedException">git failed.</exception>
    public async Task<(string? Tree, MergeConflict? Conflict)> MergeAsync(
        string onto,
        DeliveredBranch branch,
        IReadOnlyList<DeliveredBranch> before,
        string head,
        CancellationToken ct
    )
    {
        var common = await room.TryAsync(ct, "", "merge-base", onto, branch.Tip);
        if (!common.Succeeded)
        {
            return common.ExitCode == 1
                ? (null, await UnrelatedAsync(branch, ct))
                : throw new ToolFailedException(common.Call, common.ExitCode, common.Error);
        }

        if (attributesOf != common.Text)
        {
            await BaseAttributes.WriteAsync(room, common.Text, ct);
            attributesOf = common.Text;
        }

        if (await WithoutKeptAsync(onto, common.Text, branch.Tip, ct) is not { } tip)
        {
            return (null, new(branch.Task, [], kept));
        }

        var merge = await room.TryAsync(ct, "", "merge-tree", "--write-tree", "--no-messages", "--name-only", "-z", onto, tip);
        if (merge.ExitCode is not (0 or 1))
        {
            throw new ToolFailedException(merge.Call, merge.ExitCode, merge.Error);
        }

        var parts = merge.Output.Split('\0', StringSplitOptions.RemoveEmptyEntries);
        string[] files = [.. parts.Skip(1).Distinct()];
        return merge.ExitCode == 0
            ? (parts[0].Trim(), null)
            : (null, new(branch.Task, await CulpritsAsync(head, before, files, ct), files));
    }

    /// <summary>The branch as it were had it left the kept files alone.</summary>
    /// <returns>A commit; null when something else has taken a file's place, or the place of a folder on its way.</returns>
    private async Task<string?> WithoutKeptAsync(string onto, string common, string tip, CancellationToken ct)
    {
        var theirs = await TreeEntry.FindAsync(room, tip, kept, ct);
        if (theirs.SequenceEqual(await TreeEntry.FindAsync(room, common, kept, ct)))
        {
            return tip;
        }

        var onTheWay = await TreeEntry.FindAsync(room, tip, [.. kept.SelectMany(Folders).Distinct()], ct);
        if (theirs.Any(entry => entry.IsFolder) || onTheWay.Any(entry => !entry.IsFolder))
        {
            return null;
        }

        var own = await TreeEntry.FindAsync(room, onto, kept, ct);
        var tree = await room.ReplaceAsync(tip, own, theirs.Select(entry => entry.Path).Except(own.Select(entry => entry.Path)), ct);
        return (await room.RunAsync(ct, "commit-tree", tree, "-p", tip, "-m", "Without the developer's own files")).Text;
    }

    private static IEnumerable<string> Folders(string path)
    {
        for (var slash = path.IndexOf('/', StringComparison.Ordinal); slash > 0; slash = path.IndexOf('/', slash + 1))
        {
            yield return path[..slash];
        }
    }

    private async Task<MergeConflict> UnrelatedAsync(DeliveredBranch branch, CancellationToken ct)
    {
        var shallow = (await room.RunAsync(ct, "rev-parse", "--is-shallow-repository")).Text == "true";
        return new(branch.Task, [], [])
        {
            Obstacle = shallow
                ? "this clone is shallow and lacks the commit that both come from: run `git fetch --unshallow`"
                : "its branch and yours have no commit in common",
        };
    }

    private async Task<IReadOnlyList<string>> CulpritsAsync(
        string head,
        IReadOnlyList<DeliveredBranch> included,
        IReadOnlyList<string> files,
        CancellationToken ct
    )
    {
        List<string> tasks = [];
        foreach (var other in included)
        {
            var common = await room.TryAsync(ct, "", "merge-base", head, other.Tip);
            if (common.Succeeded)
            {
                var changed = await room.RunAsync(ct, "diff-tree", "-r", "--name-only", "--no-renames", "-z", common.Text, other.Tip, "--");
                if (changed.Output.Split('\0').Intersect(files).Any())
                {
                    tasks.Add(other.Task);
                }
            }
        }

        return tasks;
    }
}
