using SpecKitExtension.Tasks;

namespace SpecKitExtension.Planning;

/// <summary>Which phases wait for which. Phases without tasks are looked through.</summary>
internal sealed class PhaseOrder
{
    private readonly int[][] _waitsFor;

    // By phase: all phases before this one are known to come first.
    private readonly int[] _settled;
    private readonly Dictionary<int, HashSet<int>> _ancestors = [];

    /// <param name="phases">The phases of tasks.md.</param>
    /// <param name="hasTasks">Tells which of them hold tasks.</param>
    public PhaseOrder(IReadOnlyList<TaskPhase> phases, IReadOnlyList<bool> hasTasks)
    {
        _waitsFor = new int[phases.Count][];
        _settled = new int[phases.Count];
        SortedSet<int> unawaited = [];
        for (var phase = 0; phase < phases.Count; phase++)
        {
            var named = phases[phase].DependsOn;
            _waitsFor[phase] = named is null ? [.. unawaited] : [.. named.SelectMany(other => hasTasks[other] ? [other] : other < phase ? _waitsFor[other] : []).Distinct().Order()];
            _settled[phase] = named is null ? phase : named.Where(other => other < phase).Select(other => _settled[other] == other ? other + 1 : _settled[other]).DefaultIfEmpty().Max();
            if (hasTasks[phase])
            {
                unawaited.ExceptWith(_waitsFor[phase]);
                unawaited.Add(phase);
            }
        }
    }

    /// <summary>The phases with tasks that a phase follows directly; the rest follows from these.</summary>
    public IReadOnlyList<int> WaitsFor(int phase) => _waitsFor[phase];

    /// <summary>Whether a phase begins only after another one has ended.</summary>
    public bool IsBefore(int first, int second) => first < _settled[second] || Ancestors(second).Contains(first);

    private HashSet<int> Ancestors(int phase)
    {
        if (_ancestors.TryGetValue(phase, out var known))
        {
            return known;
        }

        HashSet<int> ancestors = [];
        Stack<int> open = new([phase]);
        while (open.TryPop(out var next))
        {
            foreach (var other in _waitsFor[next])
            {
                if (other >= _settled[phase] && ancestors.Add(other))
                {
                    open.Push(other);
                }
            }
        }

        return _ancestors[phase] = ancestors;
    }
}
