namespace SpecKitExtension.Tasks;

/// <summary>The tasks by id and by phase, and the links between them.</summary>
internal sealed class TaskLinks
{
    private const int MostDependencies = 5_000_000;

    private readonly IReadOnlyList<TaskDraft> _tasks;
    private readonly IdIndex _ids;
    private readonly Lazy<PhaseNames> _names;
    private readonly (List<TaskDraft> First, List<TaskDraft> Last)[] _ends;
    private readonly Dictionary<TaskDraft, HashSet<TaskId>> _known = [];
    private int _count;

    public TaskLinks(IReadOnlyList<TaskDraft> tasks, IReadOnlyList<TaskPhase> phases, TaskGrammar grammar)
    {
        _tasks = tasks;
        _ids = new(tasks);
        _names = new(() => new(phases, grammar));
        Problems.AddRange(_ids.Duplicates.Select(task => TaskProblems.DuplicateId(task.Line, task.Id, _ids.TaskOf(task.Id).Line)));
        _ends = [.. phases.Select(_ => (new List<TaskDraft>(), new List<TaskDraft>()))];
        var isFirst = true;
        for (var index = 0; index < tasks.Count; index++)
        {
            var (task, previous) = (tasks[index], index > 0 && tasks[index - 1].Phase == tasks[index].Phase ? tasks[index - 1] : null);
            var (first, last) = _ends[task.Phase];
            var isSameRun = previous is { Markers.Parallel: true } && task.Markers.Parallel;
            isFirst = previous is null || (isFirst && isSameRun);
            if (isFirst)
            {
                first.Add(task);
            }

            if (!isSameRun)
            {
                last.Clear();
            }

            last.Add(task);
        }
    }

    public List<TaskProblem> Problems { get; } = [];

    /// <summary>The names that prose has for the phases.</summary>
    public PhaseNames Names => _names.Value;

    /// <summary>The tasks with which a phase begins: what they wait for, all of it waits for.</summary>
    public IReadOnlyList<TaskDraft> FirstOf(int phase) => _ends[phase].First;

    /// <summary>The tasks with which a phase ends: who waits for them waits for all of it.</summary>
    public IReadOnlyList<TaskDraft> LastOf(int phase) => _ends[phase].Last;

    /// <summary>The tasks behind one in its phase.</summary>
    public IEnumerable<TaskDraft> Behind(TaskDraft task) => _tasks.Where(other => other.Phase == task.Phase && other.Line > task.Line);

    /// <summary>The first id of some that the file has.</summary>
    public TaskId? FirstKnown(IEnumerable<IdRange> ranges, TaskId? except = null) =>
        ranges.Select(range => _ids.Find(range.First)).FirstOrDefault(id => id is not null && !id.Equals(except));

    /// <summary>The tasks that ids name; what is not there is a problem.</summary>
    /// <param name="ranges">The ids.</param>
    /// <param name="line">The line that names them.</param>
    /// <param name="verb">The words behind which they stand.</param>
    /// <param name="dependent">Who waits for them; null when they are themselves the ones who wait.</param>
    public List<TaskDraft> Find(IEnumerable<IdRange> ranges, int line, string verb, TaskId? dependent)
    {
        List<TaskDraft> found = [];
        foreach (var range in _count > MostDependencies ? [] : ranges.TakeWhile(_ => found.Count <= MostDependencies))
        {
            var first = _ids.Find(range.First);
            var last = range.Last is null ? first : _ids.FindLast(range.Last);
            if (first is not null && last is not null)
            {
                found.AddRange((range.Last is null ? [first] : _ids.Between(first, last)).Select(_ids.TaskOf));
            }
            else if (range is { Last: null, IsBeforeName: true } && _ids.IsShort(range.First))
            {
                Problems.Add(TaskProblems.NotUnderstood(line, range.First, verb));
            }
            else
            {
                Problems.AddRange(new[] { (first, range.First), (last, range.Last ?? range.First) }.Where(end => end.Item1 is null).Select(end => Unknown(end.Item2, line, dependent)).Distinct());
            }
        }

        return found;
    }

    /// <summary>Lets a task wait for others.</summary>
    public void Link(TaskDraft task, IEnumerable<TaskDraft> others, int line)
    {
        foreach (var other in _count > MostDependencies ? [] : others)
        {
            if (other.Id.Equals(task.Id))
            {
                Problems.Add(TaskProblems.DependsOnItself(line, task.Id));
            }
            else if (++_count > MostDependencies)
            {
                Problems.Add(TaskProblems.TooManyDependencies(line, MostDependencies));
                return;
            }
            else if ((_known.TryGetValue(task, out var known) ? known : _known[task] = []).Add(other.Id))
            {
                task.AddDependency(other.Id);
            }
        }
    }

    private TaskProblem Unknown(string id, int line, TaskId? dependent) => dependent is null
        ? TaskProblems.UnknownDependent(line, id, _ids.Similar(id))
        : TaskProblems.UnknownId(line, dependent.Value, id, _ids.Similar(id, dependent));
}
