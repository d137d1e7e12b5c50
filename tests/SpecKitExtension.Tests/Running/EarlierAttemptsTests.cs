using SpecKitExtension.Agents;
using SpecKitExtension.Logs;
using SpecKitExtension.Naming;
using SpecKitExtension.Outcomes;
using SpecKitExtension.Rendering;
using SpecKitExtension.Running;
using SpecKitExtension.Tests.Support;

namespace SpecKitExtension.Tests.Running;

/// <summary>What an attempt is told of the one that it goes on from.</summary>
public sealed class EarlierAttemptsTests : IAsyncLifetime
{
    private readonly ScriptedRuntime runtime = new() { Ended = true };
    private GitFolder git = null!;
    private FeatureContext context = null!;
    private FeatureView view = null!;
    private string work = "";

    public async Task InitializeAsync()
    {
        git = await GitFolder.CreateAsync();
        context = new()
        {
            Repository = git.Repository,
            AgentUrl = git.Origin,
            Key = RepositoryKey.From(git.Origin),
            Feature = new("f"),
            Directory = "specs/f",
            TasksFile = Path.Combine(git.Clone, "specs/f/tasks.md"),
            Kept = [],
        };
        var head = await git.RunAsync("rev-parse", "HEAD");
        view = Views.Of(["- [ ] T001 [ASYNC] One"], task =>
            task with
            {
                Attempts = 1,
                Outcome = new Outcome.AgentFailed("the tests do not pass"),
            }
        ) with
        {
            Head = head,
        };
        git.Write("src/one.txt", "half\n");
        await git.RunAsync("add", "--all");
        await git.RunAsync(
            "commit",
            "-q",
            "-m",
            "T001: One [skip ci]",
            "-m",
            $"Task: T001\nTask-Digest: {view.Tasks[0].Planned.Item.Digest}\nFeature: f\nAttempt: 1\nBase-Commit: {head}\nAgent-Outcome: failed\nLeft-Out: 0"
        );
        await git.CommitAsync("notes.txt", "theirs\n");
        work = await git.RunAsync("rev-parse", "HEAD");
    }

    public Task DisposeAsync()
    {
        git.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task It_is_told_the_commits_the_files_and_the_end_of_the_log_wherever_that_still_is()
    {
        var found = await FindAsync();
        (found.Attempt, found.Delivered, found.Outcome, found.Note).ShouldBe((1, false, "AgentFailed: the tests do not pass", "Shorter"));
        found
            .Commits.Select(commit => commit[(commit.IndexOf(' ', StringComparison.Ordinal) + 1)..])
            .ShouldBe(["A Human: T001: One [skip ci]", "A Human: Write notes.txt"]);
        found.Files.ShouldBe(["notes.txt", "src/one.txt"]);
        found.Said.ShouldBe("", "nobody has it any more");

        // A transcript that somebody stopped writing has not the end.
        var pod = PodName.For(context.Key, context.Feature, view.Tasks[0].Id, 1).Value;
        await File.WriteAllTextAsync(git[pod], "2026-11-20T12:00:00.0000000Z agent I begin\n2026-11-20T12:00:00.0000000Z courier waits\n");
        (await FindAsync()).Said.ShouldBe("I begin");
        view = view with { Agents = [Views.Agent("T001", AgentPhase.Ended, new AgentEnd.Killed("gone")) with { Pod = pod }] };
        runtime.Write(
            "agent",
            [.. Enumerable.Range(1, 100).Select(line => $"line {line}"), "The key is sk-0123456789abcdef0123456789abcdef \u001b[2J"]
        );
        var said = (await FindAsync()).Said.Split('\n');
        (said.Length, said[0]).ShouldBe((40, "line 62"));
        said[^1].ShouldStartWith("The key is ***");
        said[^1].ShouldNotContain("\u001b");

        await File.AppendAllTextAsync(git[pod], "2026-11-20T12:00:01.0000000Z agent I end\n2026-11-20T12:00:02.0000000Z end \n");
        (await FindAsync()).Said.ShouldBe("I begin\nI end");
    }

    private Task<FoundWork> FindAsync() =>
        new EarlierAttempts(context, runtime, pod => new TranscriptFile(pod, git[pod]), TimeProvider.System).FindAsync(
            view,
            view.Tasks[0],
            new("b-salvage-1", work, "Shorter"),
            CancellationToken.None
        );
}
