using SpecKitExtension.Agents;
using SpecKitExtension.Git;
using SpecKitExtension.Naming;
using SpecKitExtension.Rendering;
using SpecKitExtension.Tasks;
using SpecKitExtension.Tools;

namespace SpecKitExtension.Running;

/// <summary>What became of one task that was to start.</summary>
/// <param name="Task">The task.</param>
/// <param name="Branch">Its branch.</param>
/// <param name="Pod">Its pod.</param>
/// <param name="Attempt">The attempt, from 1.</param>
/// <param name="Answer">What git and the runtime said.</param>
internal sealed record TaskStart(TaskId Task, string Branch, string Pod, int Attempt, StartAnswer Answer)
{
    /// <summary>The branch whose earlier work it goes on from; null when it begins at its base.</summary>
    public string? From { get; init; }

    /// <summary>Whether that work lacks something that the task's base has by now.</summary>
    public bool IsBehind { get; init; }
}

/// <summary>The texts that an agent and its commit get.</summary>
/// <param name="Prompt">Renders a task's prompt.</param>
/// <param name="CommitMessage">Renders its commit message.</param>
internal sealed record TaskTexts(Func<TaskItem, FoundWork?, string> Prompt, Func<TaskItem, string> CommitMessage);

/// <summary>Starts tasks: first their branches, in one push, then their agents.</summary>
internal sealed class TaskStarter(
    FeatureContext context,
    RemoteBranches branches,
    IAgentRuntime runtime,
    TaskTexts texts,
    EarlierAttempts earlier
)
{
    /// <summary>Starts tasks that have a base.</summary>
    /// <param name="view">The feature as it was just seen.</param>
    /// <param name="tasks">The tasks; each has a base.</param>
    /// <param name="wave">All tasks that could start if there were room.</param>
    /// <param name="branch">Another branch than the task's own, or null.</param>
    /// <param name="ct">Ends the work; what is pushed by then stays and is found again.</param>
    public async Task<IReadOnlyList<TaskStart>> StartAsync(
        FeatureView view,
        IReadOnlyList<TaskView> tasks,
        IReadOnlyList<TaskView> wave,
        string? branch,
        CancellationToken ct
    )
    {
        // Rendered first: a prompt that cannot be rendered must leave no branch behind.
        Dictionary<TaskId, AgentSpec> rendered = [];
        foreach (var task in wave.Concat(tasks).DistinctBy(task => task.Id))
        {
            var found = task.Continues is { } from ? await earlier.FindAsync(view, task, from, ct) : null;
            rendered[task.Id] = Spec(task, branch ?? task.Branch, await StartingPointAsync(view, task, branch ?? task.Branch, ct), found);
        }

        List<AgentSpec> specs = [.. tasks.Select(task => rendered[task.Id])];
        var kept = await ReplaceAsync(view, specs, ct);
        var refused = new Dictionary<string, string>();
        List<BranchMove> moves = [];
        foreach (var spec in specs.Where(spec => !kept.ContainsKey(spec.Pod)))
        {
            var (move, refusal) = await MoveAsync(view, spec, ct);
            if (refusal is not null)
            {
                refused[spec.Branch] = refusal;
            }
            else if (move is not null)
            {
                moves.Add(move);
            }
        }

        HashSet<string> moved = [];
        foreach (var (name, why) in await branches.PushAsync(moves, ct))
        {
            refused[name] =
                $"the remote `{branches.Remote}` refused the branch {name}: {why}{(context.Signing.Problem is { } unsigned ? $"; {unsigned}" : "")}";
            if (why == PushAnswer.Moved)
            {
                moved.Add(name);
            }
        }

        List<AgentSpec> ready = [.. specs.Where(spec => !refused.ContainsKey(spec.Branch) && !kept.ContainsKey(spec.Pod))];
        var answers = ready
            .Zip(await runtime.StartAsync(ready, [.. wave.Select(task => rendered[task.Id])], ct))
            .ToDictionary(pair => pair.First.Pod, pair => pair.Second);
        await TakeBackAsync(
            moves.Where(move =>
                move.From is "" && ready.Any(spec => spec.Branch == move.Branch && answers[spec.Pod] is StartAnswer.Refused)
            ),
            ct
        );
        List<TaskStart> starts = [];
        foreach (var (task, spec) in tasks.Zip(specs))
        {
            starts.Add(
                new(spec.Task, spec.Branch, spec.Pod, spec.Attempt, answers.GetValueOrDefault(spec.Pod) ?? Refusal(spec))
                {
                    From = task.Continues?.Branch,
                    IsBehind =
                        task is { Continues: { } from, Base: { } now } && !await context.Repository.IsAncestorAsync(now, from.Commit, ct),
                }
            );
        }

        return starts;

        StartAnswer Refusal(AgentSpec spec) =>
            kept.TryGetValue(spec.Pod, out var why) ? new StartAnswer.Refused(why)
            : moved.Contains(spec.Branch) ? new StartAnswer.NoRoom($"another process has just moved {spec.Branch}")
            : new StartAnswer.Refused(refused[spec.Branch], ByRemote: true);
    }

    /// <summary>Removes earlier attempts that could begin after all: two agents must never work on one branch.</summary>
    /// <returns>Pod to reason, for each attempt that must not start because an earlier one stays.</returns>
    private async Task<Dictionary<string, string>> ReplaceAsync(FeatureView view, List<AgentSpec> specs, CancellationToken ct)
    {
        Dictionary<string, string> kept = [];
        foreach (var spec in specs)
        {
            foreach (
                var earlier in view.Agents.Where(agent =>
                    agent.Task.Equals(spec.Task) && agent.Pod != spec.Pod && agent.End is AgentEnd.NeverStarted { MayBegin: true }
                )
            )
            {
                try
                {
                    await runtime.RemoveAsync(context.Scope, earlier.Pod, ct);
                }
                catch (ToolFailedException failure)
                {
                    kept[spec.Pod] =
                        $"{earlier.Pod}, an earlier attempt, may still begin and cannot be removed: {failure.Message.Split('\n')[0]}";
                }
            }
        }

        return kept;
    }

    /// <summary>A branch that was made for an agent which never came is nobody's.</summary>
    private Task TakeBackAsync(IEnumerable<BranchMove> moves, CancellationToken ct) =>
        branches.PushAsync([.. moves.Select(move => new BranchMove(move.Branch, move.To, ""))], ct);

    /// <summary>Earlier work as it is, or the base, signed where the developer's git signs.</summary>
    private async Task<string> StartingPointAsync(FeatureView view, TaskView task, string branch, CancellationToken ct) =>
        task.Continues?.Commit
        ?? await context.Signing.SignAsync(
            view.Head,
            task.Base ?? throw new InvalidOperationException($"{task.Id} has no base."),
            view.Remote.GetValueOrDefault(branch),
            ct
        );

    private AgentSpec Spec(TaskView task, string branch, string start, FoundWork? found)
    {
        var attempt = task.Attempts + 1;
        return new(
            task.Id,
            task.Planned.Item.Digest,
            attempt,
            PodName.For(context.Key, context.Feature, task.Id, attempt).Value,
            context.Scope,
            context.AgentUrl,
            branch,
            start,
            context.Directory,
            texts.CommitMessage(task.Planned.Item),
            texts.Prompt(task.Planned.Item, found)
        )
        {
            BudgetTokens = context.Settings.Budget.Tokens,
            BudgetUsd = task.MayCost,
        };
    }

    /// <summary>How the branch gets to the base, unless it holds work that is not ours to move.</summary>
    private async Task<(BranchMove? Move, string? Refusal)> MoveAsync(FeatureView view, AgentSpec spec, CancellationToken ct)
    {
        if (spec.Attempt > PodName.MostAttempts)
        {
            return (
                null,
                $"attempt {PodName.MostAttempts} of {spec.Task} was the last that can be counted. Give the task another id, or delete what claims that number."
            );
        }

        if (!view.Remote.TryGetValue(spec.Branch, out var tip))
        {
            return (new(spec.Branch, "", spec.BaseCommit), null);
        }

        if (tip == spec.BaseCommit)
        {
            return (null, null);
        }

        // Whatever is on the branch is in a commit that descends from it, too.
        var foreign = await context.Repository.IsAncestorAsync(tip, spec.BaseCommit, ct)
            ? null
            : await ForeignWork.FindAsync(context, view, spec, tip, ct);
        return foreign is null
            ? (new(spec.Branch, tip, spec.BaseCommit), null)
            : (
                null,
                $"the branch {spec.Branch} exists on `{branches.Remote}` with work that is not this task's ({foreign}). Rename or delete it there, choose another with `spawn {spec.Task} --branch NAME`, or build on it with `revise {spec.Task} --onto-theirs`."
            );
    }
}
