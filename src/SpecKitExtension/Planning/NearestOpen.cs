namespace SpecKitExtension.Planning;

/// <summary>Finds for every node the open tasks that keep it waiting and are not themselves behind another one of them.</summary>
/// <param name="graph">The graph.</param>
/// <param name="counts">Tells which tasks to look for; all other nodes are looked through.</param>
internal sealed class NearestOpen(PlanGraph graph, Func<int, bool> counts)
{
    /// <summary>How many are named; a person needs no more, and sets of bounded size keep planning linear.</summary>
    private const int Most = 8;

    private readonly Found[] _found = new Found[graph.NodeCount];

    // Used anew at every node.
    private readonly List<int> _tasks = [];
    private readonly List<Found> _further = [];

    /// <summary>The tasks found for a node, and whether there are more.</summary>
    public (IReadOnlyList<int> Tasks, bool AndMore) For(int node) => (_found[node].Tasks, _found[node].AndMore);

    /// <summary>Looks at a node all of whose predecessors have been visited.</summary>
    public void Visit(int node)
    {
        var (tasks, further, andMore) = (_tasks, _further, false);
        tasks.Clear();
        further.Clear();
        for (var index = 0; index < graph.PredecessorCount(node); index++)
        {
            var predecessor = graph.Predecessor(node, index);
            if (IsCounted(predecessor))
            {
                andMore |= !Add(tasks, predecessor);
            }
            else if (_found[predecessor].Tasks.Count > 0 && (further.Count == 0 || further[^1] != _found[predecessor]))
            {
                further.Add(_found[predecessor]);
            }
        }

        _found[node] = (tasks, further) switch
        {
            ({ Count: 0 }, []) => Found.Nothing,
            ({ Count: 0 }, [var only]) => only,
            ({ Count: 1 }, []) => new([tasks[0]], andMore),
            _ => Union(tasks, further, andMore),
        };
    }

    private Found Union(List<int> tasks, List<Found> further, bool andMore)
    {
        if (further.Count == 0 && tasks.TrueForAll(task => _found[task] == _found[tasks[0]]))
        {
            // Members of one group: none of them is behind another.
            return new([.. tasks.Order()], andMore);
        }

        var behind = tasks.Concat(further.SelectMany(found => found.Tasks)).SelectMany(task => _found[task].Tasks).ToHashSet();
        foreach (var found in further)
        {
            var others = found.Tasks.Where(task => !behind.Contains(task)).ToList();
            andMore |= found.AndMore && others.Count > 0;
            foreach (var other in others)
            {
                andMore |= !Add(tasks, other);
            }
        }

        return new([.. tasks.Where(task => !behind.Contains(task)).Order()], andMore);
    }

    private bool IsCounted(int node) => graph.IsTask(node) && counts(node);

    private static bool Add(List<int> tasks, int task)
    {
        if (!tasks.Contains(task) && tasks.Count < Most)
        {
            tasks.Add(task);
        }

        return tasks.Contains(task);
    }

    private sealed class Found(IReadOnlyList<int> tasks, bool andMore)
    {
        public static readonly Found Nothing = new([], false);

        public IReadOnlyList<int> Tasks => tasks;

        public bool AndMore => andMore;
    }
}
