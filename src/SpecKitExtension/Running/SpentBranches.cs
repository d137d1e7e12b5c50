using SpecKitExtension.Git;
using SpecKitExtension.Naming;

namespace SpecKitExtension.Running;

/// <summary>A branch on the remote that has done its work, or the reason why it stays.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Tip">Its commit.</param>
/// <param name="Why">Why it may go.</param>
/// <param name="Kept">Why it stays although its task is done; null when it may go.</param>
internal sealed record SpentBranch(string Name, string Tip, string Why, string? Kept);

/// <summary>Finds the branches that nobody needs any more: those of integrated tasks, and salvage branches that hold nothing
/// else.</summary>
internal sealed class SpentBranches(FeatureContext context)
{
    /// <summary>The branches of tasks that are done, in the order of the file.</summary>
    /// <param name="view">The feature as it was just seen.</param>
    /// <param name="ct">Ends the search.</param>
    public async Task<IReadOnlyList<SpentBranch>> FindAsync(FeatureView view, CancellationToken ct)
    {
        List<SpentBranch> found = [];
        var shared = await IsSharedAsync(view.Head, ct);
        foreach (var task in view.Tasks.Where(task => !task.Live && task.Outcome is { Succeeded: true }))
        {
            var isIntegrated = task.Planned.Item.Done;
            if (isIntegrated && view.Remote.TryGetValue(task.Branch, out var tip))
            {
                found.Add(new(task.Branch, tip, $"{task.Id} is integrated", shared ?? await ForeignAsync(view, task.Branch, tip, ct)));
            }

            foreach (
                var (name, salvaged) in view
                    .Remote.Where(branch => SalvageRef.TryParse(branch.Key)?.Branch.Value == task.Branch)
                    .OrderBy(branch => branch.Key, StringComparer.Ordinal)
            )
            {
                var isEmpty =
                    await DeliveryTrailers.FindAsync(context.Repository, context.Feature, [salvaged, "-1"], ct) is [{ Empty: true }];
                if (isIntegrated || isEmpty)
                {
                    found.Add(
                        new(
                            name,
                            salvaged,
                            isIntegrated ? $"{task.Id} is integrated" : $"{task.Id} is delivered and it holds no work",
                            (isEmpty ? null : shared) ?? await ForeignAsync(view, name, salvaged, ct)
                        )
                    );
                }
            }
        }

        return found;
    }

    /// <summary>Whether the remote has what was integrated, so that nothing is left only here.</summary>
    /// <returns>Why not; null when it has.</returns>
    private async Task<string?> IsSharedAsync(string head, CancellationToken ct)
    {
        var own = $"refs/remotes/{context.Remote}/{context.BranchPrefix}";
        var holders = await context.Repository.RunAsync(
            ct,
            "for-each-ref",
            "--format=%(refname)",
            $"--contains={head}",
            $"refs/remotes/{context.Remote}/"
        );
        return holders.Lines.Any(name => !name.StartsWith(own, StringComparison.Ordinal))
            ? null
            : "what was integrated is not on the remote yet: `dotnet speckit-async integrate --push`";
    }

    /// <summary>A commit that HEAD lacks and that no courier has made.</summary>
    private async Task<string?> ForeignAsync(FeatureView view, string name, string tip, CancellationToken ct)
    {
        IReadOnlyList<string> range = [tip, $"^{view.Head}"];
        var couriers = await DeliveryTrailers.FindAsync(context.Repository, context.Feature, range, ct);
        var log = await context.Repository.RunAsync(
            ct,
            [
                "log",
                "--ignore-missing",
                $"--format=tformat:{OwnMerge.Format}%x00%H%x00%h %s",
                .. range,
                .. couriers.Select(courier => $"^{courier.Base}"),
                "--",
            ]
        );
        var foreign = log
            .Lines.Select(line => line.Split('\0', 3))
            .FirstOrDefault(parts =>
                !OwnMerge.Is(parts[0]) && !(OwnMerge.IsOneHand(parts[0]) && couriers.Any(courier => courier.Commit == parts[1]))
            );
        return foreign is null ? null : $"it holds somebody's commit ({foreign[2]})";
    }
}
