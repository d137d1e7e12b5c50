using System.Text.Json;
using System.Text.RegularExpressions;
using EndToEnd.Support;
using SpecKitExtension.Naming;
using SpecKitExtension.Planning;
using SpecKitExtension.Rendering;
using SpecKitExtension.Reporting;
using SpecKitExtension.Tasks;

namespace Campaigns.Input;

/// <summary>Mutations of tasks.md: read, planned, printed in every form, and rendered.</summary>
internal static partial class TasksFiles
{
    private const string Small =
        "# Tasks\n\n## Phase 1: Build\n\n- [ ] T001 [P] [ASYNC] [US1] Build the model in src/model.cs\n- [ ] T002 [P] [ASYNC] Build the page in `src/page.cs`\n- [x] T003 [SYNC] Decide\n\n## Phase 2: Polish\n\n- [ ] T004 [ASYNC] Polish (depends on T001, T002)\n  with care\n\n## Dependencies\n\n- Phase 2 depends on Phase 1\n";

    private static readonly Lazy<byte[][]> Files = new(() =>
        [
            System.Text.Encoding.UTF8.GetBytes(Small),
            .. Directory
                .EnumerateFiles(Repository.PathOf("tests/samples"), "*.md", SearchOption.AllDirectories)
                .Where(file => file.Contains("tasks", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(File.ReadAllBytes),
        ]
    );

    private static readonly CommitMessage Messages = new(new(null));
    private static readonly PromptRenderer Prompts = new(new(null));
    private static readonly FeatureName Feature = new("001-albums");

    /// <summary>A realistic tasks.md, mutated; the small one most of the time.</summary>
    internal static byte[] Any(Random random) =>
        Mutator.Change(random.Next(3) > 0 ? Files.Value[0] : Files.Value[random.Next(Files.Value.Length)], random);

    /// <summary>Every case in this process.</summary>
    internal static async Task RunAsync(CampaignRun run)
    {
        for (var index = 0; index < run.Count(400, 12_000); index++)
        {
            var name = $"tasks {index}";
            await run.CaseAsync("tasks.md, read and printed", name, () => InProcess.WithinAsync(() => Check(Any(run.RandomFor(name)))));
        }

        using TempDirectory project = new();
        project.Create(".specify");
        for (var index = 0; index < run.Count(60, 400); index++)
        {
            var name = $"commands {index}";
            await run.CaseAsync("tasks.md, plan and lint", name, () => CallAsync(project, run.RandomFor(name)));
        }
    }

    private static void Check(byte[] content)
    {
        var plan = Planner.Make(TaskListReader.Read("tasks.md", content, TaskGrammar.Default));
        NamedPlan named = new(plan, Feature.Value, "specs/001-albums", "specs/001-albums/tasks.md", BranchOf, task => PodOf(task));
        Terminal.ShouldBeHarmless(PlanText.For(named, Screen.File, verbose: true), "plan");
        Terminal.ShouldBeHarmless(PlanText.For(named, new(40, true, false), verbose: false), "plan on 40 columns");
        var json = PlanJson.For(named);
        Terminal.ShouldBeHarmless(json, "plan --json");
        JsonDocument.Parse(json).Dispose();
        CheckLint(LintText.MsBuild("/project/tasks.md", plan.Problems));

        var open = plan.Tasks.Select(task => task.Item).Where(task => !task.Done).DistinctBy(task => task.Id).ToList();
        TaskCheckbox.Tick(content, open.Select(task => task.Id).ToHashSet(), TaskGrammar.Default).Length.ShouldBe(content.Length);
        foreach (var task in open.Take(3))
        {
            CheckTask(task, plan.List.Phases[task.Phase].Title);
        }
    }

    private static void CheckTask(TaskItem task, string phase)
    {
        BranchName.TryParse(BranchOf(task)).ShouldNotBeNull(BranchOf(task));
        PodOf(task).ShouldMatch(@"\A[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\z");
        Labels.Value(task.Id.Value).ShouldMatch(@"\A[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?\z");
        Terminal.ShouldBeHarmless(new TaskColours(true).Prefix(task.Id).Replace("\e[", "", StringComparison.Ordinal), "a task's prefix");
        var message = Messages.For(task, Feature, phase);
        Terminal.ShouldBeHarmless(message, "the commit message");
        message.Split('\n')[0].Length.ShouldBeLessThanOrEqualTo(72);
        try
        {
            Terminal.ShouldBeHarmless(Prompts.Render(new(task, phase, "specs/001-albums", ["specs/001-albums/spec.md"])), "the prompt");
        }
        catch (PromptTooLargeException refused)
        {
            refused.Message.ShouldContain("Shorten the task's text");
        }
    }

    private static string BranchOf(TaskItem task) => BranchName.For(Feature, task.Id, task.Text, BranchName.DefaultTemplate).Value;

    private static string PodOf(TaskItem task) =>
        PodName.For(RepositoryKey.From("https://git.invalid/team/photos.git"), Feature, task.Id, 1).Value;

    private static void CheckLint(string text)
    {
        Terminal.ShouldBeHarmless(text, "lint");
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldAllBe(line => Problem().IsMatch(line));
    }

    private static async Task CallAsync(TempDirectory project, Random random)
    {
        await File.WriteAllBytesAsync(project["tasks.md"], Any(random));
        var lint = (
            await InProcess.RunAsync(
                project.Path,
                ["lint", "tasks.md", .. random.Next(2) == 0 ? ["--format", "msbuild"] : Array.Empty<string>()]
            )
        ).ShouldBeFinished(0, 3);
        string[] form = random.Next(3) switch
        {
            0 => ["--json"],
            1 => ["--verbose"],
            _ => [],
        };
        var plan = (await InProcess.RunAsync(project.Path, ["plan", "--tasks", "tasks.md", .. form])).ShouldBeFinished(0, 3);
        plan.Code.ShouldBe(lint.Code, "both see the same errors");
        if (form is ["--json"])
        {
            JsonDocument.Parse(plan.Out).Dispose();
        }
    }

    [GeneratedRegex(@"\A/project/tasks\.md\([0-9]+\): (error|warning|note) SKA[0-9]{3}: \S.*\z")]
    private static partial Regex Problem();
}
