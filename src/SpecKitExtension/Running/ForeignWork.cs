using SpecKitExtension.Git;

namespace SpecKitExtension.Running;

/// <summary>Tells a branch that only holds an earlier base from one that holds somebody's work.</summary>
internal static class ForeignWork
{
    /// <summary>The newest commit on a branch that is neither the developer's, nor a delivery, nor an integration of deliveries.</summary>
    /// <returns>Its short hash and subject, or null.</returns>
    public static async Task<string?> FindAsync(GitRepository repository, FeatureView view, string tip, CancellationToken ct)
    {
        // What HEAD, a local branch or a delivered branch holds is kept there when this branch moves.
        var kept = view.Tasks.Where(task => task.Git is { DeliveredCommit: not null, Tip: not null }).Select(task => task.Git.Tip!).Where(other => other != tip);
        var log = await repository.RunAsync(ct, ["log", "--no-merges", "--max-count=1", "--format=%h %s", tip, "--not", view.Head, "--branches", .. kept, "--"]);
        return log.Text.Length > 0 ? log.Text : null;
    }
}
