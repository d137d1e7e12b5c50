using System.Text.Json;
using SpecKitExtension.Naming;
using SpecKitExtension.Reporting;
using SpecKitExtension.Tests.Support;

namespace SpecKitExtension.Tests.Reporting;

/// <summary>The document that other programs parse: its names are a contract.</summary>
public sealed class PlanJsonTests
{
    [Fact]
    public void A_plan_is_one_document() =>
        Snapshot.Matches(
            Json(
                "## Phase 1: Setup",
                "- [x] T001 [SYNC] Decide on the store",
                "- [ ] T002 [ASYNC] Create the project in `src/album.csproj`",
                "## Phase 2: Albums",
                "- [ ] T003 [P] [ASYNC] [US1] Album model in `src/album.cs`",
                "- [ ] T004 [P] [ASYNC] [US1] 写真 \"quoted\" in `src/album.cs`",
                "- [ ] T005 [SYNC] [US1] Review",
                "- [ ] T006 [ASYNC] Pages (depends on T003)"
            ),
            extension: "json"
        );

    [Fact]
    public void A_plan_with_errors_is_a_document_too() =>
        Snapshot.Matches(
            Json("- [ ] T001 [ASYNC] One", "- [ ] T001 [ASYNC] Again", "- [ ] T002 [ASYNC] Two (depends on T099)"),
            extension: "json"
        );

    [Fact]
    public void Without_a_remote_pods_have_no_names() =>
        JsonDocument
            .Parse(PlanJson.For(Named(task => null, "- [ ] T001 [ASYNC] One")), default)
            .RootElement.GetProperty("tasks")[0]
            .GetProperty("pod")
            .ValueKind.ShouldBe(JsonValueKind.Null);

    private static string Json(params string[] lines) =>
        PlanJson.For(Named(task => $"agent-{task.Id.Value.ToLowerInvariant()}-f", lines)) + "\n";

    private static NamedPlan Named(Func<SpecKitExtension.Tasks.TaskItem, string?> pod, params string[] lines) =>
        new(
            TasksText.Plan(lines),
            "001-albums",
            "specs/001-albums",
            "specs/001-albums/tasks.md",
            task => BranchName.For(new("001-albums"), task.Id, task.Text, BranchName.DefaultTemplate).Value,
            pod
        );
}
