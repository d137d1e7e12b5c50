namespace SpecKitExtension.Tasks;

/// <summary>What each phase waits for, sentence by sentence. Phases follow each other; a sentence may narrow that, and any doubt undoes it.</summary>
internal sealed class PhaseWaits(IReadOnlyList<TaskPhase> phases)
{
    // A sentence about more phases than these is not compared with others phase by phase.
    private const int ManyPhases = 32;

    private readonly SortedSet<int>?[] _only = new SortedSet<int>?[phases.Count];
    private readonly SortedSet<int>?[] _also = new SortedSet<int>?[phases.Count];
    private readonly SortedSet<int> _beforeAll = [];
    private readonly HashSet<int> _wide = [];
    private readonly List<IReadOnlyCollection<int>> _doubts = [];

    /// <summary>These phases wait for those, and for no others unless something else is said.</summary>
    public void Narrow(IReadOnlyCollection<int> subjects, IReadOnlyCollection<int> objects) => Add(_only, subjects, objects);

    /// <summary>These phases wait for those besides what they wait for anyhow.</summary>
    public void Require(IReadOnlyCollection<int> subjects, IReadOnlyCollection<int> objects) => Add(_also, subjects, objects);

    /// <summary>All phases behind these ones wait for them.</summary>
    public void BeforeAll(IEnumerable<int> subjects) => _beforeAll.UnionWith(subjects);

    /// <summary>These phases wait for all earlier ones after all.</summary>
    public void Widen(IEnumerable<int> subjects) => _wide.UnionWith(subjects);

    /// <summary>Something was said about these phases that nobody understood.</summary>
    public void Doubt(IReadOnlyCollection<int> mentioned)
    {
        if (mentioned.Count > 0)
        {
            _doubts.Add(mentioned);
        }
    }

    /// <summary>The phases with what they wait for.</summary>
    public IReadOnlyList<TaskPhase> Resolve()
    {
        var waits = phases.Select((_, phase) => Of(phase)).ToArray();
        foreach (var mentioned in _doubts)
        {
            foreach (var phase in mentioned.Where(phase => waits[phase] is { } known && (mentioned.Count > ManyPhases || mentioned.Any(other => other != phase && !known.Contains(other)))))
            {
                waits[phase] = null;
            }
        }

        return [.. phases.Select((phase, index) => phase with { DependsOn = waits[index]?.ToArray() })];
    }

    private SortedSet<int>? Of(int phase)
    {
        if (_only[phase] is not { } only || _wide.Contains(phase))
        {
            return null;
        }

        SortedSet<int> waits = [.. only, .. _also[phase] ?? [], .. _beforeAll.GetViewBetween(0, Math.Max(0, phase - 1)).Where(other => other != phase)];
        foreach (var other in waits.ToArray())
        {
            // A part without a number behind a phase with one was written as part of it.
            for (var next = other + 1; HasNumber(other) && next < phase && !HasNumber(next); next++)
            {
                waits.Add(next);
            }
        }

        return waits;
    }

    private bool HasNumber(int phase) => PhaseTitle.IsPhase(phases[phase].Title);

    private static void Add(SortedSet<int>?[] waits, IReadOnlyCollection<int> subjects, IReadOnlyCollection<int> objects)
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
}
