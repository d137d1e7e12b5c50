using System.Collections.Concurrent;
using SpecKitExtension.Agents;
using SpecKitExtension.Logs;
using SpecKitExtension.Tasks;

namespace SpecKitExtension.Running;

/// <summary>The agents that a run follows: their logs to the end, and then their end.</summary>
/// <param name="scope">The feature's agents.</param>
/// <param name="runtime">Where they run.</param>
/// <param name="board">Knows when they end.</param>
/// <param name="transcripts">A pod's transcript.</param>
/// <param name="emit">Takes their lines.</param>
/// <param name="clock">The time.</param>
internal sealed class RunFollowers(AgentScope scope, IAgentRuntime runtime, AgentBoard board, Func<string, TranscriptFile> transcripts, Func<TaskId, LogLine, ValueTask> emit, TimeProvider clock)
{
    private readonly ConcurrentDictionary<TaskId, (string Pod, Task Following)> followers = [];

    /// <summary>How many there are.</summary>
    public int Count => followers.Count;

    /// <summary>Whether there has been any.</summary>
    public bool HadAny { get; private set; }

    /// <summary>The following of each.</summary>
    public IReadOnlyList<Task> All => [.. followers.Values.Select(follower => follower.Following)];

    /// <summary>Whether a task's agent is followed.</summary>
    public bool Contains(TaskId task) => followers.ContainsKey(task);

    /// <summary>Follows a task's agent, unless that is done already.</summary>
    public void Begin(TaskId task, string pod, CancellationToken ct)
    {
        if (!followers.ContainsKey(task))
        {
            HadAny = true;
            followers[task] = (pod, FollowAsync(task, pod, ct));
        }
    }

    /// <summary>Forgets the agents that have ended.</summary>
    /// <returns>Their tasks.</returns>
    public async Task<IReadOnlySet<TaskId>> TakeEndedAsync()
    {
        HashSet<TaskId> ended = [];
        foreach (var (task, follower) in followers.Where(follower => follower.Value.Following.IsCompleted))
        {
            followers.TryRemove(task, out _);
            await follower.Following;
            ended.Add(task);
        }

        return ended;
    }

    /// <summary>Asks all of them to stop.</summary>
    public Task StopAsync(CancellationToken ct) =>
        Task.WhenAll(followers.Values.Where(follower => !follower.Following.IsCompleted).Select(follower => runtime.StopAsync(scope, follower.Pod, ct)));

    private async Task FollowAsync(TaskId task, string pod, CancellationToken ct)
    {
        AgentLog log = new(runtime, scope, transcripts(pod), clock);
        await foreach (var line in log.FollowAsync(0, ct))
        {
            await emit(task, line);
        }

        await board.EndOfAsync(pod, ct);
    }
}
