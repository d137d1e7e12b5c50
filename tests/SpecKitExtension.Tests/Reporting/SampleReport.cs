using SpecKitExtension.Agents;
using SpecKitExtension.Git;
using SpecKitExtension.Naming;
using SpecKitExtension.Outcomes;
using SpecKitExtension.Planning;
using SpecKitExtension.Rendering;
using SpecKitExtension.Reporting;
using SpecKitExtension.Running;
using SpecKitExtension.Tests.Support;

namespace SpecKitExtension.Tests.Reporting;

/// <summary>A feature of which everything that a report tells is known, or gone.</summary>
internal static class SampleReport
{
    private const string Head = "0123456789abcdef0123456789abcdef01234567";
    private const string Commit = "89abcdef0123456789abcdef0123456789abcdef";

    private static readonly Plan Plan = TasksText.Plan(
        "- [ ] T001 [P] [ASYNC] Create the `album` model | @owner <script> in src/album.cs",
        "- [ ] T002 [P] [ASYNC] Fixes #12 in src/photo.cs",
        "- [x] T003 [P] [ASYNC] Index the albums",
        "- [ ] T004 [P] [ASYNC] Export the albums",
        "- [ ] T005 [P] [ASYNC] Sort the albums",
        "- [ ] T006 [P] [ASYNC] Rename the albums",
        "- [ ] T007 [SYNC] Review"
    );

    public static string Text(RepositoryPage? page) =>
        new RunReport(new TemplateFolder(null), page).For(new("001-photo-albums"), View, Tasks);

    public static OrderedDictionary<string, object?> Model() =>
        new RunReport(new TemplateFolder(null), null).Model(new("001-photo-albums"), View, Tasks);

    private static IReadOnlyList<TaskReport> Tasks =>
        [
            new(
                Task(
                    0,
                    2,
                    new Outcome.DeliveredOutOfScope(Commit, ["docs/a|b.md"]),
                    new()
                    {
                        Tip = Commit,
                        DeliveredCommit = Commit,
                        DeliveredAttempt = 2,
                        DescendsFromBase = true,
                    }
                ),
                [Attempt(1, "agent-failed", 300, 10), Attempt(2, "delivered", 245, 1_000)],
                new(
                    Head,
                    Commit,
                    ["docs/a|b.md", "src/album.cs", .. Enumerable.Range(1, 12).Select(number => $"src/page{number}.cs")],
                    1_204,
                    7
                )
            ),
            new(
                Task(
                    1,
                    1,
                    new Outcome.AgentFailed("gave up on `x` | see <b>log</b>")
                    {
                        SalvageRef = "specs/001-photo-albums/task-002-x-async-salvage-1",
                    },
                    new() { SalvageRef = "x", SalvageAttempt = 1 }
                ),
                [Attempt(1, "agent-failed", 61, 44)],
                null
            ),
            new(
                Task(2, 1, new Outcome.Delivered(null), new() { AttemptsInHead = [1] }),
                [new(1, true, null, null, null) { Usage = new(500, 50, 400, 0, 0.25m) }],
                new($"{Commit}^", Commit, ["index.md"], 1, 0)
            ),
            new(Task(3, 1, new Outcome.StartFailed("image not found"), new()), [new(1, false, null, null, 0)], null),
            new(Task(4, 1, null, new()), [Attempt(1, "no-change", 5, 3)], null),
            new(Task(5, 0, null, new()), [], null),
        ];

    private static FeatureView View =>
        new(Head, Plan, [.. Tasks.Select(task => task.View), Task(6, 0, null, new())], new Dictionary<string, string>(), []);

    private static TaskView Task(int index, int attempts, Outcome? outcome, GitEvidence git)
    {
        var planned = Plan.Tasks[index];
        return new(
            planned,
            BranchName.For(new("001-photo-albums"), planned.Item.Id, planned.Item.Text, BranchName.DefaultTemplate).Value,
            null,
            git,
            outcome,
            attempts
        );
    }

    private static AttemptRecord Attempt(int attempt, string outcome, int seconds, long lines) =>
        new(
            attempt,
            true,
            new TaskResult(
                1,
                "T001",
                outcome,
                null,
                attempt,
                null,
                null,
                null,
                null,
                0,
                0,
                "because",
                null,
                null,
                lines,
                new(12_000 * attempt, 900, 9_000, 0, 0.0375m)
            ),
            TimeSpan.FromSeconds(seconds),
            lines
        )
        {
            Usage = new(12_000 * attempt, 900, 9_000, 0, 0.0375m),
        };
}
