using SpecKitExtension.Agents;
using SpecKitExtension.Git;
using SpecKitExtension.Outcomes;
using SpecKitExtension.Planning;
using SpecKitExtension.Tasks;

namespace SpecKitExtension.Running;

/// <summary>Everything that is known of a task now.</summary>
/// <param name="Planned">Its place in the plan, delivered predecessors counted as done.</param>
/// <param name="Branch">Its branch: the one that exists, or the one it will get.</param>
/// <param name="Agent">Its newest attempt that the runtime knows, or null.</param>
/// <param name="Git">What git says of it.</param>
/// <param name="Outcome">The verdict; null while it lives or before it was tried.</param>
/// <param name="Attempts">The highest attempt seen anywhere.</param>
internal sealed record TaskView(PlannedTask Planned, string Branch, AgentState? Agent, GitEvidence Git, Outcome? Outcome, int Attempts)
{
    private const long LongestPause = 86_400;

    /// <summary>The task's id.</summary>
    public TaskId Id => Planned.Item.Id;

    /// <summary>Whether an agent works on it.</summary>
    public bool Live => Agent is { Live: true };

    /// <summary>The deliveries of other tasks that its branch holds and HEAD lacks.</summary>
    public IReadOnlyList<DeliveryTrailers> Contains { get; init; } = [];

    /// <summary>The tasks among them whose delivery is neither there nor accepted any more: the branch must not be built on.</summary>
    public IReadOnlyList<string> RestsOn { get; init; } = [];

    /// <summary>The deliveries of other tasks that its unfinished work was built on and HEAD lacks.</summary>
    public IReadOnlyList<DeliveryTrailers> Below { get; init; } = [];

    /// <summary>Whether an agent works on what was delivered: that stands until the agent delivers too.</summary>
    public bool IsRevised => Live && Judgement.Judge(Planned.Item.Done, null, 0, Git) is { Succeeded: true };

    /// <summary>A living pod that works on another text of this id; null without one. Two agents must never take each other for the same
    /// task's.</summary>
    public string? Blocker { get; init; }

    /// <summary>Whether nothing but the runtime's record says which branch its work is on.</summary>
    public bool OnlyRecord { get; init; }

    /// <summary>Whether the developer has taken this very delivery of the task: merged it, or ticked the box without merging any.</summary>
    public bool HasAccepted(DeliveryTrailers delivery) => Git.InHead ? Git.AttemptsInHead.Contains(delivery.Attempt) : Planned.Item.Done;

    /// <summary>Whether the delivery is the one on the task's branch, or one that was built on.</summary>
    public bool Offers(DeliveryTrailers delivery) =>
        Git.DeliveredCommit is not null && (Git.DeliveredAttempt == delivery.Attempt || Git.DeliveredAttempts.Contains(delivery.Attempt));

    /// <summary>What keeps a ready task from starting, e.g. a conflict between its predecessors; null when nothing does.</summary>
    public string? Obstacle { get; init; }

    /// <summary>What all attempts at its id have used of the model; null when nothing is known.</summary>
    public TaskUsage? Usage { get; init; }

    /// <summary>US dollars that its next attempt may cost; 0 for any amount.</summary>
    public decimal MayCost { get; init; }

    /// <summary>The commit its next attempt starts from; null unless it can start.</summary>
    public string? Base { get; init; }

    /// <summary>The earlier work that its next attempt goes on from instead; null when it begins at its base.</summary>
    public Continuation? Continues { get; init; }

    /// <summary>The same, to go on from the unfinished work of an earlier attempt, where there is any that can be built on.</summary>
    public TaskView FromSalvage() =>
        Git is { SalvageRef: { } name, SalvageCommit: { } commit } ? this with { Continues = new(name, commit, null) } : this;

    /// <summary>Whether it can start without being asked for again.</summary>
    public bool CanStart => Planned is { State: TaskState.Ready, Item.Mode: TaskMode.Async } && !Live && Outcome is null && IsFree;

    /// <summary>Whether it can start when it is asked for once more.</summary>
    public bool CanRetry => !Live && Base is not null && Outcome is { Succeeded: false } && IsFree;

    /// <summary>Whether the model's provider stopped its last attempt.</summary>
    public bool IsRateLimited => Outcome is Outcome.AgentFailed { IsRateLimited: true };

    /// <summary>How long the provider that stopped it wants to be left alone; null when it has not said so.</summary>
    public TimeSpan? RetryAfter =>
        Agent?.End is AgentEnd.Reported { Result.RetryAfterSeconds: > 0 and var seconds }
            ? TimeSpan.FromSeconds(Math.Min(seconds, LongestPause))
            : null;

    private bool IsFree => Obstacle is null && Blocker is null;
}

/// <summary>Earlier work at a task from which an attempt goes on.</summary>
/// <param name="Branch">The branch that has it.</param>
/// <param name="Commit">The commit to start from.</param>
/// <param name="Note">What its reviewer asks for; null when nobody has looked at it.</param>
internal sealed record Continuation(string Branch, string Commit, string? Note);

/// <summary>The feature as git and the runtime show it at one moment.</summary>
/// <param name="Head">The developer's commit.</param>
/// <param name="Plan">The plan, delivered tasks counted as done.</param>
/// <param name="Tasks">Every task in the order of the file.</param>
/// <param name="Remote">The feature's branches on the remote, and their commits.</param>
/// <param name="Agents">All attempts that the runtime knows.</param>
internal sealed record FeatureView(
    string Head,
    Plan Plan,
    IReadOnlyList<TaskView> Tasks,
    IReadOnlyDictionary<string, string> Remote,
    IReadOnlyList<AgentState> Agents
)
{
    /// <summary>The view of a task.</summary>
    public TaskView this[TaskId id] => Tasks.First(task => task.Id.Equals(id));

    /// <summary>The same with the verdict on tasks that could not be started, which neither git nor the runtime records.</summary>
    public FeatureView WithRefusals(IReadOnlyDictionary<TaskId, string> reasons) =>
        reasons.Count == 0
            ? this
            : this with
            {
                Tasks =
                [
                    .. Tasks.Select(task =>
                        task.Outcome is null && reasons.TryGetValue(task.Id, out var reason)
                            ? task with
                            {
                                Outcome = new Outcome.StartFailed(reason),
                            }
                            : task
                    ),
                ],
            };

    /// <summary>The same with living agents that were seen since.</summary>
    /// <param name="agents">The latest state of each task's agent.</param>
    public FeatureView WithAgents(IReadOnlyDictionary<TaskId, AgentState> agents) =>
        this with
        {
            Tasks =
            [
                .. Tasks.Select(task =>
                    agents.TryGetValue(task.Id, out var agent) && agent.Live && agent.Attempt > (task.Agent?.Attempt ?? 0)
                        ? task with
                        {
                            Agent = agent,
                            Outcome = null,
                            Attempts = Math.Max(task.Attempts, agent.Attempt),
                        }
                        : task
                ),
            ],
        };

    /// <summary>What the feature's attempts have used, and what they may.</summary>
    public FeatureUsage Usage { get; init; } = FeatureUsage.Nothing;

    /// <summary>The same with what living agents say in their logs.</summary>
    /// <param name="said">What the agent of a task has said last; null for nothing.</param>
    public FeatureView WithUsage(Func<AgentState, TaskUsage?> said)
    {
        var usage = Usage.Copy();
        foreach (var agent in Agents.Where(agent => agent.Live))
        {
            usage.Take(agent.Task.Value, agent.Attempt, said(agent));
        }

        return this with
        {
            Usage = usage,
            Tasks = [.. Tasks.Select(task => task with { Usage = usage.Of(task.Id) })],
        };
    }

    /// <summary>How many agents can start now: there are places for them, and the feature can pay them.</summary>
    /// <param name="most">Most agents that may live at the same time.</param>
    /// <param name="followed">Agents that are known to live, whatever was seen.</param>
    public int Room(int most, int followed = 0) =>
        Math.Max(0, Math.Min(most - Math.Max(LiveAgents, followed), Usage.Affords(Math.Max(LiveAgents, followed))));

    /// <summary>How many agents live.</summary>
    public int LiveAgents => Agents.Count(agent => agent.Live);
}
