using SpecKitExtension.Tasks;

namespace SpecKitExtension.Planning;

/// <summary>What a task's turn is.</summary>
internal enum TaskState
{
    Done,
    Ready,
    Waiting,
    Blocked,
}

/// <summary>A task with its place in the plan.</summary>
/// <param name="Item">The task.</param>
/// <param name="Predecessors">All direct predecessors, whatever made them so, each once.</param>
/// <param name="Wave">Its wave, from 1; null for a task that is done, or when the file has errors.</param>
/// <param name="State">Whether it can start now.</param>
/// <param name="Reason">What it waits for, e.g. <c>blocked by T004 [SYNC]</c>.</param>
/// <param name="Why">Why it waits for the first of these, with the line that says so; empty for a task that waits for none.</param>
/// <param name="Notes">Remarks on its place, e.g. the file that put it into a later wave.</param>
internal sealed record PlannedTask(
    TaskItem Item,
    IEnumerable<TaskId> Predecessors,
    int? Wave,
    TaskState State,
    string Reason,
    string Why,
    IReadOnlyList<string> Notes
);

/// <summary>tasks.md in the order it will be worked on.</summary>
/// <param name="List">The tasks it was made from.</param>
/// <param name="Tasks">Every task, in the order of the file.</param>
/// <param name="Waves">The open tasks wave by wave.</param>
/// <param name="Problems">What is to be said about the file and the plan, in line order.</param>
internal sealed record Plan(
    TaskList List,
    IReadOnlyList<PlannedTask> Tasks,
    IReadOnlyList<IReadOnlyList<TaskId>> Waves,
    IReadOnlyList<TaskProblem> Problems
)
{
    /// <summary>Whether anything forbids spawning.</summary>
    public bool HasErrors => Problems.Any(problem => problem.Severity == Severity.Error);
}
