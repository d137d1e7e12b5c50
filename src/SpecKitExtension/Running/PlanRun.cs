using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using SpecKitExtension.Agents;
using SpecKitExtension.Git;
using SpecKitExtension.Logs;
using SpecKitExtension.Tasks;
using SpecKitExtension.Tools;

namespace SpecKitExtension.Running;

/// <summary>How a run is to go.</summary>
/// <param name="Selected">The tasks to run; empty means all ASYNC tasks.</param>
/// <param name="Retry">Whether tasks that ended without delivering get another attempt.</param>
/// <param name="Cleanup">Which ended agents are removed.</param>
/// <param name="StartNothing">Cancelled when nothing new may start and the run shall leave its agents running.</param>
/// <param name="StopAgents">Cancelled when the agents shall stop too, with salvage.</param>
internal sealed record RunRequest(IReadOnlySet<TaskId> Selected, bool Retry, CleanupRule Cleanup, CancellationToken StartNothing, CancellationToken StopAgents);

/// <summary>A plan in motion: starts what can start, follows what runs, judges what ended, until nothing is left to do.</summary>
internal sealed class PlanRun(FeatureContext context, FeatureObserver observer, TaskStarter starter, RemoteBranches branches, IAgentRuntime runtime, Func<string, TranscriptFile> transcripts, TimeProvider clock)
{
    private static readonly TimeSpan RoomPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan SecondThoughts = TimeSpan.FromSeconds(3);

    private readonly Channel<RunEvent> events = Channel.CreateBounded<RunEvent>(512);
    private readonly HashSet<TaskId> refused = [];
    private readonly HashSet<TaskId> retried = [];
    private readonly ConcurrentDictionary<TaskId, Task> followers = [];
    private string? integrated;

    /// <summary>Runs; the last event is the summary.</summary>
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
            await driver.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    private async Task CompleteAsync(RunRequest request, CancellationToken ct)
    {
        using var watching = CancellationTokenSource.CreateLinkedTokenSource(ct);
        AgentBoard board = new(runtime, context.Scope, state => EmitAsync(new RunEvent.State(state), watching.Token), clock);
        var watch = board.WatchAsync(watching.Token);
        try
        {
            await DriveAsync(request, board, watching.Token);
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

    private async Task DriveAsync(RunRequest request, AgentBoard board, CancellationToken ct)
    {
        var began = clock.GetTimestamp();
        var view = await observer.ObserveAsync(ct);
        await EmitAsync(new RunEvent.Planned(view), ct);
        using var stopping = request.StopAgents.Register(() => _ = StopAllAsync(ct));
        while (true)
        {
            foreach (var task in view.Tasks.Where(task => task.Live && IsSelected(request, task)))
            {
                Begin(task.Id, task.Agent!.Pod, board, ct);
            }

            var crowded = !request.StartNothing.IsCancellationRequested && await StartAsync(request, view, board, ct);
            if ((followers.IsEmpty && !crowded) || !await SomethingEndedAsync(request, crowded, ct))
            {
                break;
            }

            view = await ObserveAsync(request, board, ct);
        }

        await EmitAsync(new RunEvent.Summary(view, [.. view.Tasks.Where(task => IsSelected(request, task))], request.StartNothing.IsCancellationRequested, clock.GetElapsedTime(began)), ct);
    }

    /// <summary>Waits until an agent has ended, or, where others take all the room, for a while.</summary>
    /// <returns>False when the run is asked to leave the agents alone.</returns>
    private async Task<bool> SomethingEndedAsync(RunRequest request, bool crowded, CancellationToken ct)
    {
        var room = crowded ? Task.Delay(RoomPatience, clock, ct) : null;
        var left = When(request.StartNothing);
        await Task.WhenAny([.. followers.Values, left, .. room is null ? [] : new[] { room }]);
        if (left.IsCompleted)
        {
            // The first interrupt leaves the agents running; there is a moment to read so, and to press again.
            var all = Task.WhenAll(followers.Values);
            await Task.WhenAny(all, When(request.StopAgents), Task.Delay(SecondThoughts, clock, ct));
            if (!request.StopAgents.IsCancellationRequested)
            {
                return false;
            }

            await all;
        }

        ct.ThrowIfCancellationRequested();
        return true;
    }

    private static Task When(CancellationToken token) =>
        Task.Delay(Timeout.InfiniteTimeSpan, token).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    private async Task<FeatureView> ObserveAsync(RunRequest request, AgentBoard board, CancellationToken ct)
    {
        var ended = followers.Where(follower => follower.Value.IsCompleted).ToList();
        foreach (var (task, follower) in ended)
        {
            followers.TryRemove(task, out _);
            await follower;
        }

        var view = await observer.ObserveAsync(ct, board.Ended);
        foreach (var (id, _) in ended)
        {
            var task = view[id];
            await EmitAsync(new RunEvent.Judged(task), ct);
            if (await new Tidying(runtime, context.Scope, request.Cleanup, clock).TidyAsync(task, ct) is { } why)
            {
                await EmitAsync(new RunEvent.Notice(id, why), ct);
            }
        }

        return view;
    }

    /// <summary>Starts what can start.</summary>
    /// <returns>Whether something waits for room that others take.</returns>
    private async Task<bool> StartAsync(RunRequest request, FeatureView view, AgentBoard board, CancellationToken ct)
    {
        List<TaskView> wave = [.. view.Tasks.Where(task => IsSelected(request, task) && !followers.ContainsKey(task.Id) && !refused.Contains(task.Id) && (task.CanStart || IsRetry(request, task)))];
        List<TaskView> ready = [.. wave.Take(Math.Max(0, context.MaxParallel - Math.Max(view.LiveAgents, followers.Count)))];
        if (ready.Count == 0)
        {
            return false;
        }

        await PublishIntegrationAsync(view, ready, ct);
        var starts = await starter.StartAsync(view, ready, wave, null, ct);
        foreach (var start in starts)
        {
            await EmitAsync(new RunEvent.Spawned(start), ct);
            if (start.Answer is not StartAnswer.NoRoom)
            {
                retried.Add(start.Task);
            }

            if (start.Answer is StartAnswer.Started or StartAnswer.Exists)
            {
                Begin(start.Task, start.Pod, board, ct);
            }
            else if (start.Answer is StartAnswer.Refused)
            {
                refused.Add(start.Task);
            }
        }

        if (starts.All(start => start.Answer is StartAnswer.Refused) && followers.IsEmpty && refused.Count == starts.Count)
        {
            throw new ToolFailedException($"No task could be started.\n{string.Join('\n', starts.Select(start => $"  {start.Task}: {((StartAnswer.Refused)start.Answer).Reason}"))}");
        }

        return starts.Any(start => start.Answer is StartAnswer.NoRoom);
    }

    private async Task PublishIntegrationAsync(FeatureView view, IReadOnlyList<TaskView> ready, CancellationToken ct)
    {
        if (ready.All(task => task.Base == view.Head))
        {
            return;
        }

        var merge = await observer.IntegrateAllAsync(view, ct);
        if (merge.Commit != integrated)
        {
            integrated = merge.Commit;
            var name = new Naming.IntegrationRef(context.Feature).Value;
            var refusals = await branches.PushAsync([new(name, view.Remote.GetValueOrDefault(name, ""), merge.Commit)], ct);
            await EmitAsync(new RunEvent.Integrated(merge), ct);
            foreach (var why in refusals.Values)
            {
                // Tasks start from their own branches; this ref is only for people to look at.
                await EmitAsync(new RunEvent.Notice(null, $"the remote refused {name}: {why}"), ct);
            }
        }
    }

    private void Begin(TaskId task, string pod, AgentBoard board, CancellationToken ct)
    {
        if (!followers.ContainsKey(task))
        {
            followers[task] = FollowAsync(task, pod, board, ct);
        }
    }

    private async Task FollowAsync(TaskId task, string pod, AgentBoard board, CancellationToken ct)
    {
        AgentLog log = new(runtime, context.Scope, transcripts(pod), clock);
        await foreach (var line in log.FollowAsync(0, ct))
        {
            await EmitAsync(new RunEvent.Log(task, line), ct);
        }

        await board.EndOfAsync(pod, ct);
    }

    private async Task StopAllAsync(CancellationToken ct)
    {
        try
        {
            foreach (var agent in (await runtime.ListAsync(context.Scope, ct)).Where(agent => agent.Live && followers.ContainsKey(agent.Task)))
            {
                await runtime.StopAsync(context.Scope, agent.Pod, ct);
            }
        }
        catch (ToolFailedException refused)
        {
            await EmitAsync(new RunEvent.Notice(null, $"not all agents could be stopped: {refused.Message}"), ct);
        }
    }

    private bool IsRetry(RunRequest request, TaskView task) =>
        request.Retry && !retried.Contains(task.Id) && task is { Live: false, Base: not null, Outcome.Succeeded: false };

    private static bool IsSelected(RunRequest request, TaskView task) =>
        task.Planned.Item.Mode == TaskMode.Async && (request.Selected.Count == 0 || request.Selected.Contains(task.Id));

    private ValueTask EmitAsync(RunEvent happened, CancellationToken ct) => events.Writer.WriteAsync(happened, ct);
}
