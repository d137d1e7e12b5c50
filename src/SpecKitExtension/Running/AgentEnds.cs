using SpecKitExtension.Agents;

namespace SpecKitExtension.Running;

/// <summary>Waiting for agents to end.</summary>
internal static class AgentEnds
{
    /// <summary>Waits until none of the pods lives.</summary>
    public static async Task WaitAsync(
        IAgentRuntime runtime,
        AgentScope scope,
        IReadOnlyList<string> pods,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        if ((await runtime.ListAsync(scope, ct)).All(agent => !agent.Live || !pods.Contains(agent.Pod)))
        {
            return;
        }

        using var watching = CancellationTokenSource.CreateLinkedTokenSource(ct);
        AgentBoard board = new(runtime, scope, _ => ValueTask.CompletedTask, clock);
        var watch = board.WatchAsync(watching.Token);
        await Task.WhenAll(pods.Select(pod => board.EndOfAsync(pod, ct)));
        await watching.CancelAsync();
        await watch;
    }
}
