using SpecKitExtension.Agents;
using SpecKitExtension.Cluster;
using SpecKitExtension.Git;
using SpecKitExtension.Naming;
using SpecKitExtension.Outcomes;
using SpecKitExtension.Planning;
using SpecKitExtension.Tasks;
using SpecKitExtension.Tools;

namespace SpecKitExtension.Running;

/// <summary>Puts together what git and the runtime say: the only state there is.</summary>
/// <param name="context">The feature.</param>
/// <param name="branches">Its branches on the remote.</param>
/// <param name="runtime">Where agents run.</param>
/// <param name="withoutRuntime">Takes why the runtime does not answer, where git alone is enough; null where it is not.</param>
internal sealed class FeatureObserver(
    FeatureContext context,
    RemoteBranches branches,
    IAgentRuntime runtime,
    Action<string>? withoutRuntime = null
)
{
    private readonly EvidenceReader evidence = new(context);
    private readonly TaskBases bases = new(context);

    /// <summary>Looks at everything now.</summary>
    /// <param name="ct">Ends the looking.</param>
    /// <param name="ended">Attempts whose end the caller has seen; one that somebody removed since leaves no other trace.</param>
    public async Task<FeatureView> ObserveAsync(CancellationToken ct, IEnumerable<AgentState>? ended = null)
    {
        // The runtime before the remote: an agent that ends in between has pushed before git is asked. What is known here is read
        // meanwhile.
        var listing = ListAsync(ct);
        var reading = ReadHeadAsync(ct);
        await Task.WhenAll(listing, reading);
        var agents = await listing;
        var (plan, history) = await reading;
        var seen = (ended ?? []).ToDictionary(agent => agent.Pod);

        // A runtime tells of an end a second or two after the courier's last word.
        agents =
        [
            .. agents.Select(agent =>
                agent.Live && seen.GetValueOrDefault(agent.Pod) is { End: AgentEnd.Reported } reported ? reported : agent
            ),
            .. seen.Values.Where(gone => agents.All(agent => agent.Pod != gone.Pod)),
        ];
        var remote = await branches.ReadAsync(
            [.. agents.Select(agent => agent.Branch).Where(branch => branch.Length > 0).Append(context.IntegrationRef.Value).Distinct()],
            ct
        );
        var git = await evidence.ReadAsync([.. plan.Tasks.Select(task => task.Item)], history, remote, agents, ct);
        var attempts = agents.ToLookup(agent => agent.Task);
        List<TaskView> tasks = [.. plan.Tasks.Select(task => View(task, git[task.Item.Id], [.. attempts[task.Item.Id]]))];
        tasks = Reject(tasks);
        var delivered = tasks
            .Where(task => task.Outcome is { Succeeded: true } && task.RestsOn.Count == 0)
            .Select(task => task.Id)
            .ToHashSet();
        plan = context.Plan(delivered);
        List<TaskView> views = [];
        foreach (var (task, planned) in tasks.Zip(plan.Tasks))
        {
            views.Add(task with { Planned = planned });
        }

        var usage = FeatureUsage.Of(context.Settings.Budget, evidence.Commits, agents);
        views =
        [
            .. (await bases.FindAsync(history.Commit, views, ct)).Select(task =>
                task with
                {
                    Usage = usage.Of(task.Id),
                    MayCost = usage.MayCost,
                    Obstacle = task.Obstacle ?? Obstacle(task, tasks, usage),
                }
            ),
        ];
        return new(history.Commit, plan, views, remote, agents) { Usage = usage };
    }

    private async Task<(Plan Plan, EvidenceReader.HeadHistory History)> ReadHeadAsync(CancellationToken ct)
    {
        var head = await context.Repository.HeadAsync(ct);
        var plan = context.Plan(new HashSet<TaskId>());
        return plan.HasErrors
            ? throw InvalidTasksException.Of(context.TasksPath, plan.Problems)
            : (plan, await evidence.ReadHeadAsync([.. plan.Tasks.Select(task => task.Item)], head, ct));
    }

    /// <summary>Why a task cannot start although nothing is wrong with it: the budget, or a predecessor that somebody has to look
    /// after.</summary>
    private static string? Obstacle(TaskView task, IReadOnlyList<TaskView> tasks, FeatureUsage usage)
    {
        if (task.Live || task.Outcome is not null)
        {
            return task.Live || task.Outcome is { Succeeded: true } ? null : usage.Refusal;
        }

        var failed =
            task.Planned.State != TaskState.Waiting
                ? []
                : tasks
                    .Where(other => task.Planned.Predecessors.Contains(other.Id) && other is { Live: false, Outcome.Succeeded: false })
                    .ToList();
        return failed.Count > 0
                ? string.Join(
                    "; ",
                    failed.Select(other =>
                        $"{other.Id} did not deliver ({other.Outcome!.Name}{(other.Outcome.Reason is { Length: > 0 } why ? $": {why}" : "")})"
                    )
                )
            : task.Planned is { State: TaskState.Ready, Item.Mode: TaskMode.Async } ? usage.Refusal
            : null;
    }

    private async Task<IReadOnlyList<AgentState>> ListAsync(CancellationToken ct)
    {
        try
        {
            return await runtime.ListAsync(context.Scope, ct);
        }
        catch (ToolFailedException away) when (withoutRuntime is not null && MayGoOnWithout(away))
        {
            withoutRuntime(away.Message.Split('\n')[0]);
            return [];
        }
    }

    /// <summary>Whether nobody answered; what a cluster said, and a choice of a cluster that is wrong, must be told instead.</summary>
    private static bool MayGoOnWithout(ToolFailedException away) =>
        away
            is not ClusterException { Said: not null }
                and not ClusterException { Status: System.Net.HttpStatusCode.NotFound }
                and not ClusterException { IsMisconfigured: true };

    /// <summary>HEAD with every delivered branch that it lacks.</summary>
    public Task<Integration> IntegrateAllAsync(FeatureView view, CancellationToken ct) =>
        bases.IntegrateAllAsync(view.Head, view.Tasks, ct);

    private TaskView View(PlannedTask task, EvidenceReader.Evidence found, IReadOnlyList<AgentState> agents)
    {
        var digest = agents.Count == 0 ? null : task.Item.Digest;
        var own = agents.Where(agent => agent.Digest == digest).MaxBy(agent => agent.Attempt);
        var attempts = Math.Max(found.Attempts, agents.Select(agent => agent.Attempt).Append(0).Max());
        var outcome = own is { Live: true } ? null : Judgement.Judge(task.Item.Done, own?.End, own?.Attempt ?? 0, found.Git);
        var onlyRecord =
            own is not null
            && !found.Git.InHead
            && !task.Item.Done
            && !BranchName.IsNamedFor(own.Branch, context.Feature, own.Task, context.BranchTemplate);
        return new(task, found.Branch, own, found.Git, outcome, attempts)
        {
            Contains = found.Contains,
            Below = found.Below,
            OnlyRecord = onlyRecord,
            Blocker = agents.FirstOrDefault(agent => agent.Live && agent.Digest != digest)?.Pod,
        };
    }

    /// <summary>A branch that holds the work of a task which is delivered no more must not carry it on.</summary>
    private static List<TaskView> Reject(List<TaskView> tasks)
    {
        var good = tasks
            .Where(task => task.Outcome is { Succeeded: true } || task.IsRevised)
            .Select(task => task.Id.Value)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        var byId = tasks.DistinctBy(task => task.Id).ToDictionary(task => task.Id.Value, StringComparer.OrdinalIgnoreCase);
        bool IsGood(DeliveryTrailers delivery) =>
            byId.GetValueOrDefault(delivery.Task) is { } task
            && (task.HasAccepted(delivery) || (good.Contains(delivery.Task) && task.Offers(delivery)));
        IReadOnlyList<string> Missing(TaskView task) =>
            task.Planned.Item.Done || task.Git.InHead
                ? []
                :
                [
                    .. task
                        .Contains.Where(delivery => !IsGood(delivery))
                        .Select(delivery => delivery.Task)
                        .Distinct(StringComparer.OrdinalIgnoreCase),
                ];
        while (tasks.Find(task => good.Contains(task.Id.Value) && Missing(task).Count > 0) is { } rejected)
        {
            good.Remove(rejected.Id.Value);
        }

        return
        [
            .. tasks.Select(task =>
                task with
                {
                    RestsOn = task.Outcome is { Succeeded: true } ? Missing(task) : [],
                    Git = task.Below.All(IsGood) ? task.Git : task.Git with { SalvageCommit = null },
                }
            ),
        ];
    }
}
