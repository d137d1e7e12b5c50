using SpecKitExtension.Naming;

namespace SpecKitExtension.Git;

/// <summary>A merge of delivered branches that exists only as objects.</summary>
/// <param name="Commit">The merge; the head itself when there was nothing to merge.</param>
/// <param name="Included">The tasks in it.</param>
/// <param name="Conflicts">What was left out.</param>
internal sealed record Integration(string Commit, IReadOnlyList<string> Included, IReadOnlyList<MergeConflict> Conflicts);

/// <summary>Merges delivered branches without touching a work tree; the same input gives the same hash on every machine.</summary>
/// <param name="repository">Where the commits are.</param>
/// <param name="kept">Files that no branch may change.</param>
/// <param name="text">The merges' message.</param>
internal sealed class IntegrationBuilder(GitRepository repository, IReadOnlyList<string> kept, MergeText text)
{
    /// <summary>Merges branches onto a commit one after the other; one that conflicts is left out.</summary>
    public async Task<Integration> BuildAsync(string head, IReadOnlyList<DeliveredBranch> branches, CancellationToken ct)
    {
        var commit = head;
        List<DeliveredBranch> included = [];
        List<MergeConflict> conflicts = [];
        using var room = branches.Count == 0 ? null : await MergeRoom.OpenAsync(repository, ct);
        var merge = room is null ? null : new BranchMerge(room, kept);
        foreach (var branch in branches)
        {
            if (await repository.IsAncestorAsync(branch.Tip, commit, ct))
            {
                included.Add(branch);
                continue;
            }

            var (tree, conflict) = await merge!.MergeAsync(commit, branch, included, head, ct);
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

    private async Task<string> CommitAsync(string tree, string onto, DeliveredBranch branch, CancellationToken ct)
    {
        var date = (await repository.RunAsync(ct, "log", "-1", "--format=%ct", branch.Tip)).Text;
        var written = await repository.RunAsync(
            ct,
            call => call with { Environment = call.Environment.Concat(OwnMerge.Identity(date)).ToDictionary() },
            "-c",
            "commit.gpgSign=false",
            "-c",
            "i18n.commitEncoding=UTF-8",
            "commit-tree",
            tree,
            "-p",
            onto,
            "-p",
            branch.Tip,
            "-m",
            text.For(branch.Task)
        );
        return written.Text;
    }
}
