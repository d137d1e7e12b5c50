using SpecKitExtension.Git;

namespace SpecKitExtension.Outcomes;

/// <summary>What git says of one task; facts, not yet a verdict. Only what was made for the task's present text counts.</summary>
internal sealed record GitEvidence
{
    /// <summary>Nothing there.</summary>
    public static readonly GitEvidence None = new();

    /// <summary>The task branch's commit on the remote, or null when there is no such branch.</summary>
    public string? Tip { get; init; }

    /// <summary>The courier's commit on the branch that says it delivers this task, or null.</summary>
    public string? DeliveredCommit { get; init; }

    /// <summary>The commit that its first attempt started from; null without a delivery.</summary>
    public string? DeliveredBase { get; init; }

    /// <summary>The attempt that made it.</summary>
    public int DeliveredAttempt { get; init; }

    /// <summary>The attempts whose deliveries its history holds, its own among them: it was built on them.</summary>
    public IReadOnlyList<int> DeliveredAttempts { get; init; } = [];

    /// <summary>Whether that commit descends from the base that its trailers name.</summary>
    public bool DescendsFromBase { get; init; }

    /// <summary>Files of the delivery that the task does not declare.</summary>
    public IReadOnlyList<string> OutOfScope { get; init; } = [];

    /// <summary>What the agent has made and the delivery does not have.</summary>
    public LeftOut LeftOut { get; init; } = LeftOut.Nothing;

    /// <summary>The attempts at this task that HEAD's history holds: merged, also squashed, and the branch perhaps deleted.</summary>
    public IReadOnlyList<int> AttemptsInHead { get; init; } = [];

    /// <summary>Whether HEAD's history holds a delivery of this task.</summary>
    public bool InHead => AttemptsInHead.Count > 0;

    /// <summary>Whether HEAD's history once had the box ticked for this very text, and nothing has been tried since it was taken
    /// back.</summary>
    public bool TakenBack { get; init; }

    /// <summary>What there is of this id that does not count: it was made for an earlier text, or its box was taken back; null when
    /// nothing.</summary>
    public EarlierWork? Earlier { get; init; }

    /// <summary>The newest salvage ref on the remote that holds work which no delivery has; null without one.</summary>
    public string? SalvageRef { get; init; }

    /// <summary>The commit of that ref, from which another attempt can go on; null without one.</summary>
    public string? SalvageCommit { get; init; }

    /// <summary>The attempt that the newest salvage ref belongs to; 0 without one.</summary>
    public int SalvageAttempt { get; init; }

    /// <summary>How the attempt ended according to the salvage commit, e.g. <c>failed</c>.</summary>
    public string? SalvageOutcome { get; init; }
}

/// <summary>Work for a task's id that its reviewer has to accept by name.</summary>
/// <param name="Branch">The branch that has it.</param>
/// <param name="Tip">That branch's commit; null when HEAD's history holds the work.</param>
/// <param name="Commit">The courier's commit; null when HEAD's history holds the work, or nobody knows which it was.</param>
/// <param name="Attempt">The attempt that made it; 0 when nobody knows.</param>
internal sealed record EarlierWork(string Branch, string? Tip, string? Commit, int Attempt)
{
    /// <summary>The deliveries of other tasks that the branch holds and HEAD lacks.</summary>
    public IReadOnlyList<DeliveryTrailers> Contains { get; init; } = [];
}
