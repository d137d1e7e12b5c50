using System.Text;
using System.Text.Json;
using SpecKitExtension.Agents;
using SpecKitExtension.Outcomes;
using SpecKitExtension.Planning;
using SpecKitExtension.Reporting;
using SpecKitExtension.Running;
using SpecKitExtension.Tasks;

namespace Campaigns.Input;

/// <summary>Mutations of what a courier, or somebody in its name, reports.</summary>
internal static class ResultLines
{
    private const string Good =
        """{"version":1,"task":"T001","feature":"001-albums","attempt":1,"outcome":"delivered","branch":"specs/001-albums/task-001-x-async","baseCommit":"0123456789012345678901234567890123456789","commit":"89abcdef0123456789abcdef0123456789abcdef","salvageRef":null,"filesChanged":3,"agentExitCode":0,"reason":"all good","startedAt":"2026-11-20T10:22:00Z","endedAt":"2026-11-20T10:25:00Z","agentLogLines":12,"usage":{"inputTokens":10,"outputTokens":20,"costUsd":0.5}}""";

    private static readonly string[] Outcomes =
    [
        "delivered",
        "no-change",
        "agent-failed",
        "timed-out",
        "cancelled",
        "push-failed",
        "clone-failed",
    ];

    private static readonly RunReport Report = new(new(null), null);

    private static readonly Plan Plan = Planner.Make(
        TaskListReader.Read("tasks.md", "- [ ] T001 [ASYNC] Build it\n"u8.ToArray(), TaskGrammar.Default)
    );

    /// <summary>Every case in this process.</summary>
    internal static async Task RunAsync(CampaignRun run)
    {
        for (var index = 0; index < run.Count(1_000, 60_000); index++)
        {
            var name = $"result {index}";
            await run.CaseAsync("result lines", name, () => InProcess.WithinAsync(() => Check(Any(run.RandomFor(name)))));
        }
    }

    /// <summary>A result, mutated.</summary>
    internal static string Any(Random random) =>
        random.Next(3) switch
        {
            0 => Good.Replace(
                    "all good",
                    JsonEncodedText.Encode(Hostile.WellFormed(Hostile.Words(random))).ToString(),
                    StringComparison.Ordinal
                )
                .Replace("\"delivered\"", $"\"{Outcomes[random.Next(Outcomes.Length)]}\"", StringComparison.Ordinal),
            1 => Good.Replace(
                    "specs/001-albums/task-001-x-async",
                    JsonEncodedText.Encode(Hostile.WellFormed(Hostile.Words(random))).ToString(),
                    StringComparison.Ordinal
                )
                .Replace(
                    "\"delivered\"",
                    $"\"{JsonEncodedText.Encode(Hostile.WellFormed(Hostile.Words(random)))}\"",
                    StringComparison.Ordinal
                ),
            _ => Encoding.UTF8.GetString(Mutator.Change(Encoding.UTF8.GetBytes(Good), random)),
        };

    /// <summary>Prints what became of an attempt in every form; fails when it counts as delivered though git has nothing.</summary>
    internal static void CheckEnd(AgentEnd end, string detail = "")
    {
        AgentState agent = new(
            TaskId.FromGrammar("T001"),
            1,
            "agent-t001-x",
            "specs/001-albums/task-001-x-async",
            "",
            AgentPhase.Ended,
            detail,
            DateTimeOffset.UnixEpoch,
            end,
            DateTimeOffset.UnixEpoch
        );
        var outcome = Judgement.Judge(false, end, 1, GitEvidence.None).ShouldNotBeNull();
        outcome.Succeeded.ShouldBeFalse("git has nothing, so nothing is delivered");
        TaskView view = new(Plan.Tasks[0], agent.Branch, agent, GitEvidence.None, outcome, 1);
        foreach (var happened in (RunEvent[])[new RunEvent.Judged(view), new RunEvent.State(agent with { Phase = AgentPhase.Pending })])
        {
            Terminal.ShouldBeHarmless(new RunLines(new(false)).For(happened)!, "a line");
            var json = RunJson.For(happened, DateTimeOffset.UnixEpoch)!;
            Terminal.ShouldBeHarmless(json, "a JSON line");
            json.ShouldNotContain('\n');
            JsonDocument.Parse(json).Dispose();
        }

        Terminal.ShouldBeHarmless(TaskTable.Of([view], Screen.File), "the table");
        Terminal.ShouldBeHarmless(TaskTable.Of([view], new(60, false, false)), "the table on 60 columns");
        var result = (end as AgentEnd.Reported)?.Result;
        FeatureView feature = new(new('0', 40), Plan, [view], new Dictionary<string, string>(), [agent]);
        Terminal.ShouldBeHarmless(Report.For(new("001-albums"), feature, [new(view, [new(1, true, result, null, 3)], null)]), "the report");
    }

    private static void Check(string text)
    {
        if (TaskResult.TryParse(text) is { } result)
        {
            CheckEnd(new AgentEnd.Reported(result));
        }
    }
}
