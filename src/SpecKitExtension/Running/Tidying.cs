using SpecKitExtension.Agents;
using SpecKitExtension.Tools;

namespace SpecKitExtension.Running;

/// <summary>What is left to do with an attempt that has ended. It is no part of the job: where it is refused, the run goes on.</summary>
internal sealed class Tidying(IAgentRuntime runtime, AgentScope scope, CleanupRule rule, TimeProvider clock)
{
    /// <summary>Keeps a pod that never began from beginning after all, and removes what the rule lets go.</summary>
    /// <returns>What could not be done; null when all was.</returns>
    public async Task<string?> TidyAsync(TaskView task, CancellationToken ct)
    {
        try
        {
            if (task is { Agent.End: AgentEnd.NeverStarted })
            {
                await runtime.StopAsync(scope, task.Agent.Pod, ct);
            }

            if (task.Agent is { } agent && rule.Allows(agent, task.Outcome, clock.GetUtcNow()))
            {
                await runtime.RemoveAsync(scope, agent.Pod, ct);
            }

            return null;
        }
        catch (ToolFailedException refused)
        {
            return $"{task.Agent!.Pod} stays: {refused.Message.Split('\n')[0]}";
        }
    }
}
