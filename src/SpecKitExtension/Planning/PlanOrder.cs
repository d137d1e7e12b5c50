using SpecKitExtension.Tasks;

namespace SpecKitExtension.Planning;

/// <summary>Brings a graph into an order in which everything comes behind what it waits for. Weak edges that contradict the rest are
/// dropped with a warning; a circle that remains is an error.</summary>
internal static class PlanOrder
{
    /// <param name="list">The tasks.</param>
    /// <param name="graph">Their graph; it loses contradictory edges.</param>
    /// <param name="problems">Where warnings and errors go.</param>
    /// <returns>All nodes in order; without those of circles and what is behind them.</returns>
    public static List<int> Of(TaskList list, PlanGraph graph, List<TaskProblem> problems)
    {
        var order = Sort(graph);
        if (order.Count == graph.Before.Length)
        {
            return order;
        }

        DropContradictions(list, graph, order, problems);
        order = Sort(graph);
        if (order.Count < graph.Before.Length)
        {
            Describe(list, graph, order, problems);
        }

        return order;
    }

    /// <summary>Kahn's algorithm; the nodes of circles, and all behind them, are left out.</summary>
    private static List<int> Sort(PlanGraph graph)
    {
        var count = graph.Before.Length;
        var (left, after) = (new int[count], new List<int>?[count]);
        for (var node = 0; node < count; node++)
        {
            left[node] = graph.Before[node].Count;
            foreach (var edge in graph.Before[node])
            {
                (after[edge.From] ??= []).Add(node);
            }
        }

        Queue<int> free = new(Enumerable.Range(0, count).Where(node => left[node] == 0));
        List<int> order = new(count);
        while (free.TryDequeue(out var node))
        {
            order.Add(node);
            foreach (var next in after[node] ?? [])
            {
                if (--left[next] == 0)
                {
                    free.Enqueue(next);
                }
            }
        }

        return order;
    }

    /// <summary>Takes the weak edges of what is left out of the graph, and puts back, line by line, those that close no circle.</summary>
    private static void DropContradictions(TaskList list, PlanGraph graph, List<int> order, List<TaskProblem> problems)
    {
        var stuck = Enumerable.Range(0, graph.Before.Length).Except(order).ToHashSet();
        var weak = stuck
            .SelectMany(node =>
                graph.Before[node].Where(edge => edge.IsWeak && stuck.Contains(edge.From)).Select(edge => (Node: node, Edge: edge))
            )
            .OrderBy(pair => pair.Edge.Line)
            .ToList();
        foreach (var node in weak.Select(pair => pair.Node).Distinct())
        {
            graph.Before[node].RemoveAll(edge => edge.IsWeak && stuck.Contains(edge.From));
        }

        foreach (var (node, edge) in weak)
        {
            if (IsBehind(graph, edge.From, node, stuck))
            {
                problems.Add(TaskProblems.Contradiction(edge.Line, Name(list, graph, node), Name(list, graph, edge.From)));
            }
            else
            {
                graph.Before[node].Add(edge);
            }
        }
    }

    private static bool IsBehind(PlanGraph graph, int node, int other, HashSet<int> within)
    {
        HashSet<int> seen = [node];
        Stack<int> open = new(seen);
        while (open.TryPop(out var next))
        {
            if (next == other)
            {
                return true;
            }

            foreach (var edge in graph.Before[next].Where(edge => within.Contains(edge.From) && seen.Add(edge.From)))
            {
                open.Push(edge.From);
            }
        }

        return false;
    }

    /// <summary>Goes back from what is left until a node comes again: that is a circle. Each is told once.</summary>
    private static void Describe(TaskList list, PlanGraph graph, List<int> order, List<TaskProblem> problems)
    {
        var sorted = order.ToHashSet();
        HashSet<int> seen = [];
        foreach (var start in Enumerable.Range(0, graph.TaskCount).Where(task => !sorted.Contains(task)))
        {
            List<int> path = [];
            var node = start;
            for (; seen.Add(node); node = Back(graph, node, sorted))
            {
                path.Add(node);
            }

            if (path.IndexOf(node) is var first and >= 0)
            {
                problems.Add(Circle(list, graph, [.. path[first..].Where(step => step < graph.TaskCount)]));
            }
        }
    }

    // What somebody typed comes first: the order of the file alone makes no circle.
    private static int Back(PlanGraph graph, int node, HashSet<int> sorted) =>
        graph.Before[node].Where(edge => !sorted.Contains(edge.From)).OrderByDescending(edge => edge.Line > 0).First().From;

    /// <summary>Steps that only follow the order of the file are told as one.</summary>
    private static TaskProblem Circle(TaskList list, PlanGraph graph, List<int> tasks)
    {
        int At(int step) => tasks[(step + tasks.Count) % tasks.Count];
        List<int> stops =
        [
            .. Enumerable
                .Range(0, tasks.Count)
                .Where(step => graph.Written(At(step), At(step + 1)) is not null || graph.Written(At(step - 1), At(step)) is not null)
                .Select(At),
        ];
        stops = stops.Count > 1 ? stops : tasks;
        var first = stops.IndexOf(stops.Min());
        List<int> around = [.. stops[first..], .. stops[..first], stops[first]];
        var reasons = around
            .Zip(around.Skip(1))
            .Select(step => $"{list.Tasks[step.First].Id} after {list.Tasks[step.Second].Id} ({graph.Why(step.First, step.Second)})");
        return TaskProblems.Cycle(
            list.Tasks[around[0]].Line,
            string.Join(" → ", around.Select(task => list.Tasks[task].Id)),
            string.Join("; ", reasons)
        );
    }

    private static string Name(TaskList list, PlanGraph graph, int node) =>
        node < graph.TaskCount
            ? list.Tasks[node].Id.Value
            : $"\"{list.Phases[list.Tasks[graph.FirstOfGroup(graph.GroupOfNode(node))].Phase].Title}\"";
}
