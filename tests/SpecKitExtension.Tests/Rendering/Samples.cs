using SpecKitExtension.Naming;
using SpecKitExtension.Rendering;
using SpecKitExtension.Tasks;

namespace SpecKitExtension.Tests.Rendering;

/// <summary>One task as the templates get it.</summary>
internal static class Samples
{
    public static TemplateFolder Embedded { get; } = new(null);

    public static FeatureName Feature { get; } = new("001-photo-albums");

    public static TaskItem Task(
        string text = "Create album model in src/models/album.py",
        string? description = null,
        string id = "T012",
        params string[] files
    ) =>
        new(
            TaskId.FromGrammar(id),
            12,
            text,
            description ?? text,
            TaskMode.Async,
            Parallel: true,
            "US1",
            Phase: 2,
            TaskBox.Open,
            files,
            [],
            $"- [ ] {id} [P] [ASYNC] [US1] {description ?? text}",
            BoxOffset: 3
        );

    public static PromptInput Prompt(TaskItem task) =>
        new(
            task,
            "Phase 3: User Story 1 - Albums (Priority: P1) 🎯 MVP",
            "specs/001-photo-albums",
            [
                "specs/001-photo-albums/checklists/ux.md",
                "specs/001-photo-albums/plan.md",
                "specs/001-photo-albums/spec.md",
                "specs/001-photo-albums/tasks.md",
                "specs/001-photo-albums/data-model.md",
            ]
        );

    public static FoundWork Found { get; } =
        new(
            2,
            Delivered: true,
            "DeliveredOutOfScope: also changed README.md, which the task does not name",
            ["1a2b3c4 speckit-async: T012: Create album model", "5d6e7f8 A Human: Say it properly"],
            ["README.md", "src/models/album.py"],
            "All tests pass.\nLeft open: ```titles``` may be empty.",
            "Reject empty titles, and test it."
        );

    public static TaskValues Values(string id, string commitMessage, string prompt, int attempt = 1) =>
        new(
            RepositoryKey.From("ssh://git@git.example.com/team/photos.git"),
            Feature,
            TaskId.FromGrammar(id),
            TaskDigest.Of(TaskId.FromGrammar(id), "Create album model"),
            attempt,
            BranchName.For(Feature, TaskId.FromGrammar(id), "Create album model", BranchName.DefaultTemplate),
            "ssh://git@git.example.com/team/photos.git",
            "0123456789abcdef0123456789abcdef01234567",
            "specs/001-photo-albums",
            commitMessage,
            prompt
        );
}
