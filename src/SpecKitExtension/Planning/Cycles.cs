using SpecKitExtension.Tasks;

namespace SpecKitExtension.Planning;

/// <summary>Finds in a knot the shortest way round from a dependency that somebody wrote down, and says why each step of it waits.</summary>
internal sealed class Cycles(PlanGraph graph)
{
    public TaskProblem Describe(IReadOnlyList<int> knot)
    {
        var path = Stops(Around(knot));
        List<string> ids = [];
        List<string> reasons = [];
        for (var step = 0; step + 1 < path.Count; step++)
        {
            ids.Add(graph.Tasks[path[step].Task].Id.Value);
            reasons.Add(Reason(path[step].Task, path[step + 1]));
        }

        ids.Add(ids[0]);
        return TaskProblems.Cycle(graph.Tasks[path[0].Task].Line, string.Join(" → ", ids), string.Join("; ", reasons));
    }

    /// <summary>Nodes from a task back to itself. The order of the file alone makes no knot, so there is a task whose step somebody wrote down.</summary>
    private List<int> Around(IReadOnlyList<int> knot)
    {
        var inside = knot.ToHashSet();
        var tasks = knot.Where(graph.IsTask).Order().ToList();
        var start = tasks.Find(task => FirstStep(task, inside) >= 0);
        var first = FirstStep(start, inside);
        Dictionary<int, int> reachedFrom = [];
        reachedFrom[first] = start;
        Queue<int> open = new([first]);
        while (!reachedFrom.ContainsKey(start) && open.TryDequeue(out var node))
        {
            for (var index = 0; index < graph.PredecessorCount(node); index++)
            {
                var predecessor = graph.Predecessor(node, index);
                if (inside.Contains(predecessor) && reachedFrom.TryAdd(predecessor, node))
                {
                    open.Enqueue(predecessor);
                }
            }
        }

        List<int> path = [start];
        do
        {
            path.Add(reachedFrom[path[^1]]);
        }
        while (path[^1] != start);

        path.Reverse();
        return path;
    }

    /// <summary>The predecessor in the knot that somebody wrote down, as a dependency of the task or of its phase; -1 without one.</summary>
    private int FirstStep(int task, HashSet<int> inside)
    {
        var explicitly = graph.Extra(task).FirstOrDefault(inside.Contains, -1);
        if (explicitly >= 0)
        {
            return explicitly;
        }

        var group = graph.Groups[graph.GroupOf(task)];
        var wayIn = graph.Predecessor(task, 0);
        return inside.Contains(wayIn) && graph.Before(graph.GroupOf(task)).Any(other => IsWritten(group.Phase, graph.Groups[other].Phase)) ? wayIn : -1;
    }

    /// <summary>The tasks on the way; steps that only follow the order of the file are one step.</summary>
    private List<(int Task, StepKind Kind)> Stops(List<int> path)
    {
        List<(int Task, StepKind Kind)> stops = [(path[0], StepKind.Dependency)];
        for (var at = 1; at < path.Count; at++)
        {
            if (!graph.IsTask(path[at]))
            {
                continue;
            }

            var previous = stops[^1].Task;
            var kind = graph.IsTask(path[at - 1]) ? StepKind.Dependency
                : IsWritten(graph.Tasks[previous].Phase, graph.Tasks[path[at]].Phase) ? StepKind.Phase : StepKind.Order;
            if (kind == StepKind.Order && stops[^1].Kind == StepKind.Order)
            {
                stops.RemoveAt(stops.Count - 1);
            }

            stops.Add((path[at], kind));
        }

        return stops;
    }

    private bool IsWritten(int phase, int other) => phase != other && graph.Phases[phase].DependsOn is not null;

    private string Reason(int waiting, (int Task, StepKind Kind) next)
    {
        var (task, other) = (graph.Tasks[waiting], graph.Tasks[next.Task]);
        return next.Kind switch
        {
            StepKind.Dependency => $"{task.Id} depends on {other.Id}",
            StepKind.Phase => $"{Name(task.Phase)} depends on {Name(other.Phase)}",
            _ when task.Phase != other.Phase => $"{Name(task.Phase)} comes after {Name(other.Phase)}",
            _ when !other.Parallel => $"{task.Id} comes after {other.Id}, which has no [P]",
            _ when !task.Parallel => $"{task.Id} comes after {other.Id} and has no [P]",
            _ => $"{task.Id} comes after {other.Id}, with a task without [P] between them",
        };
    }

    private string Name(int phase) => graph.Phases[phase].Title is { Length: > 0 } title ? $"\"{title}\"" : "the part before the first phase";

    private enum StepKind
    {
        Dependency,
        Phase,
        Order,
    }
}
