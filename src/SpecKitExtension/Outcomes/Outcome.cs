using SpecKitExtension.Git;
using SpecKitExtension.Pod;

namespace SpecKitExtension.Outcomes;

/// <summary>What became of a task, once git has been asked.</summary>
internal abstract record Outcome
{
    private Outcome() { }

    /// <summary>The branch or commit where an attempt's unfinished work lies, or null.</summary>
    public string? SalvageRef { get; init; }

    /// <summary>The outcome's name, as every output spells it.</summary>
    public string Name => GetType().Name;

    /// <summary>Whether the work arrived, so that others can build on it.</summary>
    public bool Succeeded => this is Delivered or DeliveredOutOfScope or DeliveredIncomplete;

    /// <summary>Whether all of the work arrived, so that nobody has to look after it.</summary>
    public bool Complete => this is Delivered or DeliveredOutOfScope && Later is null;

    /// <summary>What a person should know besides the name, or null.</summary>
    public string? Reason =>
        Later is null
            ? Said
            : string.Join(
                "; ",
                new[] { Said, $"a later attempt ended as {Later.Name}{(Later.Said is null ? "" : $" ({Later.Said})")}" }.OfType<string>()
            );

    /// <summary>How an attempt ended that was to improve on a delivery and did not; null without one. The delivery stands.</summary>
    public Outcome? Later { get; init; }

    /// <summary>What the outcome itself has to say.</summary>
    protected virtual string? Said => null;

    /// <summary>The branch has the work, on top of its base.</summary>
    internal sealed record Delivered(string? Commit) : Outcome;

    /// <summary>Delivered, with files that the task did not declare.</summary>
    internal sealed record DeliveredOutOfScope(string Commit, IReadOnlyList<string> Files) : Outcome
    {
        protected override string? Said => AlsoChanged(Files);
    }

    /// <summary>Delivered, but not all that the agent has made.</summary>
    internal sealed record DeliveredIncomplete(string Commit, LeftOut LeftOut, IReadOnlyList<string> OutOfScope) : Outcome
    {
        protected override string? Said => $"left out {LeftOut}{(OutOfScope.Count > 0 ? $"; {AlsoChanged(OutOfScope)}" : "")}";
    }

    /// <summary>The branch delivers an earlier text of this id.</summary>
    internal sealed record Outdated(string Branch) : Outcome
    {
        protected override string? Said =>
            $"{Branch} delivers an earlier text of this task; `run --retry` starts anew, `integrate --as-is` accepts it";
    }

    /// <summary>The box was ticked once, and somebody has opened it again.</summary>
    internal sealed record TakenBack : Outcome
    {
        protected override string? Said =>
            "its box was ticked once and is open again; `run --retry` starts anew, `integrate --as-is` accepts what is there";
    }

    /// <summary>The agent ended and the tree is as it was.</summary>
    internal sealed record NoChange(string? Why) : Outcome
    {
        protected override string? Said => Why;
    }

    /// <summary>The agent gave up or broke.</summary>
    internal sealed record AgentFailed(string? Why) : Outcome
    {
        /// <summary>Whether the model's provider stopped it by its rate limit: no failure of its own.</summary>
        public bool IsRateLimited => Why?.StartsWith(Verdict.RateLimited, StringComparison.Ordinal) == true;

        protected override string? Said => Why;
    }

    /// <summary>The agent's time was over.</summary>
    internal sealed record TimedOut(string? Why) : Outcome
    {
        protected override string? Said => Why;
    }

    /// <summary>Somebody stopped it.</summary>
    internal sealed record Cancelled(string? Why) : Outcome
    {
        protected override string? Said => Why;
    }

    /// <summary>The agent never began.</summary>
    internal sealed record StartFailed(string Why) : Outcome
    {
        protected override string? Said => Why;
    }

    /// <summary>The work was done and the remote did not take it.</summary>
    internal sealed record PushFailed(string? Why) : Outcome
    {
        protected override string? Said => Why;
    }

    /// <summary>A delivery is claimed that git does not confirm.</summary>
    internal sealed record Unverified(string Why) : Outcome
    {
        protected override string? Said => Why;
    }

    /// <summary>The agent is gone without a word.</summary>
    internal sealed record Lost(string Why) : Outcome
    {
        protected override string? Said => Why;
    }

    private static string AlsoChanged(IReadOnlyList<string> files) =>
        $"also changed {string.Join(", ", files.Take(5))}{(files.Count > 5 ? $" and {files.Count - 5} more" : "")}, which the task does not name";
}
