namespace SpecKitExtension.Outcomes;

/// <summary>What git says of one task; facts, not yet a verdict.</summary>
internal sealed record GitEvidence
{
    /// <summary>Nothing there.</summary>
    public static readonly GitEvidence None = new();

    /// <summary>The task branch's commit on the remote, or null when there is no such branch.</summary>
    public string? Tip { get; init; }

    /// <summary>The courier's commit on the branch that says it delivers this task, or null.</summary>
    public string? DeliveredCommit { get; init; }

    /// <summary>The attempt that made it.</summary>
    public int DeliveredAttempt { get; init; }

    /// <summary>Whether that commit descends from the base that its trailers name.</summary>
    public bool DescendsFromBase { get; init; }

    /// <summary>Files of the delivery that the task does not declare.</summary>
    public IReadOnlyList<string> OutOfScope { get; init; } = [];

    /// <summary>The attempts at this task that HEAD's history holds, e.g. merged and the branch deleted.</summary>
    public IReadOnlyList<int> AttemptsInHead { get; init; } = [];

    /// <summary>Whether HEAD's history holds a delivery of this task.</summary>
    public bool InHead => AttemptsInHead.Count > 0;

    /// <summary>The newest salvage ref on the remote; null without one, and when it only records its attempt.</summary>
    public string? SalvageRef { get; init; }

    /// <summary>The attempt that the newest salvage ref belongs to; 0 without one.</summary>
    public int SalvageAttempt { get; init; }

    /// <summary>How the attempt ended according to the salvage commit, e.g. <c>failed</c>.</summary>
    public string? SalvageOutcome { get; init; }
}
