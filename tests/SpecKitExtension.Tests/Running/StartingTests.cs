using SpecKitExtension.Agents;
using SpecKitExtension.Git;
using SpecKitExtension.Naming;
using SpecKitExtension.Running;
using SpecKitExtension.Tasks;
using SpecKitExtension.Tests.Support;

namespace SpecKitExtension.Tests.Running;

/// <summary>What has to be in order before an agent begins, and while a run goes on.</summary>
public sealed class StartingTests : IAsyncLifetime
{
    private const string Tasks = "- [ ] T001 [P] [ASYNC] One\n- [ ] T002 [P] [ASYNC] Two\n";
    private readonly ScriptedRuntime runtime = new();
    private readonly List<string> notices = [];
    private GitFolder git = null!;
    private FeatureContext context = null!;

    public async Task InitializeAsync()
    {
        git = await GitFolder.CreateAsync();
        await git.CommitAsync("specs/f/tasks.md", Tasks);
        context = new()
        {
            Repository = git.Repository,
            AgentUrl = git.Origin,
            Key = RepositoryKey.From(git.Origin),
            Feature = new("f"),
            Directory = "specs/f",
            TasksFile = Path.Combine(git.Clone, "specs/f/tasks.md"),
            Kept = ["specs/f/tasks.md", ".specify/feature.json"],
            Settings = new() { MaxParallel = 5 },
        };
    }

    public Task DisposeAsync()
    {
        git.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task A_couriers_word_and_all_lines_of_its_agent_end_it_whatever_the_runtime_still_says()
    {
        using CancellationTokenSource end = new();
        AgentFollowers followers = new(
            context,
            runtime,
            pod => new(pod, git[$"logs/{pod}.log"]),
            (_, _) => ValueTask.CompletedTask,
            TimeProvider.System
        );
        runtime.Agents.Add(Views.Agent("T001", AgentPhase.Working));
        var watching = followers.WatchAsync(end.Token);
        followers.Add(TaskId.FromGrammar("T001"), runtime.Agents[0].Pod, end.Token);
        runtime.Write("courier", """::speckit-async::result {"version":1,"task":"T001","outcome":"delivered","agentLogLines":2}""");
        runtime.Write("agent", "one");
        (await Task.WhenAny(followers.AllEnded, Task.Delay(300))).ShouldNotBe(followers.AllEnded, "a line of the agent is not here yet");
        runtime.Write("agent", "two");
        await followers.AllEnded.WaitAsync(TimeSpan.FromSeconds(60));
        followers.Ended.ShouldHaveSingleItem().End.ShouldBeOfType<AgentEnd.Reported>().Result.Outcome.ShouldBe("delivered");
        await end.CancelAsync();
        await watching;
    }

    [Fact]
    public async Task Nothing_starts_from_a_commit_that_lacks_what_the_developer_sees()
    {
        StartGate gate = new(context, EmitAsync);
        await gate.BeginAsync(CancellationToken.None);
        (await gate.IsOpenAsync(CancellationToken.None)).ShouldBeTrue();
        git.Write("specs/f/tasks.md", Tasks.Replace("[ ] T001", "[x] T001", StringComparison.Ordinal));
        (await gate.IsOpenAsync(CancellationToken.None)).ShouldBeFalse();
        (await gate.IsOpenAsync(CancellationToken.None)).ShouldBeFalse();
        notices.ShouldHaveSingleItem().ShouldContain("not committed: specs/f/tasks.md");
        await git.RunAsync("commit", "-q", "-a", "-m", "Tick");
        (await gate.IsOpenAsync(CancellationToken.None)).ShouldBeTrue();
        await git.RunAsync("switch", "-q", "-c", "other");
        (await gate.IsOpenAsync(CancellationToken.None)).ShouldBeFalse();
        notices.Count.ShouldBe(2);
        notices[1].ShouldContain("is on other: this run began on main");
        await git.RunAsync("switch", "-q", "main");
        (await gate.IsOpenAsync(CancellationToken.None)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_run_waits_while_tasks_md_is_edited_or_away()
    {
        AgentFollowers followers = new(context, runtime, pod => new(pod, git[pod]), EmitAsync, TimeProvider.System);
        ValidTasksObserver observer = new(new(context, new(git.Repository, "origin", "specs/f/"), runtime), EmitAsync, TimeProvider.System);
        File.Delete(context.TasksFile);
        var observing = observer.ObserveAsync(followers, CancellationToken.None, CancellationToken.None);
        await HasNoticesAsync(1);
        observing.IsCompleted.ShouldBeFalse();
        git.Write("specs/f/tasks.md", Tasks);
        (await observing.WaitAsync(TimeSpan.FromSeconds(60)))!.Tasks.Count.ShouldBe(2);
        notices.ShouldHaveSingleItem().ShouldContain("specs/f/tasks.md cannot be read");
        git.Write("specs/f/tasks.md", Tasks + Tasks);
        using CancellationTokenSource enough = new();
        var again = observer.ObserveAsync(followers, enough.Token, CancellationToken.None);
        await HasNoticesAsync(2);
        await enough.CancelAsync();
        (await again.WaitAsync(TimeSpan.FromSeconds(60))).ShouldBeNull();
        notices.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Another_attempt_replaces_one_that_could_still_begin()
    {
        (await RetryAsync()).ShouldBeOfType<StartAnswer.Started>();
        runtime.Done.Count.ShouldBe(2);
        runtime.Done[0].ShouldBe("removed agent-t001-x");
        runtime.Done[1].ShouldEndWith("-2");
    }

    [Fact]
    public async Task Another_attempt_does_not_start_beside_one_that_could_still_begin()
    {
        runtime.KeepsAll = "cannot delete resource \"pods\"";
        (await RetryAsync())
            .ShouldBeOfType<StartAnswer.Refused>()
            .Reason.ShouldBe("agent-t001-x, an earlier attempt, may still begin and cannot be removed: cannot delete resource \"pods\"");
        runtime.Done.ShouldBeEmpty();
        (await git.InAsync("origin.git", "for-each-ref", "refs/heads/specs/")).ShouldBeEmpty();
    }

    [Fact]
    public void Room_is_asked_for_ever_more_rarely_until_something_moves()
    {
        QuotaBackoff room = new();
        Enumerable.Range(0, 6).Select(_ => room.Next().TotalSeconds).ShouldBe([5, 10, 20, 40, 60, 60]);
        room.Reset();
        room.Next().TotalSeconds.ShouldBe(5);
    }

    private async Task<StartAnswer> RetryAsync()
    {
        var stuck = Views.Agent("T001", AgentPhase.Ended, new AgentEnd.NeverStarted("ImagePullBackOff", MayBegin: true));
        var head = await git.RunAsync("rev-parse", "HEAD");
        var view = Views.Of(Tasks.Split('\n'), task =>
            task.Id.Value == "T001" ? task with { Agent = stuck, Attempts = 1, Base = head } : task
        ) with
        {
            Agents = [stuck],
        };
        TaskStarter starter = new(
            context,
            new(git.Repository, "origin", "specs/f/"),
            runtime,
            new((_, _) => "prompt", _ => "message"),
            new(context, runtime, pod => new(pod, git[pod]), TimeProvider.System)
        );
        return (await starter.StartAsync(view, [view.Tasks[0]], [view.Tasks[0]], null, CancellationToken.None))
            .ShouldHaveSingleItem()
            .Answer;
    }

    private async Task HasNoticesAsync(int count)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(60));
        while (notices.Count < count)
        {
            await Task.Delay(10, limit.Token);
        }
    }

    private ValueTask EmitAsync(RunEvent happened, CancellationToken ct)
    {
        notices.Add(happened.ShouldBeOfType<RunEvent.Notice>().Text);
        return ValueTask.CompletedTask;
    }
}
