using SpecKitExtension.Git;
using SpecKitExtension.Naming;
using SpecKitExtension.Outcomes;
using SpecKitExtension.Tasks;

namespace SpecKitExtension.Running;

/// <summary>Asks git what has become of each task.</summary>
internal sealed class EvidenceReader(FeatureContext context)
{
    /// <summary>What git says of one task, and the other tasks whose work its branch holds besides HEAD's.</summary>
    internal sealed record Evidence(string Branch, GitEvidence Git, int Attempts, IReadOnlyList<string> Contains);

    private readonly Dictionary<string, IReadOnlyList<DeliveryTrailers>> histories = [];

    /// <summary>Reads the evidence of every task.</summary>
    /// <param name="tasks">The tasks.</param>
    /// <param name="head">The developer's commit.</param>
    /// <param name="remote">The feature's branches; their commits must have been fetched.</param>
    /// <param name="ct">Ends the reading.</param>
    public async Task<IReadOnlyDictionary<TaskId, Evidence>> ReadAsync(IReadOnlyList<TaskItem> tasks, string head, IReadOnlyDictionary<string, string> remote, CancellationToken ct)
    {
        var inHead = await HistoryAsync([head], ct);
        Dictionary<TaskId, Evidence> evidence = [];
        foreach (var task in tasks)
        {
            evidence[task.Id] = await ReadAsync(task, head, inHead, remote, ct);
        }

        return evidence;
    }

    private async Task<Evidence> ReadAsync(TaskItem task, string head, IReadOnlyList<DeliveryTrailers> inHead, IReadOnlyDictionary<string, string> remote, CancellationToken ct)
    {
        var branch = remote.Keys.Where(name => BranchName.BelongsTo(name, context.Feature, task.Id, context.BranchTemplate)).Order(StringComparer.Ordinal).FirstOrDefault()
            ?? BranchName.For(context.Feature, task.Id, task.Text, context.BranchTemplate).Value;
        var merged = inHead.Where(commit => IsFor(commit, task.Id)).ToList();
        var salvages = remote.Keys.Select(SalvageRef.TryParse).OfType<SalvageRef>().Where(salvage => salvage.Branch.Value == branch).OrderByDescending(salvage => salvage.Attempt).ToList();
        GitEvidence git = new() { InHead = merged.Any(commit => commit.Delivers) };
        if (salvages is [var newest, ..])
        {
            var commit = (await HistoryAsync([remote[newest.ToString()], "-1"], ct)).FirstOrDefault(commit => IsFor(commit, task.Id));
            git = git with { SalvageRef = newest.ToString(), SalvageAttempt = newest.Attempt, SalvageOutcome = commit?.AgentOutcome };
        }

        IReadOnlyList<DeliveryTrailers> own = [];
        if (remote.TryGetValue(branch, out var tip))
        {
            own = await HistoryAsync([$"^{head}", tip], ct);
            git = await WithDeliveryAsync(git with { Tip = tip }, task, own.FirstOrDefault(commit => commit.Delivers && IsFor(commit, task.Id)), ct);
        }

        var attempts = own.Concat(merged).Where(commit => IsFor(commit, task.Id)).Select(commit => commit.Attempt).Append(git.SalvageAttempt).Max();
        return new(branch, git, attempts, [.. own.Select(commit => commit.Task).Where(id => !Same(id, task.Id)).Distinct(StringComparer.OrdinalIgnoreCase)]);
    }

    private async Task<GitEvidence> WithDeliveryAsync(GitEvidence git, TaskItem task, DeliveryTrailers? delivery, CancellationToken ct)
    {
        if (delivery is null)
        {
            return git;
        }

        var known = (await context.Repository.TryAsync(ct, "cat-file", "-e", $"{delivery.Base}^{{commit}}")).Succeeded;
        var descends = known && await context.Repository.IsAncestorAsync(delivery.Base, delivery.Commit, ct);
        var changed = descends && task.Files.Count > 0 ? await ChangedFiles.BetweenAsync(context.Repository, delivery.Base, delivery.Commit, ct) : [];
        return git with
        {
            DeliveredCommit = delivery.Commit,
            DeliveredAttempt = delivery.Attempt,
            DescendsFromBase = descends,
            OutOfScope = [.. changed.Where(file => !DeclaredFiles.Cover(task.Files, file))],
        };
    }

    /// <summary>Commits never change, so a range of hashes is read once.</summary>
    private async Task<IReadOnlyList<DeliveryTrailers>> HistoryAsync(IReadOnlyList<string> range, CancellationToken ct)
    {
        var key = string.Join(' ', range);
        return histories.TryGetValue(key, out var known) ? known : histories[key] = await DeliveryTrailers.FindAsync(context.Repository, context.Feature.Value, range, ct);
    }

    private static bool IsFor(DeliveryTrailers commit, TaskId task) => Same(commit.Task, task);

    private static bool Same(string id, TaskId task) => string.Equals(id, task.Value, StringComparison.OrdinalIgnoreCase);
}
