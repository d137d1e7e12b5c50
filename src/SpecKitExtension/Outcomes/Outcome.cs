namespace SpecKitExtension.Outcomes;

/// <summary>What became of a task, once git has been asked.</summary>
internal abstract record Outcome
{
    private Outcome()
    {
    }

    /// <summary>The branch or commit where an attempt's unfinished work lies, or null.</summary>
    public string? SalvageRef { get; init; }

    /// <summary>The outcome's name, as every output spells it.</summary>
    public string Name => GetType().Name;

    /// <summary>Whether the work arrived.</summary>
    public bool Succeeded => this is Delivered or DeliveredOutOfScope;

    /// <summary>What a person should know besides the name, or null.</summary>
    public virtual string? Reason => null;

    /// <summary>The branch has the work, on top of its base.</summary>
    internal sealed record Delivered(string? Commit) : Outcome;

    /// <summary>Delivered, with files that the task did not declare.</summary>
    internal sealed record DeliveredOutOfScope(string Commit, IReadOnlyList<string> Files) : Outcome
    {
        public override string Reason => $"also changed {string.Join(", ", Files.Take(5))}{(Files.Count > 5 ? $" and {Files.Count - 5} more" : "")}, which the task does not name";
    }

    /// <summary>The agent ended and the tree is as it was.</summary>
    internal sealed record NoChange(string? Why) : Outcome
    {
        public override string? Reason => Why;
    }

    /// <summary>The agent gave up or broke.</summary>
    internal sealed record AgentFailed(string? Why) : Outcome
    {
        public override string? Reason => Why;
    }

    /// <summary>The agent's time was over.</summary>
    internal sealed record TimedOut(string? Why) : Outcome
    {
        public override string? Reason => Why;
    }

    /// <summary>Somebody stopped it.</summary>
    internal sealed record Cancelled(string? Why) : Outcome
    {
        public override string? Reason => Why;
    }

    /// <summary>The agent never began.</summary>
    internal sealed record StartFailed(string Why) : Outcome
    {
        public override string Reason => Why;
    }

    /// <summary>The work was done and the remote did not take it.</summary>
    internal sealed record PushFailed(string? Why) : Outcome
    {
        public override string? Reason => Why;
    }

    /// <summary>A delivery is claimed that git does not confirm.</summary>
    internal sealed record Unverified(string Why) : Outcome
    {
        public override string Reason => Why;
    }

    /// <summary>The agent is gone without a word.</summary>
    internal sealed record Lost(string Why) : Outcome
    {
        public override string Reason => Why;
    }
}
