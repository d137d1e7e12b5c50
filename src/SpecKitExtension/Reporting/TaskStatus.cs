using SpecKitExtension.Agents;
using SpecKitExtension.Planning;
using SpecKitExtension.Running;
using SpecKitExtension.Tasks;

namespace SpecKitExtension.Reporting;

/// <summary>A task's standing in a word and, where there is more to say, a sentence.</summary>
/// <param name="Word">The outcome's name, the agent's phase, or the plan's state.</param>
/// <param name="Detail">What a person should know; may be empty.</param>
internal sealed record TaskStatus(string Word, string Detail)
{
    /// <summary>The standing of a task.</summary>
    public static TaskStatus Of(TaskView task) =>
        task switch
        {
            { Live: true } => new(Of(task.Agent!.Phase), task.Agent.Detail ?? $"attempt {task.Agent.Attempt}"),
            { Planned.Item.Done: true } => new("done", ""),
            { Blocker: { } pod, Outcome: not { Succeeded: true } } => new(
                "blocked",
                $"{pod} still works on another text of {task.Id}; wait for its end, or end it with `cancel {task.Id}`"
            ),
            { RestsOn.Count: > 0 } => new(
                "blocked",
                $"its branch rests on {string.Join(", ", task.RestsOn)}, which is not delivered any more; delete the branch and run the task again"
            ),
            { Planned.Item: { Mode: TaskMode.Sync, Done: false } } => new(
                "yours",
                task.Planned.State == TaskState.Ready ? "" : task.Planned.Reason
            ),
            { Outcome: { } outcome } => new(outcome.Name, Detailed(outcome.Reason, outcome.SalvageRef)),
            { Obstacle: { } obstacle } => new("blocked", obstacle),
            _ => new(TaskWords.Of(task.Planned.State), task.Planned.Reason == TaskWords.Of(task.Planned.State) ? "" : task.Planned.Reason),
        };

    /// <summary>An agent's phase as every output spells it.</summary>
    public static string Of(AgentPhase phase) =>
        phase switch
        {
            AgentPhase.Pending => "pending",
            AgentPhase.Cloning => "cloning",
            AgentPhase.Working => "working",
            AgentPhase.Delivering => "delivering",
            _ => "ended",
        };

    private static string Detailed(string? reason, string? salvage) =>
        string.Join("; ", new[] { reason, salvage is null ? null : $"work so far: {salvage}" }.OfType<string>());
}
