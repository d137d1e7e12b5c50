using SpecKitExtension.Agents;
using SpecKitExtension.Outcomes;

namespace SpecKitExtension.Tests.Outcomes;

/// <summary>The whole table of verdicts: facts to outcome, a row each.</summary>
public sealed class JudgementTests
{
    private static readonly string Commit = new('a', 40);
    private static readonly GitEvidence Nothing = GitEvidence.None;
    private static readonly GitEvidence Delivered = new()
    {
        Tip = Commit,
        DeliveredCommit = Commit,
        DeliveredAttempt = 1,
        DescendsFromBase = true,
    };
    private static readonly GitEvidence Merged = new() { AttemptsInHead = [1] };
    private static readonly GitEvidence Salvage = new()
    {
        SalvageRef = "b-salvage-1",
        SalvageAttempt = 1,
        SalvageOutcome = "failed",
    };

    public static TheoryData<string, bool, string, string, string> Table =>
        new()
        {
            // what a person did
            { "never tried", false, "none", "nothing", "null" },
            { "ticked", true, "none", "nothing", "Delivered" },
            { "ticked, though its agent failed", true, "agent-failed", "salvage", "Delivered" },
            { "merged, its branch deleted", false, "none", "merged", "Delivered" },
            { "merged, though a later attempt failed", false, "agent-failed", "merged", "Delivered" },
            // what git confirms
            { "trailers on the branch, the pod long gone", false, "none", "delivered", "Delivered" },
            { "the courier says so and git agrees", false, "delivered", "delivered", "Delivered" },
            { "the agent's exit code is a hint only", false, "agent-failed", "delivered", "Delivered" },
            { "delivered by an attempt whose pod was lost", false, "lost", "delivered", "Delivered" },
            { "files that nobody declared", false, "delivered", "out of scope", "DeliveredOutOfScope" },
            { "a file that its courier left out", false, "delivered", "incomplete", "DeliveredIncomplete" },
            {
                "a base that it does not descend from",
                false,
                "delivered",
                "rewritten",
                "Unverified: aaaaaaa does not descend from the base it names"
            },
            // an attempt that was to improve on a delivery
            { "revised, and worse", false, "agent-failed 2", "delivered", "Delivered" },
            { "revised, and worse, its pod gone", false, "none", "delivered, then salvage", "Delivered" },
            // what was made for something else
            {
                "an earlier text was delivered",
                false,
                "none",
                "outdated",
                "Outdated: old delivers an earlier text of this task; `run --retry` starts anew, `integrate --as-is` accepts it"
            },
            { "an earlier text was delivered, this one failed", false, "agent-failed", "outdated", "AgentFailed: why" },
            { "an earlier text was delivered, this one is ticked", true, "none", "outdated", "Delivered" },
            {
                "taken back",
                false,
                "none",
                "taken back",
                "TakenBack: its box was ticked once and is open again; `run --retry` starts anew, `integrate --as-is` accepts what is there"
            },
            {
                "taken back, though its branch is still there",
                false,
                "delivered",
                "taken back",
                "TakenBack: its box was ticked once and is open again; `run --retry` starts anew, `integrate --as-is` accepts what is there"
            },
            { "taken back, and ticked again", true, "none", "taken back", "Delivered" },
            // what only the runtime knows
            {
                "claims a branch that is not there",
                false,
                "delivered",
                "nothing",
                "Unverified: the courier says it pushed aaaaaaa, but the remote has no branch b"
            },
            {
                "claims a commit that the branch does not have",
                false,
                "delivered",
                "branch elsewhere",
                "Unverified: the courier says it pushed aaaaaaa, but b on the remote is at bbbbbbb"
            },
            { "a lie", false, "no-change", "nothing", "NoChange: why" },
            { "gave up", false, "agent-failed", "salvage", "AgentFailed: why; b-salvage-1" },
            { "gave up without work", false, "agent-failed", "nothing", "AgentFailed: why" },
            { "too slow", false, "timed-out", "salvage", "TimedOut: why; b-salvage-1" },
            { "stopped", false, "cancelled", "salvage", "Cancelled: why; b-salvage-1" },
            { "the remote said no", false, "push-failed", "salvage", "PushFailed: why; b-salvage-1" },
            { "could not clone", false, "clone-failed", "nothing", "StartFailed: clone failed: why" },
            {
                "a word of a later version",
                false,
                "teleported",
                "nothing",
                "Unverified: the courier reports `teleported`, which this version does not know"
            },
            { "never began", false, "never", "nothing", "StartFailed: no image" },
            { "vanished", false, "lost", "nothing", "Lost: gone" },
            { "vanished after a checkpoint", false, "lost", "checkpoint", "Lost: gone; b-salvage-1" },
            { "the cluster's deadline", false, "deadline", "checkpoint", "TimedOut: deadline; b-salvage-1" },
            // what only a salvage ref remembers
            { "failed, pod removed", false, "none", "salvage", "AgentFailed: its work so far is on the salvage ref; b-salvage-1" },
            {
                "timed out, pod removed",
                false,
                "none",
                "salvage timed-out",
                "TimedOut: its work so far is on the salvage ref; b-salvage-1"
            },
            {
                "cancelled, pod removed",
                false,
                "none",
                "salvage cancelled",
                "Cancelled: its work so far is on the salvage ref; b-salvage-1"
            },
            {
                "not pushed, pod removed",
                false,
                "none",
                "salvage push-failed",
                "PushFailed: the branch did not take the work; it is on the salvage ref; b-salvage-1"
            },
            {
                "only a checkpoint, pod removed",
                false,
                "none",
                "checkpoint",
                "Lost: the agent is gone; its last checkpoint is on the salvage ref; b-salvage-1"
            },
            { "changed nothing, pod removed", false, "none", "trace no-change", "NoChange: the agent left the tree as it was" },
            { "failed without work, pod removed", false, "none", "trace failed", "AgentFailed: it left no work" },
            { "timed out without work, pod removed", false, "none", "trace timed-out", "TimedOut: it left no work" },
            { "cancelled without work, pod removed", false, "none", "trace cancelled", "Cancelled: it left no work" },
            {
                "refused everywhere, pod removed",
                false,
                "none",
                "trace push-failed",
                "PushFailed: the remote took nothing of its work; the log has what fits there"
            },
            {
                "could not clone, pod removed",
                false,
                "none",
                "trace clone-failed",
                "StartFailed: clone failed; the pod that knew why is gone"
            },
            { "changed nothing, its pod is still there", false, "no-change", "trace no-change", "NoChange: why" },
            {
                "an old pod beside a newer salvage",
                false,
                "no-change",
                "salvage 2",
                "AgentFailed: its work so far is on the salvage ref; b-salvage-2"
            },
        };

    [Theory, MemberData(nameof(Table))]
    public void Facts_have_one_verdict(string facts, bool ticked, string end, string git, string verdict)
    {
        var outcome = Judgement.Judge(
            ticked,
            End(end.Split(' ')[0]),
            end == "none" ? 0
                : end.EndsWith('2') ? 2
                : 1,
            Git(git)
        );
        Told(outcome).ShouldBe(verdict, facts);
        (outcome?.Succeeded == true).ShouldBe(verdict.StartsWith("Delivered", StringComparison.Ordinal));
    }

    [Fact]
    public void Many_files_out_of_scope_are_counted()
    {
        var outcome = new Outcome.DeliveredOutOfScope(Commit, [.. Enumerable.Range(1, 7).Select(number => $"f{number}")]);
        outcome.Reason.ShouldBe("also changed f1, f2, f3, f4, f5 and 2 more, which the task does not name");
    }

    [Fact]
    public void A_delivery_stands_when_a_later_attempt_fails_and_the_failure_is_shown()
    {
        var outcome = Judgement.Judge(ticked: false, End("agent-failed"), 2, Git("delivered, then salvage")).ShouldNotBeNull();
        (outcome.Name, outcome.Reason, outcome.SalvageRef).ShouldBe(
            ("Delivered", "a later attempt ended as AgentFailed (why)", "b-salvage-2")
        );
        (outcome.Succeeded, outcome.Complete).ShouldBe((true, false));
        Judgement
            .Judge(ticked: true, End("agent-failed"), 2, Git("delivered, then salvage"))
            .ShouldBe(new Outcome.Delivered(Commit), "a person has decided");
        Judgement
            .Judge(ticked: false, End("agent-failed"), 1, Git("delivered"))
            .ShouldBe(new Outcome.Delivered(Commit), "the attempt that delivered");
    }

    [Fact]
    public void What_was_left_out_is_named_and_is_not_all_there_is()
    {
        Outcome outcome = new Outcome.DeliveredIncomplete(Commit, new(2, ["big.bin", "x"]), ["other.txt"]);
        outcome.Reason.ShouldBe("left out big.bin, x; also changed other.txt, which the task does not name");
        (outcome.Succeeded, outcome.Complete).ShouldBe((true, false));
    }

    private static string Told(Outcome? outcome) =>
        outcome switch
        {
            null => "null",
            { Succeeded: true } => outcome.Name,
            _ => $"{outcome.Name}: {outcome.Reason}{(outcome.SalvageRef is null ? "" : $"; {outcome.SalvageRef}")}",
        };

    private static AgentEnd? End(string end) =>
        end switch
        {
            "none" => null,
            "never" => new AgentEnd.NeverStarted("no image"),
            "lost" => new AgentEnd.Killed("gone"),
            "deadline" => new AgentEnd.Killed("deadline", OutOfTime: true),
            _ => new AgentEnd.Reported(
                new(
                    1,
                    "T001",
                    end,
                    "f",
                    1,
                    "b",
                    null,
                    end == "delivered" ? Commit : null,
                    null,
                    1,
                    0,
                    end == "delivered" ? null : "why",
                    null,
                    null,
                    null,
                    null
                )
            ),
        };

    private static GitEvidence Git(string git) =>
        git switch
        {
            "nothing" => Nothing,
            "merged" => Merged,
            "delivered" => Delivered,
            "delivered, then salvage" => Delivered with { SalvageRef = "b-salvage-2", SalvageAttempt = 2, SalvageOutcome = "failed" },
            "incomplete" => Delivered with { LeftOut = new(1, ["a"]), OutOfScope = ["other.txt"] },
            "outdated" => Nothing with { Earlier = new("old", new('b', 40), new('b', 40), 1) },
            "taken back" => Nothing with { TakenBack = true, Earlier = new("b", Commit, Commit, 1) },
            "out of scope" => Delivered with { OutOfScope = ["other.txt"] },
            "rewritten" => Delivered with { DescendsFromBase = false },
            "branch elsewhere" => Nothing with { Tip = new('b', 40) },
            "checkpoint" => Salvage with { SalvageOutcome = "" },
            "salvage 2" => Salvage with { SalvageRef = "b-salvage-2", SalvageAttempt = 2 },
            "salvage" => Salvage,
            ['t', 'r', 'a', 'c', 'e', ' ', .. var outcome] => Salvage with { SalvageRef = null, SalvageOutcome = outcome },
            _ => Salvage with { SalvageOutcome = git["salvage ".Length..] },
        };
}
