using SpecKitExtension.Git;
using SpecKitExtension.Naming;
using SpecKitExtension.Outcomes;
using SpecKitExtension.Tasks;

namespace SpecKitExtension.Running;

/// <summary>Asks git what has become of each task.</summary>
internal sealed class EvidenceReader(FeatureContext context)
{
    /// <summary>What git says of one task.</summary>
    /// <param name="Branch">Its branch.</param>
    /// <param name="Git">The facts.</param>
    /// <param name="Attempts">The highest attempt that any branch shows.</param>
    /// <param name="Contains">The deliveries of other tasks that its branch holds and HEAD lacks.</param>
    internal sealed record Evidence(string Branch, GitEvidence Git, int Attempts, IReadOnlyList<DeliveryTrailers> Contains);

    /// <summary>A task's branch, and the couriers' commits on it that HEAD lacks, newest first.</summary>
    private sealed record Line(string Branch, string? Tip, IReadOnlyList<DeliveryTrailers> Commits);

    private readonly Dictionary<string, IReadOnlyList<DeliveryTrailers>> histories = [];
    private readonly Dictionary<string, IReadOnlyList<string>?> changes = [];

    /// <summary>Reads the evidence of every task.</summary>
    /// <param name="tasks">The tasks.</param>
    /// <param name="head">The developer's commit.</param>
    /// <param name="remote">The feature's branches; their commits must have been fetched.</param>
    /// <param name="branches">The branches of the newest attempts that the runtime knows.</param>
    /// <param name="ct">Ends the reading.</param>
    public async Task<IReadOnlyDictionary<TaskId, Evidence>> ReadAsync(IReadOnlyList<TaskItem> tasks, string head, IReadOnlyDictionary<string, string> remote, IReadOnlyDictionary<TaskId, string> branches, CancellationToken ct)
    {
        var inHead = await HistoryAsync($"merged {head}", () => DeliveryTrailers.FindMergedAsync(context.Repository, context.Feature.Value, head, ct));
        Dictionary<TaskId, Line> lines = [];
        foreach (var task in tasks)
        {
            var branch = branches.GetValueOrDefault(task.Id)
                ?? remote.Keys.Where(name => BranchName.BelongsTo(name, context.Feature, task.Id, context.BranchTemplate)).Order(StringComparer.Ordinal).FirstOrDefault()
                ?? BranchName.For(context.Feature, task.Id, task.Text, context.BranchTemplate).Value;
            lines[task.Id] = remote.TryGetValue(branch, out var tip) ? new(branch, tip, await HistoryAsync([$"^{head}", tip], ct)) : new(branch, null, []);
        }

        // A branch that was deleted may live on in another one: its attempts must not be counted again.
        var seen = inHead.Concat(lines.Values.SelectMany(line => line.Commits)).ToList();
        Dictionary<TaskId, Evidence> evidence = [];
        foreach (var task in tasks)
        {
            evidence[task.Id] = await ReadAsync(task, lines[task.Id], inHead, seen, remote, ct);
        }

        return evidence;
    }

    private async Task<Evidence> ReadAsync(TaskItem task, Line line, IReadOnlyList<DeliveryTrailers> inHead, List<DeliveryTrailers> seen, IReadOnlyDictionary<string, string> remote, CancellationToken ct)
    {
        GitEvidence git = new() { Tip = line.Tip, AttemptsInHead = [.. inHead.Where(commit => IsFor(commit, task.Id) && commit.Delivers).Select(commit => commit.Attempt).Distinct()] };
        if (remote.Keys.Select(SalvageRef.TryParse).OfType<SalvageRef>().Where(salvage => salvage.Branch.Value == line.Branch).MaxBy(salvage => salvage.Attempt) is { } newest)
        {
            var commit = (await HistoryAsync([remote[newest.ToString()], "-1"], ct)).FirstOrDefault(commit => IsFor(commit, task.Id));
            git = git with { SalvageRef = commit is { Empty: true } ? null : newest.ToString(), SalvageAttempt = newest.Attempt, SalvageOutcome = commit?.AgentOutcome };
        }

        git = await WithDeliveryAsync(git, task, line.Commits.FirstOrDefault(commit => commit.Delivers && IsFor(commit, task.Id)), ct);
        var attempts = seen.Where(commit => IsFor(commit, task.Id)).Select(commit => commit.Attempt).Append(git.SalvageAttempt).Max();
        return new(line.Branch, git, attempts, [.. line.Commits.Where(commit => commit.Delivers && !IsFor(commit, task.Id))]);
    }

    private async Task<GitEvidence> WithDeliveryAsync(GitEvidence git, TaskItem task, DeliveryTrailers? delivery, CancellationToken ct)
    {
        if (delivery is null)
        {
            return git;
        }

        var changed = await ChangedAsync(delivery, ct);
        return git with
        {
            DeliveredCommit = delivery.Commit,
            DeliveredAttempt = delivery.Attempt,
            DescendsFromBase = changed is not null,
            OutOfScope = task.Files.Count > 0 && changed is not null ? [.. changed.Where(file => !DeclaredFiles.Cover(task.Files, file))] : [],
        };
    }

    /// <summary>What a delivery has changed since its base, read once: commits never change. Null when it does not descend from the base it names.</summary>
    private async Task<IReadOnlyList<string>?> ChangedAsync(DeliveryTrailers delivery, CancellationToken ct)
    {
        if (!changes.TryGetValue(delivery.Commit, out var changed))
        {
            var known = (await context.Repository.TryAsync(ct, "cat-file", "-e", $"{delivery.Base}^{{commit}}")).Succeeded;
            changed = known && await context.Repository.IsAncestorAsync(delivery.Base, delivery.Commit, ct) ? await ChangedFiles.BetweenAsync(context.Repository, delivery.Base, delivery.Commit, ct) : null;
            changes[delivery.Commit] = changed;
        }

        return changed;
    }

    private Task<IReadOnlyList<DeliveryTrailers>> HistoryAsync(IReadOnlyList<string> range, CancellationToken ct) =>
        HistoryAsync(string.Join(' ', range), () => DeliveryTrailers.FindAsync(context.Repository, context.Feature.Value, range, ct));

    /// <summary>Commits never change, so a range of hashes is read once.</summary>
    private async Task<IReadOnlyList<DeliveryTrailers>> HistoryAsync(string key, Func<Task<IReadOnlyList<DeliveryTrailers>>> read) =>
        histories.TryGetValue(key, out var known) ? known : histories[key] = await read();

    private static bool IsFor(DeliveryTrailers commit, TaskId task) => string.Equals(commit.Task, task.Value, StringComparison.OrdinalIgnoreCase);
}
