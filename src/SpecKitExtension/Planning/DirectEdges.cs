using System.Collections;
using SpecKitExtension.Tasks;

namespace SpecKitExtension.Planning;

/// <summary>The edges of a plan that a picture needs: a predecessor that another predecessor has behind it goes without saying.</summary>
internal sealed class DirectEdges
{
    private readonly Plan plan;
    private readonly Dictionary<TaskId, int> indices;
    private readonly Known?[] known;

    // Tasks of a group share their list of predecessors: what follows from it is worked out once.
    private readonly Dictionary<IReadOnlyList<TaskId>, Known> byList = new(ReferenceEqualityComparer.Instance);

    private DirectEdges(Plan plan)
    {
        this.plan = plan;
        indices = plan.Tasks.Index().DistinctBy(task => task.Item.Item.Id).ToDictionary(task => task.Item.Item.Id, task => task.Index);
        known = new Known?[plan.Tasks.Count];
    }

    /// <summary>For each task, in the order of the file, the indices of the tasks that it follows directly.</summary>
    /// <param name="plan">A plan without errors.</param>
    public static IReadOnlyList<IReadOnlyList<int>> Of(Plan plan)
    {
        DirectEdges edges = new(plan);
        for (var task = 0; task < plan.Tasks.Count; task++)
        {
            edges.Visit(task);
        }

        return [.. edges.known.Select(task => task!.Direct)];
    }

    /// <summary>Visits what a task waits for before the task itself, without recursion.</summary>
    private void Visit(int start)
    {
        Stack<(int Task, int Next)> calls = [];
        calls.Push((start, 0));
        while (calls.TryPop(out var call))
        {
            var predecessors = plan.Tasks[call.Task].Predecessors;
            if (known[call.Task] is not null || (byList.TryGetValue(predecessors, out var shared) && (known[call.Task] = shared) is not null))
            {
                continue;
            }

            if (call.Next == predecessors.Count)
            {
                known[call.Task] = byList[predecessors] = Reduce([.. predecessors.Select(id => indices[id])]);
                continue;
            }

            calls.Push((call.Task, call.Next + 1));
            calls.Push((indices[predecessors[call.Next]], 0));
        }
    }

    private Known Reduce(int[] predecessors)
    {
        BitArray behind = new(plan.Tasks.Count);
        foreach (var sets in predecessors.Select(task => known[task]!.Before).Distinct())
        {
            behind.Or(sets);
        }

        int[] direct = [.. predecessors.Where(task => !behind[task])];
        foreach (var task in predecessors)
        {
            behind[task] = true;
        }

        return new(direct, behind);
    }

    /// <summary>What is known of a task.</summary>
    /// <param name="Direct">The tasks it follows directly.</param>
    /// <param name="Before">Every task it follows, directly or not.</param>
    private sealed record Known(IReadOnlyList<int> Direct, BitArray Before);
}
