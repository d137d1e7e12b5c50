using System.Runtime.CompilerServices;
using System.Threading.Channels;
using SpecKitExtension.Agents;
using SpecKitExtension.Git;
using SpecKitExtension.Logs;
using SpecKitExtension.Tasks;
using SpecKitExtension.Tools;

namespace SpecKitExtension.Running;

/// <summary>A plan in motion: starts what can start, follows what runs, judges what ended, until nothing is left to do.</summary>
internal sealed class PlanRun
{
    private static readonly TimeSpan SecondThoughts = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(10);

    private readonly Channel<RunEvent> events = Channel.CreateBounded<RunEvent>(512);
    private readonly Dictionary<TaskId, string> refused = [];
    private readonly HashSet<TaskId> started = [];
    private readonly HashSet<TaskId> waiting = [];
    private readonly FeatureContext context;
    private readonly FeatureObserver observer;
    private readonly TaskStarter starter;
    private readonly IAgentRuntime runtime;
    private readonly Func<string, TranscriptFile> transcripts;
    private readonly TimeProvider clock;
    private readonly AgentFollowers followers;
    private readonly IntegrationPreview preview;
    private readonly StartGate gate;
    private readonly ValidTasksObserver sound;
    private readonly QuotaBackoff room = new();
    private readonly ProviderPace pace;

    /// <param name="context">The feature.</param>
    /// <param name="observer">Looks at git and the runtime.</param>
    /// <param name="starter">Starts tasks.</param>
    /// <param name="branches">The feature's branches on the remote.</param>
    /// <param name="runtime">Where agents run.</param>
    /// <param name="transcripts">An agent's transcript.</param>
    /// <param name="clock">The time.</param>
    public PlanRun(
        FeatureContext context,
        FeatureObserver observer,
        TaskStarter starter,
        RemoteBranches branches,
        IAgentRuntime runtime,
        Func<string, TranscriptFile> transcripts,
        TimeProvider clock
    )
    {
        (this.context, this.observer, this.starter, this.runtime, this.transcripts, this.clock) = (
            context,
            observer,
            starter,
            runtime,
            transcripts,
            clock
        );
        followers = new(context, runtime, transcripts, EmitAsync, clock);
        preview = new(context, observer, branches);
        gate = new(context, EmitAsync);
        sound = new(observer, EmitAsync, clock);
        pace = new(context.MaxParallel, clock);
    }

    /// <summary>Runs; the last event is the summary.</summary>
    /// <exception cref="ToolFailedException">A program failed, or the remote took no branch at all.</exception>
    public async IAsyncEnumerable<RunEvent> RunAsync(RunRequest request, [EnumeratorCancellation] CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var driver = Task.Run(() => CompleteAsync(request, stop.Token), CancellationToken.None);
        try
        {
            await foreach (var happened in events.Reader.ReadAllAsync(ct))
            {
                yield return happened;
            }
        }
        finally
        {
            await stop.CancelAsync();
            await driver.ContinueWith(
                static _ => { },
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default
            );
        }
    }

    private async Task CompleteAsync(RunRequest request, CancellationToken ct)
    {
        using var watching = CancellationTokenSource.CreateLinkedTokenSource(ct);
        try
        {
            var began = clock.GetTimestamp();
            await gate.BeginAsync(watching.Token);
            var view = await observer.ObserveAsync(watching.Token);
            await EmitAsync(new RunEvent.Planned(view), watching.Token);

            // The plan is the first thing that anybody hears; the watch begins with what it missed until then.
            var watch = followers.WatchAsync(watching.Token);
            await DriveAsync(request, view, began, watching.Token);
            await watching.CancelAsync();
            await watch;
            events.Writer.Complete();
        }
        catch (Exception failure)
        {
            events.Writer.Complete(failure);
        }
        finally
        {
            await watching.CancelAsync();
        }
    }

    private async Task DriveAsync(RunRequest request, FeatureView view, long began, CancellationToken ct)
    {
        foreach (var task in view.Tasks.Where(task => request.Selects(task) && MayRemove(request, task)))
        {
            // It ended while nobody looked: its log is still to be shown, and it is still to be cleared away.
            followers.Add(task.Id, task.Agent!.Pod, ct);
        }

        while (true)
        {
            foreach (var task in view.Tasks.Where(task => task.Live && request.Selects(task)))
            {
                followers.Add(task.Id, task.Agent!.Pod, ct);
            }

            var wait = request.StartNothing.IsCancellationRequested ? null : await StartAsync(request, view, ct);
            view = view.WithRefusals(refused);
            if (
                (followers.Count == 0 && wait is null)
                || !await SomethingEndedAsync(request, wait, ct)
                || await JudgeEndedAsync(request, ct) is not { } judged
            )
            {
                break;
            }

            view = judged.WithRefusals(refused);
        }

        var interrupted = request.StartNothing.IsCancellationRequested;
        view = interrupted ? await LastLookAsync(view, ct) : view;
        await EmitAsync(new RunEvent.Summary(view, [.. view.Tasks.Where(request.Selects)], interrupted, clock.GetElapsedTime(began)), ct);
    }

    /// <summary>Waits until an agent has ended or, where something waits for other things, for that long.</summary>
    /// <returns>False when the run is asked to leave the agents alone.</returns>
    private async Task<bool> SomethingEndedAsync(RunRequest request, TimeSpan? wait, CancellationToken ct)
    {
        var left = When(request.StartNothing);
        await Task.WhenAny(followers.Count == 0 ? left : followers.AnyEnded, left, wait is { } time ? Task.Delay(time, clock, ct) : left);
        if (left.IsCompleted)
        {
            // The first interrupt leaves the agents running; there is a moment to read so, and to press again.
            var all = followers.AllEnded;
            await Task.WhenAny(all, When(request.StopAgents), Task.Delay(SecondThoughts, clock, ct));
            if (!request.StopAgents.IsCancellationRequested)
            {
                return false;
            }

            await followers.StopAllAsync(ct);
            await all;
        }

        ct.ThrowIfCancellationRequested();
        return true;
    }

    /// <summary>Whoever stops watching leaves agents behind: what runs now is told, as far as it can be seen in a moment.</summary>
    private async Task<FeatureView> LastLookAsync(FeatureView view, CancellationToken ct)
    {
        using var moment = CancellationTokenSource.CreateLinkedTokenSource(ct);
        moment.CancelAfter(Moment);
        try
        {
            view = (await observer.ObserveAsync(moment.Token, followers.Ended)).WithRefusals(refused);
        }
        catch (Exception failure)
            when (!ct.IsCancellationRequested && failure is OperationCanceledException or ToolFailedException or InvalidTasksException)
        {
            // The remote or the runtime is slow, or tasks.md is being edited: what was seen last is the answer.
            await EmitAsync(
                new RunEvent.Notice(null, "What follows is what was seen last; `dotnet speckit-async status` looks again."),
                ct
            );
        }

        return view.WithAgents(followers.Latest);
    }

    /// <returns>The feature as it is now; null when that could not be seen before an interrupt.</returns>
    private async Task<FeatureView?> JudgeEndedAsync(RunRequest request, CancellationToken ct)
    {
        var ended = await followers.TakeEndedAsync();
        if (ended.Count > 0)
        {
            room.Reset();
        }

        if (await sound.ObserveAsync(followers, request.StartNothing, ct) is not { } view)
        {
            return null;
        }

        foreach (var task in view.Tasks.Where(task => ended.Contains(task.Id)))
        {
            await EmitAsync(new RunEvent.Judged(task), ct);
            if (pace.Learn(task) is { } paced)
            {
                await EmitAsync(paced, ct);
            }

            if (HasHole(task))
            {
                await EmitAsync(new RunEvent.Notice(task.Id, $"{task.Agent!.Pod} is kept: lines of its log are missing here"), ct);
            }

            if (await PodCleanup.CleanUpAsync(runtime, context.Scope, task, MayRemove(request, task), ct) is { } why)
            {
                await EmitAsync(new RunEvent.Notice(task.Id, why), ct);
            }
        }

        return view;
    }

    /// <summary>Starts what can start.</summary>
    /// <returns>When to look again although no agent of this run has ended: something waits for the provider, for room that others take, or
    /// for the developer; null when nothing does.</returns>
    private async Task<TimeSpan?> StartAsync(RunRequest request, FeatureView view, CancellationToken ct)
    {
        List<TaskView> wave =
        [
            .. view
                .Tasks.Where(task =>
                    request.Selects(task)
                    && !followers.Has(task.Id)
                    && !refused.ContainsKey(task.Id)
                    && (task.CanStart || IsRetry(request, task) || pace.Restarts(task))
                )
                .Select(task => task.CanStart || (request.Fresh && !started.Contains(task.Id)) ? task : task.FromSalvage()),
        ];
        if (wave.Count > 0 && pace.Pause is { Ticks: > 0 } pause)
        {
            return pause;
        }

        List<TaskView> ready = [.. wave.Take(view.Room(pace.Limit, followers.Count))];
        if (ready.Count == 0)
        {
            return wave.Count > 0 && view.LiveAgents > followers.Count ? room.Next() : null;
        }

        if (!await gate.IsOpenAsync(ct))
        {
            return room.Next();
        }

        var (merge, refusal) = await preview.PublishAsync(view, ready, ct);
        if (merge is not null)
        {
            await EmitAsync(new RunEvent.Integrated(merge), ct);
        }

        if (refusal is not null)
        {
            await EmitAsync(new RunEvent.Notice(null, refusal), ct);
        }

        var starts = await starter.StartAsync(view, ready, wave, null, ct);
        foreach (var start in starts)
        {
            await TakeAsync(view, start, ct);
        }

        if (started.Count == 0 && starts.All(start => start.Answer is StartAnswer.Refused { ByRemote: true }))
        {
            throw new ToolFailedException(
                $"No task could be started.\n{string.Join('\n', refused.Select(task => $"  {task.Key}: {task.Value}"))}"
            );
        }

        return starts.Any(start => start.Answer is StartAnswer.NoRoom) ? room.Next() : null;
    }

    private async Task TakeAsync(FeatureView view, TaskStart start, CancellationToken ct)
    {
        if (start.Answer is not StartAnswer.NoRoom || waiting.Add(start.Task))
        {
            // That a task still waits for room is no news.
            await EmitAsync(new RunEvent.Spawned(start), ct);
        }

        switch (start.Answer)
        {
            case StartAnswer.Started or StartAnswer.Exists:
                started.Add(start.Task);
                pace.Count(view[start.Task]);
                room.Reset();
                followers.Add(start.Task, start.Pod, ct);
                break;
            case StartAnswer.Refused no:
                refused[start.Task] = no.Reason;
                await EmitAsync(new RunEvent.Judged(view.WithRefusals(refused)[start.Task]), ct);
                break;
        }
    }

    private bool MayRemove(RunRequest request, TaskView task) =>
        task.Agent is { } agent
        && request.Cleanup.Allows(agent, task.Outcome?.Later ?? task.Outcome, task.OnlyRecord, runtime.Now)
        && !HasHole(task);

    /// <summary>Whether the pod still has lines of a delivery's log that this machine lacks; nobody else has them.</summary>
    private bool HasHole(TaskView task) => task is { Agent: { } agent, Outcome.Succeeded: true } && transcripts(agent.Pod).HasHole;

    private bool IsRetry(RunRequest request, TaskView task) => request.Retry && !started.Contains(task.Id) && task.CanRetry;

    private static Task When(CancellationToken token) =>
        Task.Delay(Timeout.InfiniteTimeSpan, token)
            .ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    private ValueTask EmitAsync(RunEvent happened, CancellationToken ct) => events.Writer.WriteAsync(happened, ct);
}
