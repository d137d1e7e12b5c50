namespace SpecKitExtension.Tasks;

/// <summary>Turns what tasks.md says about dependencies into links between its tasks and phases.</summary>
internal sealed class DependencyResolver(IReadOnlyList<TaskDraft> tasks, IReadOnlyList<TaskPhase> phases, PhaseOutline outline, TaskGrammar grammar)
{
    private readonly Dictionary<int, List<TaskDraft>> _ofHeading = [];
    private readonly TaskLinks _links = new(tasks, phases, grammar);

    public IReadOnlyList<TaskProblem> Problems => _links.Problems;

    /// <summary>Links the tasks, and tells what each phase waits for.</summary>
    public IReadOnlyList<TaskPhase> Resolve(DependencySection section)
    {
        foreach (var task in tasks)
        {
            foreach (var sentence in DependencyProse.OfTask(task.Words, task.Id, task.Line, grammar))
            {
                Read(task, sentence);
            }

            foreach (var (title, line) in outline.SaidOf(task.Section))
            {
                _links.Link(task, OfHeading(title, line).Where(other => other != task), line);
            }
        }

        return section.IsEmpty ? phases : new SectionResolver(_links, phases, grammar).Resolve(section);
    }

    /// <summary>The tasks that all below a heading wait for, e.g. <c>### Rename (depends on T016)</c>.</summary>
    private List<TaskDraft> OfHeading(string title, int line)
    {
        if (!_ofHeading.TryGetValue(line, out var known))
        {
            var sentences = DependencyProse.OfSection(title, line, grammar).Where(sentence => !sentence.Way.IsReversed && !sentence.Way.IsArrow);
            known = _ofHeading[line] = [.. sentences.SelectMany(sentence => _links.Find(IdRange.In(sentence.Objects, grammar), line, sentence.Verb, null))];
        }

        return known;
    }

    private void Read(TaskDraft task, DependencySentence sentence)
    {
        var ids = IdRange.In(sentence.Objects, grammar);
        var named = Phases(task, sentence, ids.Count > 0);
        if (!sentence.Way.IsReversed)
        {
            _links.Link(task, _links.Find(ids, task.Line, sentence.Verb, task.Id), task.Line);
            _links.Link(task, named.SelectMany(_links.LastOf), task.Line);
        }
        else
        {
            // In the middle of prose, "before T005" is only believed when the file has it behind this task.
            foreach (var other in _links.Find(ids, task.Line, sentence.Verb, null).Where(other => sentence.IsAside || other.Line > task.Line).Concat(named.SelectMany(_links.FirstOf)))
            {
                _links.Link(other, [task], task.Line);
            }
        }

        if (sentence.IsAside && _links.FirstKnown(IdRange.In(sentence.Rest, grammar), task.Id) is { } left)
        {
            _links.Problems.Add(TaskProblems.NotUnderstood(task.Line, left.Value, sentence.Verb));
        }
    }

    /// <summary>The phases besides its own that a task speaks of.</summary>
    private IEnumerable<int> Phases(TaskDraft task, DependencySentence sentence, bool hasIds)
    {
        if (!PhaseNames.MayOccur(sentence.Objects) && (hasIds || !sentence.Way.IsSure))
        {
            return [];
        }

        var mentions = _links.Names.Read(sentence.Objects);
        var named = mentions.Certain();
        if (mentions.HasUnknown || mentions.IsOpen || named.Contains(task.Phase))
        {
            _links.Problems.Add(TaskProblems.NotUnderstood(task.Line, sentence.Objects.Trim(), sentence.Verb));
        }

        return named.Where(phase => phase != task.Phase);
    }
}
