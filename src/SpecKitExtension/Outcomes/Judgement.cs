using SpecKitExtension.Agents;
using SpecKitExtension.Pod;

namespace SpecKitExtension.Outcomes;

/// <summary>The verdict on a task: a pure function of how its last attempt ended and of what git says.</summary>
internal static class Judgement
{
    /// <summary>Judges a task that has no live agent.</summary>
    /// <param name="ticked">Whether its box is ticked.</param>
    /// <param name="end">How the last attempt that the runtime knows ended; null when it knows none.</param>
    /// <param name="attempt">That attempt; 0 when there is none.</param>
    /// <param name="git">What git says.</param>
    /// <returns>Null when nothing has been tried yet.</returns>
    public static Outcome? Judge(bool ticked, AgentEnd? end, int attempt, GitEvidence git)
    {
        var outcome = JudgeOne(ticked, end, attempt, git);
        return outcome is { Succeeded: true } && !ticked && !git.InHead && Later(end, attempt, git) is { } later
            ? outcome with
            {
                Later = later,
                SalvageRef = later.SalvageRef,
            }
            : outcome;
    }

    /// <summary>What became of an attempt after the one that delivered; null without one.</summary>
    private static Outcome? Later(AgentEnd? end, int attempt, GitEvidence git) =>
        end is not null && attempt > git.DeliveredAttempt && attempt >= git.SalvageAttempt ? Undelivered(end, git)
        : git.SalvageAttempt > git.DeliveredAttempt ? Salvaged(git)
        : null;

    private static Outcome? JudgeOne(bool ticked, AgentEnd? end, int attempt, GitEvidence git) =>
        (ticked || git.InHead, git.DeliveredCommit, git.DescendsFromBase) switch
        {
            (true, var commit, _) => new Outcome.Delivered(commit),
            _ when git.TakenBack => new Outcome.TakenBack(),
            (_, { } commit, true) when git.LeftOut.Count > 0 => new Outcome.DeliveredIncomplete(commit, git.LeftOut, git.OutOfScope),
            (_, { } commit, true) when git.OutOfScope.Count > 0 => new Outcome.DeliveredOutOfScope(commit, git.OutOfScope),
            (_, { } commit, true) => new Outcome.Delivered(commit),
            (_, { } commit, false) => new Outcome.Unverified($"{commit[..7]} does not descend from the base it names")
            {
                SalvageRef = git.SalvageRef,
            },
            _ when end is not null && attempt >= git.SalvageAttempt => Undelivered(end, git),
            _ when git.SalvageAttempt > 0 => Salvaged(git),
            _ when git.Earlier is { } earlier => new Outcome.Outdated(earlier.Branch),
            _ => null,
        };

    private static Outcome Undelivered(AgentEnd end, GitEvidence git) =>
        end switch
        {
            AgentEnd.NeverStarted(var reason, _) => new Outcome.StartFailed(reason) { SalvageRef = git.SalvageRef },
            AgentEnd.Killed(var reason, OutOfTime: true) => new Outcome.TimedOut(reason) { SalvageRef = git.SalvageRef },
            AgentEnd.Killed(var reason, _) => new Outcome.Lost(reason) { SalvageRef = git.SalvageRef },
            AgentEnd.Reported({ } result) => Claimed(result, git) with { SalvageRef = git.SalvageRef },
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    private static Outcome Claimed(TaskResult result, GitEvidence git) =>
        result.Outcome switch
        {
            "delivered" => new Outcome.Unverified(
                git.Tip is null
                    ? $"the courier says it pushed {Short(result.Commit)}, but the remote has no branch {result.Branch}"
                    : $"the courier says it pushed {Short(result.Commit)}, but {result.Branch} on the remote is at {Short(git.Tip)}"
            ),
            "no-change" => new Outcome.NoChange(result.Reason),
            "agent-failed" => new Outcome.AgentFailed(result.Reason),
            "timed-out" => new Outcome.TimedOut(result.Reason),
            "cancelled" => new Outcome.Cancelled(result.Reason),
            "push-failed" => new Outcome.PushFailed(result.Reason),
            "clone-failed" => new Outcome.StartFailed($"clone failed: {result.Reason ?? "no reason given"}"),
            var other => new Outcome.Unverified($"the courier reports `{other}`, which this version does not know"),
        };

    /// <summary>The pod is gone, on whatever machine it ran: the salvage commit is all that is left of the attempt.</summary>
    private static Outcome Salvaged(GitEvidence git) =>
        (git.SalvageOutcome, git.SalvageRef) switch
        {
            ("no-change", _) => new Outcome.NoChange("the agent left the tree as it was"),
            ("push-failed", null) => new Outcome.PushFailed("the remote took nothing of its work; the log has what fits there"),
            ("clone-failed", _) => new Outcome.StartFailed("clone failed; the pod that knew why is gone"),
            (Verdict.RateLimited, null) => new Outcome.AgentFailed($"{Verdict.RateLimited}; it left no work"),
            (Verdict.RateLimited, var salvage) => new Outcome.AgentFailed($"{Verdict.RateLimited}; its work so far is on the salvage ref")
            {
                SalvageRef = salvage,
            },
            ("failed", null) => new Outcome.AgentFailed("it left no work"),
            ("timed-out", null) => new Outcome.TimedOut("it left no work"),
            ("cancelled", null) => new Outcome.Cancelled("it left no work"),
            ("failed", var salvage) => new Outcome.AgentFailed("its work so far is on the salvage ref") { SalvageRef = salvage },
            ("timed-out", var salvage) => new Outcome.TimedOut("its work so far is on the salvage ref") { SalvageRef = salvage },
            ("cancelled", var salvage) => new Outcome.Cancelled("its work so far is on the salvage ref") { SalvageRef = salvage },
            ("push-failed", var salvage) => new Outcome.PushFailed("the branch did not take the work; it is on the salvage ref")
            {
                SalvageRef = salvage,
            },
            (_, var salvage) => new Outcome.Lost("the agent is gone; its last checkpoint is on the salvage ref") { SalvageRef = salvage },
        };

    private static string Short(string? commit) => commit is { Length: > 7 } ? commit[..7] : commit ?? "nothing";
}
