namespace SpecKitExtension.Tasks;

/// <summary>Turns what tasks.md says about dependencies into links between its tasks and phases.</summary>
internal sealed class DependencyResolver(IReadOnlyList<TaskDraft> tasks, TaskGrammar grammar)
{
    private const int MostDependencies = 5_000_000;

    private readonly IdIndex _ids = new(tasks);
    private readonly Dictionary<TaskDraft, HashSet<TaskId>> _known = [];
    private int _count;

    public List<TaskProblem> Problems { get; } = [];

    /// <summary>Links the tasks, and tells what each phase waits for.</summary>
    public IReadOnlyList<TaskPhase> Resolve(IReadOnlyList<TaskPhase> phases, IReadOnlyList<DependencySentence> sentences)
    {
        Problems.AddRange(_ids.Duplicates.Select(task => TaskProblems.DuplicateId(task.Line, task.Id, _ids.TaskOf(task.Id).Line)));
        foreach (var task in tasks)
        {
            Link(task, task.Id, DependencyProse.OfTask(task.Words, task.Id, grammar), task.Line);
        }

        if (sentences.Count == 0)
        {
            return phases;
        }

        PhaseNames names = new(phases, grammar);
        SortedSet<int>?[] waits = new SortedSet<int>?[phases.Count];
        foreach (var sentence in sentences)
        {
            var (subjects, objects) = (names.Subjects(sentence.Subject), names.Objects(sentence.Objects));
            if (subjects.Count > 0 && objects.Count > 0)
            {
                Narrow(waits, subjects, objects);
            }
            else
            {
                LinkTasks(sentence);
            }
        }

        return [.. phases.Select((phase, index) => phase with { DependsOn = waits[index]?.ToArray() })];
    }

    private static void Narrow(SortedSet<int>?[] waits, IReadOnlyCollection<int> subjects, IReadOnlyCollection<int> objects)
    {
        foreach (var subject in subjects)
        {
            var others = objects.Where(phase => phase != subject);
            if (others.Any())
            {
                (waits[subject] ??= []).UnionWith(others);
            }
        }
    }

    private void LinkTasks(DependencySentence sentence)
    {
        var objects = IdRange.In(sentence.Objects, grammar);
        if (objects.Count == 0)
        {
            return;
        }

        foreach (var subject in IdRange.In(sentence.Subject, grammar))
        {
            foreach (var id in Expand(subject, unknown => TaskProblems.UnknownDependent(sentence.Line, unknown, _ids.Similar(unknown))))
            {
                Link(_ids.TaskOf(id), id, objects, sentence.Line);
            }
        }
    }

    private void Link(TaskDraft task, TaskId dependent, IEnumerable<IdRange> objects, int line)
    {
        foreach (var range in _count > MostDependencies ? [] : objects)
        {
            foreach (var id in Expand(range, unknown => TaskProblems.UnknownId(line, dependent.Value, unknown, _ids.Similar(unknown, dependent))))
            {
                if (id.Equals(dependent))
                {
                    Problems.Add(TaskProblems.DependsOnItself(line, dependent));
                }
                else if (++_count > MostDependencies)
                {
                    Problems.Add(TaskProblems.TooManyDependencies(line, MostDependencies));
                    return;
                }
                else if (Known(task).Add(id))
                {
                    task.AddDependency(id);
                }
            }
        }
    }

    private HashSet<TaskId> Known(TaskDraft task) => _known.TryGetValue(task, out var known) ? known : _known[task] = [];

    private IEnumerable<TaskId> Expand(IdRange range, Func<string, TaskProblem> unknown)
    {
        var first = _ids.Find(range.First);
        var last = range.Last is null ? first : _ids.FindLast(range.Last);
        if (first is not null && last is not null)
        {
            return range.Last is null ? [first] : _ids.Between(first, last);
        }

        Problems.AddRange(new[] { (first, range.First), (last, range.Last ?? range.First) }.Where(end => end.Item1 is null).Select(end => unknown(end.Item2)).Distinct());
        return [];
    }
}
