using System.Collections.Concurrent;
using SpecKitExtension.Agents;
using SpecKitExtension.Logs;
using SpecKitExtension.Tasks;
using SpecKitExtension.Tools;

namespace SpecKitExtension.Running;

/// <summary>The agents that a run follows: their logs to the last line, their states to the end.</summary>
/// <param name="context">The feature.</param>
/// <param name="runtime">Where they run.</param>
/// <param name="transcripts">An agent's transcript.</param>
/// <param name="emit">Takes what happens.</param>
/// <param name="clock">The time.</param>
internal sealed class AgentFollowers(
    FeatureContext context,
    IAgentRuntime runtime,
    Func<string, TranscriptFile> transcripts,
    Func<RunEvent, CancellationToken, ValueTask> emit,
    TimeProvider clock
)
{
    private readonly ConcurrentDictionary<TaskId, (string Pod, Task Following)> followers = [];
    private AgentBoard? board;

    /// <summary>How many agents are followed.</summary>
    public int Count => followers.Count;

    /// <summary>Completes when one of them has ended.</summary>
    public Task AnyEnded => Task.WhenAny(followers.Values.Select(follower => follower.Following));

    /// <summary>Completes when all of them have ended.</summary>
    public Task AllEnded => Task.WhenAll(followers.Values.Select(follower => follower.Following));

    /// <summary>Watches states until it is cancelled.</summary>
    public Task WatchAsync(CancellationToken ct)
    {
        board = new(runtime, context.Scope, state => emit(new RunEvent.State(state), ct), clock);
        return board.WatchAsync(ct);
    }

    /// <summary>The ends that were seen, also of agents that are gone by now.</summary>
    public IEnumerable<AgentState> Ended => board?.Ended ?? [];

    /// <summary>The latest state that was seen of each followed agent.</summary>
    public IReadOnlyDictionary<TaskId, AgentState> Latest =>
        followers
            .Where(follower => board?.LatestOf(follower.Value.Pod) is not null)
            .ToDictionary(follower => follower.Key, follower => board!.LatestOf(follower.Value.Pod)!);

    /// <summary>Whether a task's agent is followed.</summary>
    public bool Has(TaskId task) => followers.ContainsKey(task);

    /// <summary>Follows a task's agent, once.</summary>
    public void Add(TaskId task, string pod, CancellationToken ct)
    {
        if (!followers.ContainsKey(task))
        {
            followers[task] = (pod, FollowAsync(task, pod, ct));
        }
    }

    /// <summary>The tasks whose agents have ended since the last call.</summary>
    public async Task<IReadOnlyList<TaskId>> TakeEndedAsync()
    {
        var ended = followers.Where(follower => follower.Value.Following.IsCompleted).ToList();
        foreach (var (task, follower) in ended)
        {
            followers.TryRemove(task, out _);
            await follower.Following;
        }

        return [.. ended.Select(follower => follower.Key)];
    }

    /// <summary>Asks all of them to stop and salvage.</summary>
    public async Task StopAllAsync(CancellationToken ct)
    {
        foreach (var (task, (pod, _)) in followers.Where(follower => !follower.Value.Following.IsCompleted))
        {
            try
            {
                await runtime.StopAsync(context.Scope, pod, ct);
            }
            catch (ToolFailedException refused)
            {
                await emit(new RunEvent.Notice(task, $"{pod} goes on: {refused.Message.Split('\n')[0]}"), ct);
            }
        }
    }

    private async Task FollowAsync(TaskId task, string pod, CancellationToken ct)
    {
        AgentLog log = new(runtime, context.Scope, transcripts(pod), clock);
        await foreach (var lines in log.FollowAsync(0, ct))
        {
            foreach (var line in lines)
            {
                await emit(new RunEvent.Log(task, line), ct);
            }

            if (log is { Result: { Outcome: "delivered" } result, IsComplete: true } && board!.TryEnd(pod, result))
            {
                // The verdict is due: what the pod's status will say later changes nothing about a delivery.
                return;
            }
        }

        await board!.EndOfAsync(pod, ct);
    }
}
