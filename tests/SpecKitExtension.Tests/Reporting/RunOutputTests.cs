using System.Text.Json;
using SpecKitExtension.Agents;
using SpecKitExtension.Git;
using SpecKitExtension.Logs;
using SpecKitExtension.Outcomes;
using SpecKitExtension.Reporting;
using SpecKitExtension.Running;
using SpecKitExtension.Tasks;
using SpecKitExtension.Tests.Running;
using SpecKitExtension.Tests.Support;

namespace SpecKitExtension.Tests.Reporting;

/// <summary>Everything that a run and its neighbours print, as lines, JSON and tables.</summary>
public sealed class RunOutputTests
{
    private static readonly string[] Lines =
    [
        "## Phase 1: Models",
        "- [x] T001 [SYNC] Agree on the fields",
        "- [ ] T002 [P] [ASYNC] Photo model in `src/photo.cs`",
        "- [ ] T003 [P] [ASYNC] Album \e[31mmodel",
        "- [ ] T004 [P] [ASYNC] 写真 🎉",
        "- [ ] T005 [P] [ASYNC] Tags",
        "- [ ] T006 [P] [ASYNC] Storage",
        "## Phase 2: Review",
        "- [ ] T007 [SYNC] Review the models",
        "- [ ] T008 [ASYNC] Pages",
    ];

    private static readonly FeatureView View = Views.Of(Lines, task => task.Id.Value switch
        {
            "T002" => task.Delivered() with { Agent = Ended("T002", "delivered") },
            "T003" => task.Delivered('b') with { Outcome = new Outcome.DeliveredOutOfScope(Views.Hash('b'), ["README.md"]) },
            "T004" => task with
            {
                Outcome = new Outcome.AgentFailed("the tests do not pass") { SalvageRef = "specs/f/task-004-async-salvage-1" },
                Attempts = 1,
                Agent = Ended("T004", "agent-failed"),
            },
            "T005" => task with { Agent = Views.Agent("T005", AgentPhase.Working), Attempts = 1 },
            "T006" => task with { Obstacle = "T003 conflicts with T002 in src/photo.cs" },
            _ => task,
        });

    private static readonly RunEvent[] Events =
    [
        new RunEvent.Planned(View),
        new RunEvent.Spawned(Start("T002", new StartAnswer.Started())),
        new RunEvent.Spawned(Start("T003", new StartAnswer.Started(), attempt: 2)),
        new RunEvent.Spawned(Start("T004", new StartAnswer.Exists())),
        new RunEvent.Spawned(Start("T005", new StartAnswer.NoRoom("exceeded quota: pods"))),
        new RunEvent.Spawned(Start("T006", new StartAnswer.Refused("admission webhook said \e[31mno"))),
        new RunEvent.State(Views.Agent("T002", AgentPhase.Cloning)),
        new RunEvent.State(Views.Agent("T002", AgentPhase.Pending) with { Detail = "ImagePullBackOff: no such image" }),
        new RunEvent.Log(TaskId.FromGrammar("T002"), new("agent-t002-x", "agent", Views.Noon, "reading plan.md \e[2J")),
        new RunEvent.Log(TaskId.FromGrammar("T002"), new("agent-t002-x", "courier", Views.Noon, TaskResult.Prefix + "{}")),
        new RunEvent.State(Ended("T002", "delivered")),
        new RunEvent.Judged(View[TaskId.FromGrammar("T002")]),
        new RunEvent.Judged(View[TaskId.FromGrammar("T003")]),
        new RunEvent.Judged(View[TaskId.FromGrammar("T004")]),
        new RunEvent.Integrated(new(Views.Hash('d'), ["T002"], [new("T003", ["T002"], ["src/photo.cs"])])),
        new RunEvent.Notice(null, "the remote refused a ref"),
        Summary,
    ];

    private static RunEvent.Summary Summary =>
        new(View, [.. View.Tasks.Where(task => task.Planned.Item.Mode == TaskMode.Async)], Interrupted: false, TimeSpan.FromSeconds(83.25));

    [Fact]
    public void A_pod_that_the_watch_shows_before_its_creation_is_told_says_nothing_of_its_own() =>
        new RunLines(new(enabled: false)).For(new RunEvent.State(Views.Agent("T002", AgentPhase.Pending))).ShouldBeNull();

    [Fact]
    public void A_run_reads_well_line_by_line()
    {
        RunLines lines = new(new(enabled: false));
        Snapshot.Matches(string.Concat(Events.Select(lines.For).OfType<string>().Select(line => line + "\n")));
    }

    [Fact]
    public void A_run_is_one_JSON_object_a_line()
    {
        var lines = Events.Select(happened => RunJson.For(happened, Views.Noon)).OfType<string>().ToList();
        lines.ShouldAllBe(line => !line.Contains('\n') && JsonDocument.Parse(line, default).RootElement.ValueKind == JsonValueKind.Object);
        lines
            .Select(line => JsonDocument.Parse(line, default).RootElement.GetProperty("type").GetString()!)
            .Distinct()
            .ShouldBe(["plan", "spawned", "state", "log", "outcome", "integrated", "summary"], ignoreOrder: true);
        Snapshot.Matches(string.Join('\n', lines) + "\n", extension: "jsonl");
    }

    [Fact]
    public void A_summary_reads_well() => Snapshot.Matches(SummaryText.Summary(Summary, Screen.File));

    [Fact]
    public void A_bounded_watch_reads_well()
    {
        FollowedLog log = new(TaskId.FromGrammar("T005"), new("agent-t005-x", "/state/speckit-async/logs/key/f/agent-t005-x.log"), 40);
        WatchedLines lines = new([log], most: 2);
        foreach (var text in (string[])["one", "two", "three"])
        {
            lines.Add(log.Task, new("agent-t005-x", "agent", Views.Noon, text));
        }

        Snapshot.Matches(WatchText.For(lines, [View[log.Task]]));
        Snapshot.Matches(WatchText.Json(lines, [View[log.Task]]), "json", "json");
    }

    [Theory]
    [InlineData(0.04, "0.0 s")]
    [InlineData(59.9, "59.9 s")]
    [InlineData(61, "1 min 1 s")]
    [InlineData(7_322, "2 h 2 min")]
    public void A_duration_reads_well(double seconds, string text) => SummaryText.Duration(TimeSpan.FromSeconds(seconds)).ShouldBe(text);

    [Fact]
    public void Neighbours_have_different_colours_and_nobody_has_one_in_a_file()
    {
        TaskColours colours = new(enabled: true);
        Enumerable.Range(1, 10).Select(number => colours.Prefix(TaskId.FromGrammar($"T00{number}"))[..5]).Distinct().Count().ShouldBe(10);
        new TaskColours(enabled: false).Prefix(TaskId.FromGrammar("T001")).ShouldBe("[T001]");
    }

    [Fact]
    public void A_table_is_aligned_and_never_wrapped() =>
        TextTable
            .Of([
                ["A", "LONG"],
                ["x", "1"],
                ["wide cell", ""],
                ["é", new string('y', 300)],
            ])
            .ShouldBe($"A          LONG\nx          1\nwide cell\né          {new string('y', 300)}\n");

    private static TaskStart Start(string task, StartAnswer answer, int attempt = 1) =>
        new(TaskId.FromGrammar(task), $"specs/f/task-{task[1..]}-async", $"agent-{task.ToLowerInvariant()}-x", attempt, answer);

    private static AgentState Ended(string task, string outcome) =>
        Views.Agent(
            task,
            AgentPhase.Ended,
            new AgentEnd.Reported(
                new(
                    1,
                    task,
                    outcome,
                    "f",
                    1,
                    $"specs/f/task-{task[1..]}-async",
                    Views.Hash('0'),
                    outcome == "delivered" ? Views.Hash('a') : null,
                    null,
                    2,
                    0,
                    null,
                    null,
                    null,
                    12,
                    new(1_200, 340, 1_000, 0, 0.0123m)
                )
            )
        );
}
