using SpecKitExtension.Agents;
using SpecKitExtension.Git;
using SpecKitExtension.Naming;

namespace SpecKitExtension.Running;

/// <summary>Tells a branch that holds nothing but what this tool has put there from one that holds somebody's work.</summary>
internal static class ForeignWork
{
    private const int MostRead = 1000;

    /// <summary>The newest commit that would be lost if an attempt's branch moved: one that HEAD lacks, no delivered branch holds, no
    /// earlier attempt began from, and that is no merge of ours.</summary>
    /// <param name="context">The feature.</param>
    /// <param name="view">The feature as it was just seen.</param>
    /// <param name="spec">The attempt.</param>
    /// <param name="tip">Where its branch is.</param>
    /// <param name="ct">Ends the search.</param>
    /// <returns>Its short hash and subject, or null. That a branch of this clone holds it is no reason: whoever looks at the remote has
    /// lost it.</returns>
    public static async Task<string?> FindAsync(FeatureContext context, FeatureView view, AgentSpec spec, string tip, CancellationToken ct)
    {
        var delivered = view
            .Tasks.Where(task => task.Git is { DeliveredCommit: not null, Tip: not null })
            .Select(task => task.Git.Tip!)
            .Where(other => other != tip);
        var log = await context.Repository.RunAsync(
            ct,
            [
                "log",
                "--ignore-missing",
                $"--max-count={MostRead}",
                $"--format=tformat:{OwnMerge.Format}%x00%h %s",
                tip,
                "--not",
                view.Head,
                .. delivered,
                .. await BasesAsync(context, view, spec, ct),
                "--",
            ]
        );
        return log
            .Lines.Select(line => line.Split('\0', 2))
            .Where(parts => !OwnMerge.Is(parts[0]))
            .Select(parts => parts[1])
            .FirstOrDefault();
    }

    /// <summary>What others have put on top of a task's work, or made of it: neither a courier nor this tool has made it, and HEAD lacks
    /// it.</summary>
    /// <param name="context">The feature.</param>
    /// <param name="head">The developer's commit.</param>
    /// <param name="work">The courier's commit.</param>
    /// <param name="tip">Where the task's branch is.</param>
    /// <param name="ct">Ends the search.</param>
    /// <returns>Short hash, author and subject of each commit, newest first.</returns>
    public static async Task<IReadOnlyList<string>> OnTopAsync(
        FeatureContext context,
        string head,
        string work,
        string tip,
        CancellationToken ct
    )
    {
        IReadOnlyList<string> range = [tip, $"^{head}", $"{work}^!"];
        var couriers = (await DeliveryTrailers.FindAsync(context.Repository, context.Feature, range, ct))
            .Select(courier => courier.Commit)
            .ToHashSet();
        var log = await context.Repository.RunAsync(
            ct,
            ["log", $"--max-count={MostRead}", $"--format=tformat:{OwnMerge.Format}%x00%H%x00%h %an: %s", .. range, "--"]
        );
        return
        [
            .. log
                .Lines.Select(line => line.Split('\0', 3))
                .Where(parts => !OwnMerge.Is(parts[0]) && !(OwnMerge.IsOneHand(parts[0]) && couriers.Contains(parts[1])))
                .Select(parts => parts[2]),
        ];
    }

    /// <summary>The commits that earlier attempts began from, which this tool put on the branch, and those that their salvage branches
    /// hold, too.</summary>
    private static async Task<IReadOnlyList<string>> BasesAsync(
        FeatureContext context,
        FeatureView view,
        AgentSpec spec,
        CancellationToken ct
    )
    {
        List<string> bases =
        [
            .. view.Agents.Where(agent => agent.Task.Equals(spec.Task) && agent.Branch == spec.Branch).Select(agent => agent.BaseCommit),
        ];
        foreach (var salvage in view.Remote.Where(branch => SalvageRef.TryParse(branch.Key)?.Branch.Value == spec.Branch))
        {
            bases.AddRange(
                (await DeliveryTrailers.FindAsync(context.Repository, context.Feature, [salvage.Value, "-1"], ct)).SelectMany(commit =>
                    (string[])[commit.Base, commit.Commit]
                )
            );
        }

        return bases;
    }
}
