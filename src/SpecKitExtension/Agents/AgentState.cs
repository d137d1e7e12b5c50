using SpecKitExtension.Tasks;

namespace SpecKitExtension.Agents;

/// <summary>How far an agent has come.</summary>
internal enum AgentPhase
{
    Pending,
    Cloning,
    Working,
    Delivering,
    Ended,
}

/// <summary>One attempt as its runtime sees it now.</summary>
/// <param name="Task">The task.</param>
/// <param name="Attempt">The attempt, from 1.</param>
/// <param name="Pod">Its pod.</param>
/// <param name="Branch">Its branch.</param>
/// <param name="BaseCommit">The commit it started from.</param>
/// <param name="Phase">How far it has come.</param>
/// <param name="Detail">What a person should know of that, e.g. why it waits; null when nothing.</param>
/// <param name="CreatedAt">When it was created.</param>
/// <param name="End">How it ended; null while it lives.</param>
/// <param name="EndedAt">When it ended.</param>
internal sealed record AgentState(
    TaskId Task,
    int Attempt,
    string Pod,
    string Branch,
    string BaseCommit,
    AgentPhase Phase,
    string? Detail,
    DateTimeOffset CreatedAt,
    AgentEnd? End = null,
    DateTimeOffset? EndedAt = null
)
{
    /// <summary>Whether it takes one of the feature's places.</summary>
    public bool Live => Phase != AgentPhase.Ended;

    /// <summary>Which text of its task it was started for; null when it does not say, and then it is nobody's.</summary>
    public TaskDigest? Digest { get; init; }
}

/// <summary>How an attempt ended, before anybody has asked git.</summary>
internal abstract record AgentEnd
{
    private AgentEnd() { }

    /// <summary>Its courier, or its clone, wrote a result.</summary>
    internal sealed record Reported(TaskResult Result) : AgentEnd;

    /// <summary>It never began.</summary>
    /// <param name="Reason">Why.</param>
    /// <param name="MayBegin">Whether it is still there and could begin after all, e.g. when its image turns up.</param>
    internal sealed record NeverStarted(string Reason, bool MayBegin = false) : AgentEnd;

    /// <summary>It was taken away before it could report, e.g. evicted or out of time.</summary>
    internal sealed record Killed(string Reason, bool OutOfTime = false) : AgentEnd;
}
