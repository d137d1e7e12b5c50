using SpecKitExtension.Naming;
using SpecKitExtension.Tasks;

namespace SpecKitExtension.Planning;

/// <summary>Puts the tasks of tasks.md into waves: phases in order, a task without [P] alone, a run of [P] together, and never two tasks
/// with the same file.</summary>
internal sealed class Planner
{
    private readonly TaskList _list;
    private readonly PlanGraph _graph;
    private readonly bool[] _isOpen;
    private readonly int[] _levels;
    private readonly Dictionary<int, List<string>> _notes = [];
    private readonly List<TaskProblem> _problems;

    private Planner(TaskList list, IReadOnlySet<TaskId>? delivered)
    {
        _list = list;
        _graph = new(list);
        _isOpen = [.. list.Tasks.Select(task => !task.Done && delivered?.Contains(task.Id) != true)];
        _levels = new int[_graph.Before.Length];
        _problems = [.. list.Problems, .. SharedBranches()];
    }

    /// <param name="list">What tasks.md says; with errors, its own or new ones, nothing gets a wave.</param>
    /// <param name="delivered">Tasks whose work has arrived though their box is not ticked.</param>
    public static Plan Make(TaskList list, IReadOnlySet<TaskId>? delivered = null) => new Planner(list, delivered).Make();

    private Plan Make()
    {
        var order = PlanOrder.Of(_list, _graph, _problems);
        if (_problems.Exists(problem => problem.Severity == Severity.Error))
        {
            return new(
                _list,
                [.. _list.Tasks.Select((_, task) => Planned(task, null, TaskState.Waiting, "tasks.md has errors"))],
                [],
                Sorted()
            );
        }

        SeparateFiles(order);
        NearestOpen open = new(_graph, node => _isOpen[node]);
        NearestOpen human = new(_graph, node => _isOpen[node] && _list.Tasks[node].Mode == TaskMode.Sync);
        foreach (var node in PlanOrder.Of(_list, _graph, _problems))
        {
            open.Visit(node);
            human.Visit(node);
            _levels[node] =
                _graph.Before[node].Select(edge => _levels[edge.From]).DefaultIfEmpty().Max()
                + (node < _graph.TaskCount && _isOpen[node] ? 1 : 0);
        }

        List<PlannedTask> tasks = [.. _list.Tasks.Select((_, task) => Planned(task, open.Of(task), human.Of(task)))];
        AddNotes();
        return new(_list, tasks, Waves(tasks), Sorted());
    }

    private PlannedTask Planned(int task, IReadOnlyList<int> open, IReadOnlyList<int> human)
    {
        var item = _list.Tasks[task];
        var isAsync = item.Mode == TaskMode.Async;
        var (state, reason, first) =
            item.Box == TaskBox.InHand ? (TaskState.Waiting, "in somebody's hands", -1)
            : isAsync && human.Count > 0 ? (TaskState.Blocked, $"blocked by {Names(human)}", human[0])
            : open.Count > 0 ? (TaskState.Waiting, $"waiting for {Names(open)}", open[0])
            : (TaskState.Ready, isAsync ? "can start now" : "yours, can start now", -1);
        return Planned(task, _levels[task], state, reason, first < 0 ? "" : _graph.Why(task, first));
    }

    private PlannedTask Planned(int task, int? wave, TaskState state, string reason, string why = "")
    {
        var (item, predecessors) = (_list.Tasks[task], _graph.Predecessors(task));
        return _isOpen[task]
            ? new(item, predecessors, wave, state, reason, why, _notes.GetValueOrDefault(task) ?? [])
            : new(
                item,
                predecessors,
                null,
                TaskState.Done,
                item.Box switch
                {
                    TaskBox.Ticked => "ticked",
                    TaskBox.Dropped => "dropped",
                    _ => "delivered",
                },
                "",
                []
            );
    }

    private string Names(IReadOnlyList<int> tasks) =>
        string.Join(
            ", ",
            tasks
                .Take(NearestOpen.Most)
                .Select(task =>
                    _list.Tasks[task] switch
                    {
                        { Box: TaskBox.InHand } item => $"{item.Id} [~]",
                        { Mode: TaskMode.Sync } item => $"{item.Id} [SYNC]",
                        var item => item.Id.Value,
                    }
                )
        ) + (tasks.Count > NearestOpen.Most ? " and more" : "");

    private List<TaskProblem> Sorted() => [.. _problems.OrderBy(problem => problem.Line)];

    /// <summary>Ids that differ only in what branch names leave out, e.g. T012 and T-012.</summary>
    private IEnumerable<TaskProblem> SharedBranches()
    {
        var tasks = _list.Tasks.DistinctBy(task => task.Id).ToDictionary(task => task.Id);
        return BranchName
            .Collisions(tasks.Keys)
            .Select(same => same.Select(id => tasks[id]).OrderBy(task => task.Line).ToList())
            .Where(same => same.Exists(task => task.Mode == TaskMode.Async))
            .Select(same => TaskProblems.SameBranch(same[1].Line, same[1].Id, same[0].Id));
    }

    /// <summary>Lets each open task wait for the previous one that declares one of its files, unless it does so anyhow; the order is kept,
    /// so nothing closes a circle.</summary>
    private void SeparateFiles(List<int> order)
    {
        Dictionary<string, int> lastToDeclare = new(StringComparer.Ordinal);
        foreach (var task in order.Where(node => node < _graph.TaskCount && _isOpen[node]))
        {
            foreach (var file in _list.Tasks[task].Files)
            {
                if (
                    lastToDeclare.TryGetValue(file, out var previous)
                    && !_graph.IsOrdered(previous, task)
                    && !_graph.Before[task].Exists(edge => edge.From == previous && edge.File is null)
                )
                {
                    _graph.Before[task].Add(new(previous, 0, file));
                    (_notes.TryGetValue(task, out var notes) ? notes : _notes[task] = []).Add(
                        $"after {_list.Tasks[previous].Id}: both declare {file}"
                    );
                }

                lastToDeclare[file] = task;
            }
        }
    }

    private void AddNotes()
    {
        foreach (var (task, item) in _list.Tasks.Index().Where(task => _isOpen[task.Index]))
        {
            // A task that waits for another is in a later wave; one that stands further down may be meant to come later.
            var unawaited = item.Names.FirstOrDefault(
                other => _isOpen[other] && (_levels[other] == _levels[task] || (other < task && _levels[other] > _levels[task])),
                -1
            );
            if (unawaited >= 0)
            {
                _problems.Add(TaskProblems.NamesWithoutWaiting(item.Line, item.Id, _list.Tasks[unawaited].Id));
            }
        }

        var firstOpen = _list.Tasks.Index().FirstOrDefault(task => _isOpen[task.Index], (Index: -1, null!)).Index;
        foreach (
            var (_, phase) in _list
                .Phases.Index()
                .Where(phase => phase.Item.Kept is not null && firstOpen >= 0 && phase.Index > _list.Tasks[firstOpen].Phase)
        )
        {
            _problems.Add(
                TaskProblems.KeptInOrder(
                    phase.Kept!.Line,
                    $"\"{phase.Title}\"",
                    phase.Kept.Text.Length > 160 ? phase.Kept.Text[..160] + "…" : phase.Kept.Text
                )
            );
        }
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

    /// <summary>For every node the tasks of a kind that keep it waiting, looked for through all others.</summary>
    private sealed class NearestOpen(PlanGraph graph, Func<int, bool> counts)
    {
        /// <summary>How many are named; a person needs no more, and sets of bounded size keep planning linear.</summary>
        public const int Most = 8;

        private readonly IReadOnlyList<int>[] _found = new IReadOnlyList<int>[graph.Before.Length];

        /// <summary>The tasks of a node in the order of the file; one more than the most where there are more.</summary>
        public IReadOnlyList<int> Of(int node) => _found[node];

        /// <summary>Looks at a node all of whose predecessors have been visited.</summary>
        public void Visit(int node)
        {
            if (graph.Before[node] is [var only] && !IsCounted(only.From))
            {
                _found[node] = _found[only.From];
                return;
            }

            SortedSet<int> found = [];
            foreach (var edge in graph.Before[node].TakeWhile(_ => found.Count <= Most))
            {
                found.UnionWith(IsCounted(edge.From) ? [edge.From] : _found[edge.From]);
            }

            // Of those that wait for one another only the last is near.
            found.ExceptWith([.. found.SelectMany(other => _found[other])]);
            _found[node] = [.. found.Take(Most + 1)];
        }

        private bool IsCounted(int node) => node < graph.TaskCount && counts(node);
    }
}
