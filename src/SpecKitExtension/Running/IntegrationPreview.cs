using SpecKitExtension.Git;
using SpecKitExtension.Naming;

namespace SpecKitExtension.Running;

/// <summary>Shows, on a ref of the remote, what all delivered branches are together; agents start from their own branches, not from
/// it.</summary>
internal sealed class IntegrationPreview(FeatureContext context, FeatureObserver observer, RemoteBranches branches)
{
    private string? published;

    /// <summary>Publishes the integration commit when tasks are about to build on delivered work.</summary>
    /// <returns>The merge, when it is a new one, and why the remote does not show it, which stops nobody.</returns>
    public async Task<(Integration? Merge, string? Refusal)> PublishAsync(
        FeatureView view,
        IReadOnlyList<TaskView> ready,
        CancellationToken ct
    )
    {
        if (ready.All(task => task.Base == view.Head))
        {
            return (null, null);
        }

        var merge = await observer.IntegrateAllAsync(view, ct);
        if (merge.Commit == published)
        {
            return (null, null);
        }

        published = merge.Commit;
        return (merge, await PushAsync(view, merge.Commit, ct));
    }

    /// <returns>Why the remote does not show it; null when it does, or will at the next merge.</returns>
    private async Task<string?> PushAsync(FeatureView view, string commit, CancellationToken ct)
    {
        var name = context.IntegrationRef.Value;
        var at = view.Remote.GetValueOrDefault(name, "");
        if (
            at.Length > 0
            && !await OwnMerge.IsAsync(context.Repository, at, ct)
            && !await context.Repository.IsAncestorAsync(at, commit, ct)
        )
        {
            return $"The branch {name} on `{branches.Remote}` holds somebody's commit ({at[..7]}), so it stays and does not show the merge of what is delivered. Rename or delete it there.";
        }

        // Every machine computes the same commit from the same branches, so whoever comes last is right.
        commit = await context.Signing.SignAsync(view.Head, commit, at, ct);
        var refusal = (await branches.PushAsync([new(name, at, commit)], ct)).Values.FirstOrDefault();
        if (refusal == PushAnswer.Moved)
        {
            published = null;
            return null;
        }

        return refusal is null
            ? null
            : $"The remote refused the ref of the integration commit: {refusal}{(context.Signing.Problem is { } unsigned ? $"; {unsigned}" : "")}";
    }
}
