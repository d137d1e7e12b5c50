using System.Collections.Concurrent;
using SpecKitExtension.Agents;

namespace SpecKitExtension.Running;

/// <summary>The latest state of every agent, kept current by one watch, for many waiters.</summary>
internal sealed class AgentBoard(IAgentRuntime runtime, AgentScope scope, Func<AgentState, ValueTask> changed, TimeProvider clock)
{
    private static readonly TimeSpan GracePeriod = TimeSpan.FromSeconds(3);
    private readonly ConcurrentDictionary<string, TaskCompletionSource<AgentState>> ends = [];
    private readonly ConcurrentDictionary<string, AgentState> latest = [];

    /// <summary>Watches until it is cancelled.</summary>
    public async Task WatchAsync(CancellationToken ct)
    {
        try
        {
            await foreach (var state in runtime.WatchAsync(scope, ct))
            {
                latest[state.Pod] = state;
                if (state.Live && End(state.Pod).Task is { IsCompletedSuccessfully: true, Result.End: AgentEnd.Reported })
                {
                    continue;
                }

                await changed(state);
                if (!state.Live)
                {
                    End(state.Pod).TrySetResult(state);
                }
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return;
        }
    }

    /// <summary>Takes a courier's last word for the end, before the runtime knows of it.</summary>
    /// <returns>False when the agent was never seen.</returns>
    public bool TryEnd(string pod, TaskResult result) =>
        latest.GetValueOrDefault(pod) is { } state
        && (
            End(pod)
                .TrySetResult(
                    state with
                    {
                        Phase = AgentPhase.Ended,
                        Detail = null,
                        End = new AgentEnd.Reported(result),
                        EndedAt = runtime.Now,
                    }
                ) || true
        );

    /// <summary>Waits until an agent has ended, also when somebody else removes it so fast that no watch shows it.</summary>
    public async Task EndOfAsync(string pod, CancellationToken ct)
    {
        var end = End(pod).Task;
        while (!end.IsCompleted)
        {
            await Task.WhenAny(end, Task.Delay(GracePeriod, clock, ct));
            ct.ThrowIfCancellationRequested();
            if (end.IsCompleted)
            {
                return;
            }

            var found = await runtime.FindAsync(scope, pod, ct);
            if (found is not { Live: true })
            {
                if ((found ?? Gone(pod)) is { } state)
                {
                    End(pod).TrySetResult(state);
                }

                return;
            }
        }
    }

    /// <summary>The latest state that was seen of an agent; null before the first.</summary>
    public AgentState? LatestOf(string pod) => latest.GetValueOrDefault(pod);

    /// <summary>The ends that were seen.</summary>
    public IEnumerable<AgentState> Ended => ends.Values.Where(end => end.Task.IsCompletedSuccessfully).Select(end => end.Task.Result);

    private AgentState? Gone(string pod) =>
        latest.GetValueOrDefault(pod) is { } state
            ? state with
            {
                Phase = AgentPhase.Ended,
                Detail = null,
                End = new AgentEnd.Killed("it was removed before it could report"),
                EndedAt = clock.GetUtcNow(),
            }
            : null;

    private TaskCompletionSource<AgentState> End(string pod) =>
        ends.GetOrAdd(pod, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
}
