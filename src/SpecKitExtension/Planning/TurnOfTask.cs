using SpecKitExtension.Tasks;

namespace SpecKitExtension.Planning;

/// <summary>Says of an open task whether it can start, and if not, because of what.</summary>
/// <param name="graph">The graph.</param>
/// <param name="open">The nearest open tasks before each one.</param>
/// <param name="human">The nearest open SYNC tasks before each one.</param>
internal sealed class TurnOfTask(PlanGraph graph, NearestOpen open, NearestOpen human)
{
    public (TaskState State, string Reason) Of(int task)
    {
        var isAsync = graph.Tasks[task].Mode == TaskMode.Async;
        if (isAsync && human.For(task) is { Tasks.Count: > 0 } blocking)
        {
            return (TaskState.Blocked, $"blocked by {Names(blocking)}");
        }

        return open.For(task) is { Tasks.Count: > 0 } awaited
            ? (TaskState.Waiting, $"waiting for {Names(awaited)}")
            : (TaskState.Ready, isAsync ? "can start now" : "yours, can start now");
    }

    private string Names((IReadOnlyList<int> Tasks, bool AndMore) found)
    {
        if (found is ([var only], false))
        {
            return Name(only);
        }

        return string.Join(", ", found.Tasks.Select(Name)) + (found.AndMore ? " and more" : "");
    }

    private string Name(int task) => graph.Tasks[task].Mode == TaskMode.Sync ? $"{graph.Tasks[task].Id} [SYNC]" : graph.Tasks[task].Id.Value;
}
