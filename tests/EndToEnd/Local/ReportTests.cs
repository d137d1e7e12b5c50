using EndToEnd.Support;

namespace EndToEnd.Local;

public sealed class ReportTests
{
    private const string Tasks = """
        ## Phase 1: Albums

        - [ ] T001 [P] [ASYNC] Album | @owner `model` in `src/album.txt`
        - [ ] T002 [P] [ASYNC] Photo model in `src/photo.txt`

        """;

    [Fact]
    public async Task I_can_paste_what_a_run_did_into_a_pull_request()
    {
        await using var feature = await FeatureOrigin.CreateAsync(Tasks);
        var agent = feature.Clone.WriteAgent(
            "mixed",
            "[ \"$TASK_ID\" = T001 ] && exec bash \"$agents/good.sh\"; exec bash \"$agents/failing.sh\""
        );
        (await feature.Clone.RunAllAsync(agent)).ExitCode.ShouldBe(2);

        var report = (await feature.Clone.RunAsync("report")).ShouldEndWith(0).Output;
        report.ShouldStartWith("## 001-photo-albums: 1 of 2 ASYNC tasks delivered\n");
        report.ShouldContain(
            "| T001 | Album \\| @\u200bowner \\`model\\` in \\`src/album.txt\\` | Delivered | `specs/001-photo-albums/task-001-"
        );
        report.ShouldContain("| 1 file, +1 −0 | ");
        report.ShouldContain("| 120 in, 34 out | \\$0.0012 |");
        report.ShouldContain("- **T002** AgentFailed: ");
        report.ShouldContain("| Tasks completed | 1 of 2 (50 %) |");
        report.ShouldMatch(@"\| Log lines shown \| (\d+) of \1 \(100 %\) \|");

        await feature.Clone.RunAsync("report", "--out", "report.md");
        (await File.ReadAllTextAsync(feature.Clone["report.md"])).ShouldBe(report);
    }

    [Fact]
    public async Task What_git_knows_is_reported_when_pods_and_transcripts_are_gone()
    {
        await using var feature = await FeatureOrigin.CreateAsync(Tasks);
        (await feature.Clone.RunAllAsync()).ExitCode.ShouldBe(0);
        Directory.Delete(feature.Clone.Transcripts("001-photo-albums"), recursive: true);
        feature.Clone.Write(
            ".specify/async/templates/report.md",
            "{{~ for task in tasks ~}}\n{{ task.id }}: {{ task.outcome }}, {{ task.changes }}, {{ task.time }}{{ task.tokens }}{{ task.cost }}.\n{{~ end ~}}\n"
        );
        (await feature.Clone.RunAsync("report"))
            .ShouldEndWith(0)
            .Output.ShouldBe(
                "T001: Delivered, 1 file, +1 −0, 120 in, 34 out\\$0.0012.\nT002: Delivered, 1 file, +1 −0, 120 in, 34 out\\$0.0012.\n"
            );

        (await feature.Clone.RunAsync("integrate")).ShouldEndWith(0);
        await feature.Git.RunAsync("branch", "-D", await feature.BranchOfAsync("T001"));
        (await feature.Clone.RunAsync("report"))
            .ShouldEndWith(0)
            .Output.ShouldStartWith("T001: done, 1 file, +1 −0, 120 in, 34 out\\$0.0012.\n");
    }
}
