using SpecKitExtension.Tasks;

namespace SpecKitExtension.Running;

/// <summary>How a run is to go.</summary>
/// <param name="Selected">The tasks to run; empty means all ASYNC tasks.</param>
/// <param name="Retry">Whether tasks that ended without delivering get another attempt.</param>
/// <param name="Cleanup">Which ended agents are removed.</param>
/// <param name="StartNothing">Cancelled when nothing new may start and the run shall leave its agents running.</param>
/// <param name="StopAgents">Cancelled when the agents shall stop too, with salvage.</param>
internal sealed record RunRequest(
    IReadOnlySet<TaskId> Selected,
    bool Retry,
    CleanupRule Cleanup,
    CancellationToken StartNothing,
    CancellationToken StopAgents
)
{
    /// <summary>Whether other attempts begin at their task's base even where an earlier one has left work.</summary>
    public bool Fresh { get; init; }

    /// <summary>Whether a task is this run's business.</summary>
    public bool Selects(TaskView task) => task.Planned.Item.Mode == TaskMode.Async && (Selected.Count == 0 || Selected.Contains(task.Id));
}
