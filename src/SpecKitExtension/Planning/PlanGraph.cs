using SpecKitExtension.Tasks;

namespace SpecKitExtension.Planning;

/// <summary>Why one node comes after another.</summary>
/// <param name="From">The node that comes first.</param>
/// <param name="Line">The line of tasks.md that says so, from 1; 0 when the order of the file does.</param>
/// <param name="File">The file that both declare; null when that is not why.</param>
/// <param name="Typed">Whether somebody typed it on the task, so that it may not be dropped.</param>
internal readonly record struct Edge(int From, int Line = 0, string? File = null, bool Typed = true)
{
    /// <summary>Whether it may be dropped where it contradicts the rest.</summary>
    public bool IsWeak => Line > 0 && !Typed;
}

/// <summary>
/// What comes after what, as adjacency lists. Nodes are the tasks, by index, then for each group a way in and a way out, so that two groups
/// of a thousand need two thousand edges and not a million. A group is a run of [P], or a single task without it, inside of a phase.
/// </summary>
internal sealed class PlanGraph
{
    private readonly TaskList _list;
    private readonly int[] _groupOf;
    private readonly List<(int First, int End)> _groups = [];
    private readonly int[] _firstGroup;
    private readonly int[] _lastGroup;
    private readonly int[][] _phasesBefore;
    private readonly HashSet<int>?[] _allBefore;
    private readonly Dictionary<int, IReadOnlyList<TaskId>> _membersBefore = [];
    private readonly HashSet<(int Node, int From)> _written = [];

    public PlanGraph(TaskList list)
    {
        _list = list;
        _groupOf = new int[list.Tasks.Count];
        (_firstGroup, _lastGroup) = (new int[list.Phases.Count], new int[list.Phases.Count]);
        Array.Fill(_firstGroup, -1);
        Array.Fill(_lastGroup, -1);
        for (var task = 0; task < list.Tasks.Count; task++)
        {
            AddToGroup(task);
        }

        (_phasesBefore, _allBefore) = (new int[list.Phases.Count][], new HashSet<int>?[list.Phases.Count]);
        OrderPhases();
        Before = [.. Enumerable.Range(0, list.Tasks.Count + (2 * _groups.Count)).Select(_ => new List<Edge>(1))];
        AddOrder();
        foreach (var dependency in list.Dependencies)
        {
            AddDependency(dependency);
        }
    }

    /// <summary>For each node what it comes after.</summary>
    public List<Edge>[] Before { get; }

    /// <summary>How many of the nodes are tasks; these come first.</summary>
    public int TaskCount => _groupOf.Length;

    /// <summary>Whether the order of the file alone puts one task behind another.</summary>
    public bool IsOrdered(int first, int second)
    {
        var (before, after) = (_list.Tasks[first].Phase, _list.Tasks[second].Phase);
        return before == after ? _groupOf[first] != _groupOf[second] : AllBefore(after).Contains(before);
    }

    /// <summary>The tasks that a task follows directly, in the order of the file.</summary>
    public IEnumerable<TaskId> Predecessors(int task) =>
        Before[task].Count == 1
            ? MembersBefore(_groupOf[task])
            : Before[task]
                .Skip(1)
                .Concat(Before[WayIn(_groupOf[task])])
                .SelectMany(Members)
                .Distinct()
                .Order()
                .Select(other => _list.Tasks[other].Id);

    /// <summary>Why a task comes after another one that it waits for.</summary>
    public string Why(int task, int other)
    {
        var (waiting, first, phase) = (_list.Tasks[task], _list.Tasks[other], _list.Phases[_list.Tasks[task].Phase]);
        return Written(task, other) is { } edge
            ? edge.File is { } file
                ? $"both declare {file}"
                : $"line {edge.Line} says so"
            : waiting.Phase != first.Phase && phase.Kept is { } kept
                ? $"line {kept.Line} keeps {Quote(phase)} in order"
                : waiting.Phase != first.Phase
                    ? $"{Quote(phase)}, on line {phase.Line}, comes after {Quote(_list.Phases[first.Phase])}"
                    : !first.Parallel
                        ? $"{first.Id}, on line {first.Line}, has no [P]"
                        : !waiting.Parallel
                            ? $"{waiting.Id}, on line {waiting.Line}, has no [P]"
                            : "a task without [P] stands between them";
    }

    /// <summary>What puts one task behind another besides the order of the file; null when nothing does.</summary>
    public Edge? Written(int task, int other)
    {
        var written = Before[task].Skip(1).Concat(Before[WayIn(_groupOf[task])].Where(edge => edge.Line > 0));
        var found = written.FirstOrDefault(
            edge => edge.From == other || (edge.From >= TaskCount && GroupOfNode(edge.From) == _groupOf[other]),
            new(-1)
        );
        return found.From < 0 ? null : found;
    }

    private static string Quote(TaskPhase phase) => phase.Title.Length > 0 ? $"\"{phase.Title}\"" : "the part before the first phase";

    /// <summary>The group whose way in or way out a node is.</summary>
    public int GroupOfNode(int node) => (node - TaskCount) / 2;

    /// <summary>The first task of a group.</summary>
    public int FirstOfGroup(int group) => _groups[group].First;

    private int WayIn(int group) => TaskCount + (2 * group);

    private int WayOut(int group) => WayIn(group) + 1;

    private void AddToGroup(int task)
    {
        var (item, phase) = (_list.Tasks[task], _list.Tasks[task].Phase);
        if (task > 0 && item.Parallel && _list.Tasks[task - 1] is { Parallel: true } previous && previous.Phase == phase)
        {
            _groups[^1] = (_groups[^1].First, task + 1);
        }
        else
        {
            _groups.Add((task, task + 1));
        }

        _groupOf[task] = _lastGroup[phase] = _groups.Count - 1;
        _firstGroup[phase] = _firstGroup[phase] < 0 ? _groups.Count - 1 : _firstGroup[phase];
    }

    /// <summary>For each phase those that it follows directly; phases without tasks are looked through.</summary>
    private void OrderPhases()
    {
        SortedSet<int> unawaited = [];
        for (var phase = 0; phase < _phasesBefore.Length; phase++)
        {
            _phasesBefore[phase] = _list.Phases[phase].WaitsFor is { } narrowed
                ? [.. narrowed.SelectMany(other => _firstGroup[other] >= 0 ? [other] : _phasesBefore[other]).Distinct().Order()]
                : [.. unawaited];
            if (_firstGroup[phase] >= 0)
            {
                unawaited.ExceptWith(_phasesBefore[phase]);
                unawaited.Add(phase);
            }
        }
    }

    private HashSet<int> AllBefore(int phase) =>
        _allBefore[phase] ??= _list.Phases[phase].WaitsFor is null
            ? [.. Enumerable.Range(0, phase)]
            : [.. _phasesBefore[phase].SelectMany(other => AllBefore(other).Append(other))];

    private void AddOrder()
    {
        for (var group = 0; group < _groups.Count; group++)
        {
            var phase = _list.Tasks[_groups[group].First].Phase;
            var before = group == _firstGroup[phase] ? _phasesBefore[phase].Select(other => _lastGroup[other]) : [group - 1];
            Before[WayIn(group)].AddRange(before.Select(other => new Edge(WayOut(other))));
            for (var task = _groups[group].First; task < _groups[group].End; task++)
            {
                Before[task].Add(new(WayIn(group)));
                Before[WayOut(group)].Add(new(task));
            }
        }
    }

    /// <summary>Adds what is written. What is done waits for nothing, and nothing waits for it.</summary>
    private void AddDependency(Dependency dependency)
    {
        var (waiting, other) = (dependency.Waiting, dependency.For);
        if (
            (!waiting.IsPhase && _list.Tasks[waiting.Index].Done)
            || (!other.IsPhase && _list.Tasks[other.Index].Done)
            || (waiting.IsPhase && _firstGroup[waiting.Index] < 0)
            || (other.IsPhase && _lastGroup[other.Index] < 0)
        )
        {
            return;
        }

        var node = waiting.IsPhase ? WayIn(_firstGroup[waiting.Index]) : waiting.Index;
        var from = other.IsPhase ? WayOut(_lastGroup[other.Index]) : other.Index;
        if (_written.Add((node, from)))
        {
            Before[node].Add(new(from, dependency.Line, null, dependency.Typed));
        }
    }

    private IReadOnlyList<TaskId> MembersBefore(int group) =>
        _membersBefore.TryGetValue(group, out var members)
            ? members
            : _membersBefore[group] = [.. Before[WayIn(group)].SelectMany(Members).Select(task => _list.Tasks[task].Id)];

    /// <summary>The tasks that an edge comes from.</summary>
    private IEnumerable<int> Members(Edge edge) =>
        edge.From < TaskCount
            ? [edge.From]
            : Enumerable.Range(
                _groups[GroupOfNode(edge.From)].First,
                _groups[GroupOfNode(edge.From)].End - _groups[GroupOfNode(edge.From)].First
            );
}
