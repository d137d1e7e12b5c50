namespace SpecKitExtension.Planning;

/// <summary>Keeps tasks that declare the same file out of each other's wave.</summary>
internal static class SharedFiles
{
    /// <summary>Lets each open task wait for the previous one that declares one of its files, unless it does so anyhow.</summary>
    /// <param name="graph">The graph; it gets the new edges.</param>
    /// <param name="order">Its nodes in an order it allows; the new edges follow it, so they close no cycle.</param>
    /// <param name="isOpen">Tells which tasks are still to be done.</param>
    /// <returns>Remarks by task.</returns>
    public static Dictionary<int, List<string>> Separate(PlanGraph graph, IEnumerable<int> order, IReadOnlyList<bool> isOpen)
    {
        Dictionary<int, List<string>> notes = [];
        Dictionary<string, int> lastToDeclare = new(graph.Tasks.Count, StringComparer.Ordinal);
        foreach (var task in order.Where(node => graph.IsTask(node) && isOpen[node]))
        {
            foreach (var file in graph.Tasks[task].Files)
            {
                if (lastToDeclare.TryGetValue(file, out var previous) && !IsOrdered(graph, previous, task))
                {
                    graph.AddExtra(task, previous);
                    (notes.TryGetValue(task, out var known) ? known : notes[task] = []).Add($"after {graph.Tasks[previous].Id}: both declare {file}");
                }

                lastToDeclare[file] = task;
            }
        }

        return notes;
    }

    private static bool IsOrdered(PlanGraph graph, int first, int second)
    {
        var (before, after) = (graph.Groups[graph.GroupOf(first)], graph.Groups[graph.GroupOf(second)]);
        return before != after && (before.Phase == after.Phase || graph.Order.IsBefore(before.Phase, after.Phase))
            || graph.Tasks[second].DependsOn.Contains(graph.Tasks[first].Id);
    }
}
