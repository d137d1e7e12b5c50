using SpecKitExtension.Agents;
using SpecKitExtension.Git;
using SpecKitExtension.Naming;
using SpecKitExtension.Tasks;

namespace SpecKitExtension.Running;

/// <summary>A branch that is named for a task, and the couriers' commits on it that HEAD lacks, newest first.</summary>
/// <param name="Branch">Its name.</param>
/// <param name="Tip">Its commit on the remote; null when it is not there.</param>
/// <param name="Commits">The commits, of whichever task.</param>
/// <param name="Owner">The newest of them that delivers this task's id; null when none does.</param>
internal sealed record TaskBranch(string Branch, string? Tip, IReadOnlyList<DeliveryTrailers> Commits, DeliveryTrailers? Owner);

/// <summary>A salvage ref whose commit carries trailers that agree with its name.</summary>
/// <param name="Ref">The ref.</param>
/// <param name="Commit">Its commit.</param>
internal sealed record Salvage(SalvageRef Ref, DeliveryTrailers Commit);

/// <summary>A task's branches on the remote.</summary>
/// <param name="Own">The branch of its present text: the one that exists, or the one it will get.</param>
/// <param name="Others">Branches that deliver other texts of its id, or do not say which.</param>
/// <param name="Salvages">The salvages of its present text, the newest attempt first.</param>
internal sealed record TaskBranches(TaskBranch Own, IReadOnlyList<TaskBranch> Others, IReadOnlyList<Salvage> Salvages);

/// <summary>The branches of all tasks.</summary>
/// <param name="ByTask">By task.</param>
/// <param name="Commits">Every courier's commit on any of them, and on salvage refs.</param>
internal sealed record FoundBranches(IReadOnlyDictionary<TaskId, TaskBranches> ByTask, IReadOnlyCollection<DeliveryTrailers> Commits);

/// <summary>Tells whose each branch is: by the trailers of its commits, never by its name alone.</summary>
internal sealed class TaskBranchReader(FeatureContext context)
{
    private readonly Dictionary<string, IReadOnlyList<DeliveryTrailers>> histories = [];

    /// <summary>Finds the branches of every task.</summary>
    /// <param name="tasks">The tasks.</param>
    /// <param name="head">The developer's commit.</param>
    /// <param name="remote">The feature's branches; their commits must have been fetched.</param>
    /// <param name="agents">All attempts that the runtime knows.</param>
    /// <param name="ct">Ends the reading.</param>
    public async Task<FoundBranches> ReadAsync(
        IReadOnlyList<TaskItem> tasks,
        string head,
        IReadOnlyDictionary<string, string> remote,
        IReadOnlyList<AgentState> agents,
        CancellationToken ct
    )
    {
        var salvages = await SalvagesAsync(remote, ct);
        Dictionary<TaskId, TaskBranches> found = [];
        HashSet<DeliveryTrailers> commits = [.. salvages.Select(salvage => salvage.Commit)];
        foreach (var task in tasks)
        {
            found[task.Id] = await ReadAsync(
                task,
                head,
                remote,
                [.. agents.Where(agent => agent.Task.Equals(task.Id))],
                [.. salvages.Where(salvage => salvage.Commit.IsFor(task.Id))],
                commits,
                ct
            );
        }

        return new(found, commits);
    }

    private async Task<TaskBranches> ReadAsync(
        TaskItem task,
        string head,
        IReadOnlyDictionary<string, string> remote,
        IReadOnlyList<AgentState> agents,
        IReadOnlyList<Salvage> salvages,
        HashSet<DeliveryTrailers> seen,
        CancellationToken ct
    )
    {
        var name = BranchName.For(context.Feature, task.Id, task.Text, context.BranchTemplate);
        var candidates = BranchName
            .NamedFor(remote.Keys, context.Feature, task.Id, context.BranchTemplate)
            .Concat(agents.Select(agent => agent.Branch).Where(remote.ContainsKey))
            .Distinct()
            .Order(StringComparer.Ordinal)
            .ToList();
        if (candidates.Count == 0 && agents.Count == 0 && salvages.Count == 0)
        {
            return new(new(name.Value, null, [], null), [], []);
        }

        List<TaskBranch> branches = [];
        foreach (var candidate in candidates)
        {
            var commits = await HistoryAsync(head, remote[candidate], ct);
            seen.UnionWith(commits);
            branches.Add(
                new(candidate, remote[candidate], commits, commits.FirstOrDefault(commit => commit.Delivers && commit.IsFor(task.Id)))
            );
        }

        var digest = task.Digest;
        List<Salvage> mine =
        [
            .. salvages.Where(salvage => salvage.Commit.Digest == digest).OrderByDescending(salvage => salvage.Ref.Attempt),
        ];
        List<TaskBranch> others = [.. branches.Where(branch => branch.Owner is { } owner && owner.Digest != digest)];
        var newest = agents.Where(agent => agent.Digest == digest && agent.Branch.Length > 0).MaxBy(agent => agent.Attempt);
        var own = branches.Except(others).Where(branch => branch.Owner is not null).MaxBy(branch => branch.Owner!.Attempt)
            ?? Named(newest?.Branch)
            ?? Named(mine.FirstOrDefault()?.Ref.Branch.Value)
            ?? Named(name.Value)
            ?? Named(name.Beside(digest).Value)
            ?? new(name.Beside(digest).Value, null, [], null);
        return new(own, others, mine);

        // Nobody's branch keeps its name from us; whose it is, is said when something is to start there.
        TaskBranch? Named(string? branch) =>
            branch is null || others.Any(other => other.Branch == branch && other.Owner!.Digest is not null)
                ? null
                : branches.Find(known => known.Branch == branch) ?? new(branch, null, [], null);
    }

    /// <summary>Anybody can make a ref that looks like a salvage: only a courier's trailers make it one.</summary>
    private async Task<IReadOnlyList<Salvage>> SalvagesAsync(IReadOnlyDictionary<string, string> remote, CancellationToken ct)
    {
        List<SalvageRef> refs = [.. remote.Keys.Select(SalvageRef.TryParse).OfType<SalvageRef>()];
        if (refs.Count == 0)
        {
            return [];
        }

        string[] tips = [.. refs.Select(salvage => remote[salvage.ToString()]).Distinct()];
        var commits = (await HistoryAsync($"salvages {string.Join(' ', tips)}", ["--no-walk", .. tips], ct)).ToDictionary(commit =>
            commit.Commit
        );
        return
        [
            .. refs.Select(salvage =>
                    commits.GetValueOrDefault(remote[salvage.ToString()]) is { } commit && commit.Attempt == salvage.Attempt
                        ? new Salvage(salvage, commit)
                        : null
                )
                .OfType<Salvage>(),
        ];
    }

    /// <summary>The couriers' commits that a commit is built on and HEAD lacks, newest first; none where the commit is not known
    /// here.</summary>
    /// <param name="head">The developer's commit.</param>
    /// <param name="commit">The commit; it is one of them where it is a courier's.</param>
    /// <param name="ct">Ends the reading.</param>
    public Task<IReadOnlyList<DeliveryTrailers>> BelowAsync(string head, string commit, CancellationToken ct) =>
        HistoryAsync($"below ^{head} {commit}", ["--ignore-missing", $"^{head}", commit], ct);

    private Task<IReadOnlyList<DeliveryTrailers>> HistoryAsync(string head, string tip, CancellationToken ct) =>
        HistoryAsync($"^{head} {tip}", [$"^{head}", tip], ct);

    /// <summary>Commits never change, so a range of hashes is read once.</summary>
    private async Task<IReadOnlyList<DeliveryTrailers>> HistoryAsync(string key, IReadOnlyList<string> range, CancellationToken ct) =>
        histories.TryGetValue(key, out var known)
            ? known
            : histories[key] = await DeliveryTrailers.FindAsync(context.Repository, context.Feature, range, ct);
}
