using SpecKitExtension.Git;
using SpecKitExtension.Naming;

namespace SpecKitExtension.Running;

/// <summary>Shows, on a ref of the remote, what all delivered branches are together; agents start from their own branches, not from it.</summary>
internal sealed class IntegrationPreview(FeatureContext context, FeatureObserver observer, RemoteBranches branches)
{
    private string? published;

    /// <summary>Publishes the integration commit when tasks are about to build on delivered work.</summary>
    /// <returns>The merge, when it is a new one, and why the remote does not show it, which stops nobody.</returns>
    public async Task<(Integration? Merge, string? Refusal)> PublishAsync(FeatureView view, IReadOnlyList<TaskView> ready, CancellationToken ct)
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

        // Every machine computes the same commit from the same branches, so whoever comes last is right.
        var refusals = await branches.PushAsync([new(new IntegrationRef(context.Feature).Value, null, merge.Commit)], ct);
        return (merge, refusals.Values.Select(why => $"The remote refused the ref of the integration commit: {why}").FirstOrDefault());
    }
}
