using SpecKitExtension.Tasks;

namespace SpecKitExtension.Planning;

/// <summary>What waits for what. Nodes are the tasks, by index, and behind them a way in and a way out of each group, so that two groups of a thousand need two thousand edges and not a million.</summary>
internal sealed class PlanGraph
{
    private static readonly List<int> None = [];

    private readonly int[] _groupOf;
    private readonly int[][] _before;
    private readonly List<int>?[] _extra;

    public PlanGraph(TaskList list)
    {
        Tasks = list.Tasks;
        Phases = list.Phases;
        Groups = TaskGroup.Of(Tasks);
        _groupOf = new int[Tasks.Count];
        _before = new int[Groups.Count][];
        _extra = new List<int>?[Tasks.Count];
        var lastOfPhase = new int[Phases.Count];
        Array.Fill(lastOfPhase, -1);
        for (var group = 0; group < Groups.Count; group++)
        {
            Array.Fill(_groupOf, group, Groups[group].First, Groups[group].Count);
            lastOfPhase[Groups[group].Phase] = group;
        }

        Order = new(Phases, [.. lastOfPhase.Select(group => group >= 0)]);
        for (var group = 0; group < Groups.Count; group++)
        {
            var phase = Groups[group].Phase;
            _before[group] = group > 0 && Groups[group - 1].Phase == phase ? [group - 1] : [.. Order.WaitsFor(phase).Select(other => lastOfPhase[other])];
        }

        AddExplicit();
    }

    public IReadOnlyList<TaskItem> Tasks { get; }

    public IReadOnlyList<TaskPhase> Phases { get; }

    public IReadOnlyList<TaskGroup> Groups { get; }

    public PhaseOrder Order { get; }

    public int NodeCount => Tasks.Count + (2 * Groups.Count);

    public bool IsTask(int node) => node < Tasks.Count;

    public int GroupOf(int task) => _groupOf[task];

    /// <summary>The groups that a group follows, in the order of the file.</summary>
    public IReadOnlyList<int> Before(int group) => _before[group];

    /// <summary>What a task waits for besides its group's predecessors: explicit dependencies, and tasks that declare the same file.</summary>
    public IReadOnlyList<int> Extra(int task) => _extra[task] ?? None;

    public void AddExtra(int task, int predecessor)
    {
        var extra = _extra[task] ??= [];
        if (!extra.Contains(predecessor))
        {
            extra.Add(predecessor);
        }
    }

    public int PredecessorCount(int node) =>
        IsTask(node) ? 1 + Extra(node).Count : IsWayOut(node, out var group) ? Groups[group].Count : _before[group].Length;

    public int Predecessor(int node, int index) =>
        IsTask(node) ? index == 0 ? WayIn(_groupOf[node]) : _extra[node]![index - 1]
        : IsWayOut(node, out var group) ? Groups[group].First + index
        : WayIn(_before[group][index]) + 1;

    /// <summary>The group a node leads into or out of.</summary>
    public bool IsWayOut(int node, out int group)
    {
        group = (node - Tasks.Count) / 2;
        return (node - Tasks.Count) % 2 == 1;
    }

    private int WayIn(int group) => Tasks.Count + (2 * group);

    private void AddExplicit()
    {
        if (Tasks.All(task => task.DependsOn.Count == 0))
        {
            return;
        }

        Dictionary<TaskId, int> indices = new(Tasks.Count);
        for (var task = 0; task < Tasks.Count; task++)
        {
            indices.TryAdd(Tasks[task].Id, task);
        }

        for (var task = 0; task < Tasks.Count; task++)
        {
            if (Tasks[task].DependsOn.Count > 0)
            {
                _extra[task] = [.. Tasks[task].DependsOn.Select(id => indices.GetValueOrDefault(id, task)).Where(other => other != task).Distinct()];
            }
        }
    }
}
