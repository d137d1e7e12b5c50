using SpecKitExtension.Agents;
using SpecKitExtension.Git;
using SpecKitExtension.Naming;
using SpecKitExtension.Outcomes;
using SpecKitExtension.Tasks;

namespace SpecKitExtension.Running;

/// <summary>Asks git what has become of each task. An id alone is no task: only what was made for its present text counts.</summary>
internal sealed class EvidenceReader(FeatureContext context)
{
    /// <summary>What git says of one task.</summary>
    /// <param name="Branch">Its branch: the one that exists, or the one it will get; beside what was taken back and is nowhere
    /// else.</param>
    /// <param name="Git">The facts.</param>
    /// <param name="Attempts">The highest attempt at its id that any commit shows, whichever text it was for.</param>
    /// <param name="Contains">The deliveries of other tasks that its branch holds and HEAD lacks.</param>
    internal sealed record Evidence(string Branch, GitEvidence Git, int Attempts, IReadOnlyList<DeliveryTrailers> Contains)
    {
        /// <summary>The deliveries of other tasks that its unfinished work was built on and HEAD lacks.</summary>
        public IReadOnlyList<DeliveryTrailers> Below { get; init; } = [];
    }

    private readonly OnceTicked ticks = new(context);
    private readonly TaskBranchReader branches = new(context);
    private readonly SquashedMerge squashed = new(context.Repository, [context.TasksPath]);
    private readonly Dictionary<string, IReadOnlyList<DeliveryTrailers>> merged = [];
    private readonly Dictionary<string, IReadOnlyList<string>?> changes = [];
    private readonly Dictionary<string, bool> squashes = [];

    /// <summary>Every courier's commit that was seen last, of whichever task.</summary>
    public IReadOnlyList<DeliveryTrailers> Commits { get; private set; } = [];

    /// <summary>What the developer's history says, which can be read before anybody else has answered.</summary>
    /// <param name="Commit">The developer's commit.</param>
    /// <param name="Deliveries">The couriers' commits that it holds.</param>
    /// <param name="Ticked">The newest commits in which boxes, open now, were ticked.</param>
    internal sealed record HeadHistory(
        string Commit,
        IReadOnlyList<DeliveryTrailers> Deliveries,
        IReadOnlyDictionary<TaskId, string> Ticked
    );

    /// <summary>Reads the developer's history.</summary>
    public async Task<HeadHistory> ReadHeadAsync(IReadOnlyList<TaskItem> tasks, string head, CancellationToken ct)
    {
        List<TaskItem> open = [.. tasks.Where(task => task is { Done: false, Mode: TaskMode.Async })];
        var merging = MergedAsync(head, ct);
        await Task.WhenAll(merging, open.Count > 0 ? ticks.FindVersionsAsync(head, ct) : Task.CompletedTask);
        var deliveries = await merging;
        return new(
            head,
            deliveries,
            await ticks.ReadAsync(open, head, deliveries.Where(commit => commit.OnBase).Select(commit => commit.Commit).ToHashSet(), ct)
        );
    }

    private async Task<IReadOnlyList<DeliveryTrailers>> MergedAsync(string head, CancellationToken ct) =>
        merged.TryGetValue(head, out var known)
            ? known
            : merged[head] = await DeliveryTrailers.FindMergedAsync(context.Repository, context.Feature, head, ct);

    /// <summary>Reads the evidence of every task.</summary>
    /// <param name="tasks">The tasks.</param>
    /// <param name="history">The developer's history.</param>
    /// <param name="remote">The feature's branches; their commits must have been fetched.</param>
    /// <param name="agents">All attempts that the runtime knows.</param>
    /// <param name="ct">Ends the reading.</param>
    public async Task<IReadOnlyDictionary<TaskId, Evidence>> ReadAsync(
        IReadOnlyList<TaskItem> tasks,
        HeadHistory history,
        IReadOnlyDictionary<string, string> remote,
        IReadOnlyList<AgentState> agents,
        CancellationToken ct
    )
    {
        var (head, inHead, ticked) = history;
        var found = await branches.ReadAsync(tasks, head, remote, agents, ct);

        // A branch that was deleted may live on in another one: its attempts must not be counted again.
        Commits = [.. inHead, .. found.Commits];
        var seen = Commits.ToLookup(commit => commit.Task, StringComparer.OrdinalIgnoreCase);
        Dictionary<TaskId, Evidence> evidence = [];
        List<DeliveryTrailers> takenBack = [];
        foreach (var task in tasks)
        {
            var mine = found.ByTask[task.Id];
            TaskHistory own = new(task, head, [.. inHead.Where(commit => commit.IsFor(task.Id))], ticked.GetValueOrDefault(task.Id));
            var git = await ReadAsync(own, mine, agents, ct);
            takenBack.AddRange(git.TakenBack ? own.InHead.Where(commit => commit.Delivers) : []);
            var attempts = seen[task.Id.Value].Select(commit => commit.Attempt).Append(0).Max();
            evidence[task.Id] = git is { TakenBack: true, Earlier.Tip: not null }
                ? new(
                    BranchName.For(context.Feature, task.Id, task.Text, context.BranchTemplate).Beside(task.Digest).Value,
                    git with
                    {
                        Tip = null,
                    },
                    attempts,
                    []
                )
                : new(mine.Own.Branch, git, attempts, Others(mine.Own, task.Id));
        }

        foreach (var (task, one) in evidence.Where(entry => entry.Value.Git is { InHead: false, DeliveredCommit: not null }).ToList())
        {
            evidence[task] = one with { Contains = [.. one.Contains, .. await BelowAsync(one.Git.DeliveredCommit!, takenBack, ct)] };
        }

        foreach (
            var (task, one) in evidence
                .Where(entry => entry.Value.Git is { InHead: false, DeliveredCommit: null, SalvageCommit: not null })
                .ToList()
        )
        {
            var below = await branches.BelowAsync(head, one.Git.SalvageCommit!, ct);
            evidence[task] = one with
            {
                Below =
                [
                    .. below.Where(commit => commit.Delivers && !commit.IsFor(task)),
                    .. await BelowAsync(one.Git.SalvageCommit!, takenBack, ct),
                ],
            };
        }

        return evidence;
    }

    /// <summary>Those deliveries, merged and taken back since, that another one was built on: HEAD's history has them, its files have
    /// not.</summary>
    private async Task<IReadOnlyList<DeliveryTrailers>> BelowAsync(
        string delivery,
        IReadOnlyList<DeliveryTrailers> takenBack,
        CancellationToken ct
    )
    {
        List<DeliveryTrailers> below = [];
        foreach (var commit in takenBack)
        {
            if (await context.Repository.IsAncestorAsync(commit.Commit, delivery, ct))
            {
                below.Add(commit);
            }
        }

        return below;
    }

    /// <summary>What HEAD's history says of a task.</summary>
    /// <param name="Task">The task.</param>
    /// <param name="Head">The developer's commit.</param>
    /// <param name="InHead">The couriers' commits for its id that HEAD's history holds.</param>
    /// <param name="Ticked">The newest commit in which its box, open now, was ticked; null when it never was.</param>
    private sealed record TaskHistory(TaskItem Task, string Head, IReadOnlyList<DeliveryTrailers> InHead, string? Ticked);

    private async Task<GitEvidence> ReadAsync(
        TaskHistory history,
        TaskBranches mine,
        IReadOnlyList<AgentState> agents,
        CancellationToken ct
    )
    {
        var task = history.Task;
        GitEvidence git = new() { Tip = mine.Own.Tip };
        var delivery = mine.Own.Owner is { } owner && owner.Digest == task.Digest ? owner : null;
        var inHead =
            history.InHead.Count == 0 ? [] : history.InHead.Where(commit => commit.Delivers && commit.Digest == task.Digest).ToList();
        delivery = delivery is null ? null : await RootedAsync(delivery, mine.Own, history.Head, ct);
        if (delivery is not null && await IsSquashedAsync(delivery, history.Head, ct))
        {
            inHead.Add(delivery);
        }

        if (history.Ticked is null || (delivery is not null && await CountsAsync(history, delivery.Base, ct)))
        {
            git = await WithDeliveryAsync(git, task, delivery, mine.Own, ct);
        }

        List<int> attempts = [];
        foreach (var commit in inHead)
        {
            if (await CountsAsync(history, commit.Base, ct))
            {
                attempts.Add(commit.Attempt);
            }
        }

        git = await WithSalvageAsync(git with { AttemptsInHead = [.. attempts.Distinct()] }, history, mine.Salvages, ct);
        return
            history.Ticked is not null
            && git is { InHead: false, DeliveredCommit: null, SalvageAttempt: 0 }
            && !await IsTriedAsync(history, agents, ct)
            ? git with
            {
                TakenBack = true,
                Earlier = Earlier(mine.Own, delivery, inHead, task.Id),
            }
            : git with
            {
                Earlier = await OutdatedAsync(mine, history.Head, task.Id, ct),
            };
    }

    /// <summary>The facts with how the newest attempt that did not deliver ended, and where the newest work lies that no delivery
    /// has.</summary>
    private async Task<GitEvidence> WithSalvageAsync(
        GitEvidence git,
        TaskHistory history,
        IReadOnlyList<Salvage> salvages,
        CancellationToken ct
    )
    {
        foreach (var salvage in salvages)
        {
            if (await CountsAsync(history, salvage.Commit.Base, ct))
            {
                git =
                    git.SalvageAttempt > 0
                        ? git
                        : git with
                        {
                            SalvageAttempt = salvage.Ref.Attempt,
                            SalvageOutcome = salvage.Commit.AgentOutcome,
                        };
                if (!salvage.Commit.Empty && (!git.DescendsFromBase || salvage.Ref.Attempt > git.DeliveredAttempt))
                {
                    return git with { SalvageRef = salvage.Ref.ToString(), SalvageCommit = salvage.Commit.Commit };
                }
            }
        }

        return git;
    }

    /// <summary>Whether an attempt began after the box was taken back, if it was.</summary>
    private async Task<bool> CountsAsync(TaskHistory history, string @base, CancellationToken ct) =>
        history.Ticked is null || (DeliveryTrailers.IsHash(@base) && await context.Repository.IsAncestorAsync(history.Ticked, @base, ct));

    private async Task<bool> IsTriedAsync(TaskHistory history, IReadOnlyList<AgentState> agents, CancellationToken ct)
    {
        foreach (var agent in agents.Where(agent => agent.Task.Equals(history.Task.Id) && agent.Digest == history.Task.Digest))
        {
            if (await CountsAsync(history, agent.BaseCommit, ct))
            {
                return true;
            }
        }

        return false;
    }

    private static EarlierWork? Earlier(TaskBranch own, DeliveryTrailers? delivery, IReadOnlyList<DeliveryTrailers> inHead, TaskId task) =>
        delivery is not null && !inHead.Contains(delivery)
            ? new(own.Branch, own.Tip, delivery.Commit, delivery.Attempt) { Contains = Others(own, task) }
            : new(own.Branch, null, null, inHead.Select(commit => commit.Attempt).Append(0).Max());

    /// <summary>The newest delivery of an earlier text that HEAD's history does not hold.</summary>
    private async Task<EarlierWork?> OutdatedAsync(TaskBranches mine, string head, TaskId task, CancellationToken ct)
    {
        foreach (
            var other in mine.Others.Where(branch => branch.Owner!.Digest is not null).OrderByDescending(branch => branch.Owner!.Attempt)
        )
        {
            if (!await IsSquashedAsync(other.Owner!, head, ct))
            {
                return new(other.Branch, other.Tip, other.Owner!.Commit, other.Owner.Attempt) { Contains = Others(other, task) };
            }
        }

        return null;
    }

    private static IReadOnlyList<DeliveryTrailers> Others(TaskBranch branch, TaskId task) =>
        [.. branch.Commits.Where(commit => commit.Delivers && !commit.IsFor(task))];

    /// <summary>A delivery that was built on earlier attempts, with the base of the first of them: that is what it is judged
    /// against.</summary>
    /// <remarks>What those left out is still left out, unless the delivery has it: nobody else tells.</remarks>
    private async Task<DeliveryTrailers> RootedAsync(DeliveryTrailers delivery, TaskBranch branch, string head, CancellationToken ct)
    {
        bool IsEarlier(DeliveryTrailers commit) =>
            commit.Commit != delivery.Commit && commit.IsFor(delivery.Task) && commit.Digest == delivery.Digest;
        if (
            !branch.Commits.Any(IsEarlier)
            || (await branches.BelowAsync(head, delivery.Base, ct)).Where(IsEarlier).ToList() is not [.., var first] below
        )
        {
            return delivery;
        }

        var rooted = delivery with { Base = first.Base };
        var changed = (await ChangedAsync(rooted, ct) ?? []).ToHashSet();
        return rooted with
        {
            LeftOut = below
                .DistinctBy(commit => commit.Attempt)
                .Aggregate(delivery.LeftOut, (all, earlier) => all.And(earlier.LeftOut.Without(changed))),
        };
    }

    private async Task<GitEvidence> WithDeliveryAsync(
        GitEvidence git,
        TaskItem task,
        DeliveryTrailers? delivery,
        TaskBranch branch,
        CancellationToken ct
    )
    {
        if (delivery is null)
        {
            return git;
        }

        var changed = await ChangedAsync(delivery, ct);
        return git with
        {
            DeliveredCommit = delivery.Commit,
            DeliveredBase = changed is null ? null : delivery.Base,
            DeliveredAttempt = delivery.Attempt,
            DeliveredAttempts =
            [
                .. branch
                    .Commits.Where(commit => commit.Delivers && commit.IsFor(task.Id) && commit.Digest == delivery.Digest)
                    .Select(commit => commit.Attempt),
            ],
            DescendsFromBase = changed is not null,
            LeftOut = delivery.LeftOut,
            OutOfScope =
                task.Files.Count > 0 && changed is not null ? [.. changed.Where(file => !DeclaredFiles.Cover(task.Files, file))] : [],
        };
    }

    /// <summary>What a delivery has changed since its base, read once: commits never change. Null when it does not descend from the base it
    /// names.</summary>
    private async Task<IReadOnlyList<string>?> ChangedAsync(DeliveryTrailers delivery, CancellationToken ct)
    {
        if (!changes.TryGetValue($"{delivery.Base} {delivery.Commit}", out var changed))
        {
            var known = (await context.Repository.TryAsync(ct, "cat-file", "-e", $"{delivery.Base}^{{commit}}")).Succeeded;
            changed =
                known && await context.Repository.IsAncestorAsync(delivery.Base, delivery.Commit, ct)
                    ? await ChangedFiles.BetweenAsync(context.Repository, delivery.Base, delivery.Commit, ct)
                    : null;
            changes[$"{delivery.Base} {delivery.Commit}"] = changed;
        }

        return changed;
    }

    private async Task<bool> IsSquashedAsync(DeliveryTrailers delivery, string head, CancellationToken ct)
    {
        var key = $"{delivery.Commit} {head}";
        return squashes.TryGetValue(key, out var known)
            ? known
            : squashes[key] =
                await ChangedAsync(delivery, ct) is not null && await squashed.IsInAsync(delivery.Base, delivery.Commit, head, ct);
    }
}
