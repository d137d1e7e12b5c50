using SpecKitExtension.Naming;
using SpecKitExtension.Tasks;

namespace SpecKitExtension.Planning;

/// <summary>Puts the tasks of tasks.md into waves: phases in order, a task without [P] alone, a run of [P] together, and never two tasks with the same file.</summary>
internal sealed class Planner
{
    private readonly TaskList _list;
    private readonly PlanGraph _graph;
    private readonly bool[] _isOpen;
    private readonly Predecessors _predecessors;

    private Planner(TaskList list, IReadOnlySet<TaskId>? delivered)
    {
        _list = list;
        _graph = new(list);
        _isOpen = [.. list.Tasks.Select(task => !task.Done && delivered?.Contains(task.Id) != true)];
        _predecessors = new(_graph);
    }

    /// <param name="list">What tasks.md says; with errors, its own or new ones, nothing gets a wave.</param>
    /// <param name="delivered">Tasks whose work has arrived though their box is not ticked.</param>
    public static Plan Make(TaskList list, IReadOnlySet<TaskId>? delivered = null) => new Planner(list, delivered).Make();

    private Plan Make()
    {
        PlanOrder order = new(_graph);
        Cycles cycles = new(_graph);
        IReadOnlyList<TaskProblem> problems = [.. _list.Problems.Concat(order.Knots.Select(cycles.Describe)).Concat(SharedBranches()).OrderBy(problem => problem.Line)];
        if (problems.Any(problem => problem.Severity == Severity.Error))
        {
            return new(_list, [.. _list.Tasks.Select((_, task) => Planned(task, null, TaskState.Waiting, "tasks.md has errors", []))], [], problems);
        }

        var notes = SharedFiles.Separate(_graph, order.Nodes, _isOpen);
        NearestOpen open = new(_graph, node => _isOpen[node]);
        NearestOpen human = new(_graph, node => _isOpen[node] && _graph.Tasks[node].Mode == TaskMode.Sync);
        var levels = new int[_graph.NodeCount];
        foreach (var node in order.Nodes)
        {
            open.Visit(node);
            human.Visit(node);
            levels[node] = Level(node, levels);
        }

        TurnOfTask turn = new(_graph, open, human);
        List<PlannedTask> tasks = [];
        for (var task = 0; task < _list.Tasks.Count; task++)
        {
            var (state, reason) = turn.Of(task);
            tasks.Add(Planned(task, levels[task], state, reason, notes.GetValueOrDefault(task) ?? []));
        }

        return new(_list, tasks, Waves(tasks), problems);
    }

    /// <summary>Ids that differ only in what branch names leave out, e.g. T012 and T-012.</summary>
    private IEnumerable<TaskProblem> SharedBranches()
    {
        var tasks = _list.Tasks.DistinctBy(task => task.Id).ToDictionary(task => task.Id);
        return BranchName.Collisions(tasks.Keys).Select(same => same.Select(id => tasks[id]).OrderBy(task => task.Line).ToList())
            .Where(same => same.Exists(task => task.Mode == TaskMode.Async))
            .Select(same => TaskProblems.SameBranch(same[1].Line, same[1].Id, same[0].Id));
    }

    /// <summary>Highest wave at or before a node; only open tasks make a new one.</summary>
    private int Level(int node, int[] levels)
    {
        var highest = 0;
        for (var index = 0; index < _graph.PredecessorCount(node); index++)
        {
            highest = Math.Max(highest, levels[_graph.Predecessor(node, index)]);
        }

        return _graph.IsTask(node) && _isOpen[node] ? highest + 1 : highest;
    }

    private PlannedTask Planned(int task, int? wave, TaskState state, string reason, IReadOnlyList<string> notes)
    {
        var item = _list.Tasks[task];
        return _isOpen[task]
            ? new(item, _predecessors.Of(task), wave, state, reason, notes)
            : new(item, _predecessors.Of(task), null, TaskState.Done, item.Done ? "ticked" : "delivered", notes);
    }

    private static List<List<TaskId>> Waves(List<PlannedTask> tasks)
    {
        List<List<TaskId>> waves = [];
        foreach (var task in tasks.Where(task => task.Wave is not null))
        {
            while (waves.Count < task.Wave)
            {
                waves.Add([]);
            }

            waves[task.Wave!.Value - 1].Add(task.Item.Id);
        }

        return waves;
    }
}
