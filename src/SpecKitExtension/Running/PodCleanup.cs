using SpecKitExtension.Agents;
using SpecKitExtension.Tools;

namespace SpecKitExtension.Running;

/// <summary>What is left to do with an attempt that has ended. It is no part of the job: where it is refused, the run goes on.</summary>
internal static class PodCleanup
{
    /// <summary>Keeps a pod that never began from beginning after all, and removes one that may go.</summary>
    /// <returns>What could not be done; null when all was.</returns>
    public static async Task<string?> CleanUpAsync(
        IAgentRuntime runtime,
        AgentScope scope,
        TaskView task,
        bool mayRemove,
        CancellationToken ct
    )
    {
        try
        {
            if (task.Agent is { End: AgentEnd.NeverStarted never } stuck)
            {
                await runtime.StopAsync(scope, stuck.Pod, ct, never.Reason);
            }

            if (mayRemove)
            {
                await runtime.RemoveAsync(scope, task.Agent!.Pod, ct);
            }

            return null;
        }
        catch (ToolFailedException refused)
        {
            return $"{task.Agent!.Pod} stays: {refused.Message.Split('\n')[0]}";
        }
    }
}
