namespace SpecKitExtension.Tasks;

/// <summary>Follows the headings of tasks.md, and tells in the end which of them are phases.</summary>
/// <remarks>
/// A heading that names a phase is one. So is any other at the level of the phases or above it when tasks follow, because what is not in
/// the phase above must not start with it. A file that names no phase is divided by the headings of the highest level that divides its
/// tasks.
/// </remarks>
internal sealed class PhaseOutline
{
    private const int DeepestPhase = 3;
    private const int DeepestHeading = 6;
    private const int LevelOfBold = 2;

    private readonly List<Section> _sections = [new("", 0, 0, false)];
    private int? _dependenciesLevel;

    /// <summary>Whether the current section's heading, or one above it, speaks of dependencies or of the order of execution.</summary>
    public bool InDependencies => _dependenciesLevel is not null;

    /// <summary>The section that a task found now belongs to.</summary>
    public int Current()
    {
        _sections[^1].HasTasks = true;
        return _sections.Count - 1;
    }

    /// <param name="title">The heading's text.</param>
    /// <param name="level">Its level, from 1.</param>
    /// <param name="line">Its line, from 1.</param>
    public void Enter(string title, int level, int line)
    {
        _dependenciesLevel = level > _dependenciesLevel ? _dependenciesLevel : null;
        var isPhase = PhaseTitle.IsPhase(title) && level <= DeepestPhase && !InDependencies;
        if (!isPhase && PhaseTitle.IsAboutDependencies(title))
        {
            _dependenciesLevel ??= level;
        }

        _sections.Add(new(title, level, line, isPhase));
    }

    /// <summary>Enters a section whose heading is only a bold line.</summary>
    /// <returns>Whether the line is a heading.</returns>
    public bool EnterBold(string title, int line)
    {
        if (PhaseTitle.IsPhase(title) && _dependenciesLevel is null or > DeepestHeading)
        {
            Enter(title, LevelOfBold, line);
            return true;
        }

        if (PhaseTitle.IsAboutDependencies(title) && !title.Any(char.IsAsciiDigit) && !InDependencies)
        {
            _dependenciesLevel = DeepestHeading + 1;
            return true;
        }

        return false;
    }

    /// <summary>The phases in order, and for each section the phase it belongs to.</summary>
    public (IReadOnlyList<TaskPhase> Phases, IReadOnlyList<int> PhaseOfSection) Divide()
    {
        var opens = _sections.Exists(section => section.IsPhase) ? OpenAtPhases() : OpenAt(LevelThatDivides());
        List<(Section Heading, bool HasTasks)> parts = [];
        var partOf = new int[_sections.Count];
        for (var section = 0; section < _sections.Count; section++)
        {
            if (opens[section] || section == 0)
            {
                parts.Add((_sections[section], false));
            }

            parts[^1] = parts[^1] with { HasTasks = parts[^1].HasTasks || _sections[section].HasTasks };
            partOf[section] = parts.Count - 1;
        }

        var labels = parts.Where(part => part.HasTasks).Select(part => PhaseTitle.Label(part.Heading.Title)).ToHashSet();
        var phaseOf = new int[parts.Count];
        List<TaskPhase> phases = [];
        for (var part = 0; part < parts.Count; part++)
        {
            var (heading, hasTasks) = parts[part];
            phaseOf[part] = phases.Count;

            // A phase may be empty, but not when it only speaks of one that is not.
            if (hasTasks || (PhaseTitle.Label(heading.Title) is { } label && heading.IsPhase && !labels.Contains(label)))
            {
                phases.Add(new(heading.Title, heading.Line));
            }
        }

        return (phases, [.. partOf.Select(part => phaseOf[part])]);
    }

    private bool[] OpenAtPhases()
    {
        var opens = new bool[_sections.Count];
        var level = _sections.Find(section => section.IsPhase)!.Level;
        string? name = null;
        for (var index = 1; index < _sections.Count; index++)
        {
            var section = _sections[index];
            if (!section.IsPhase)
            {
                opens[index] = section.Level <= level && !IsTitle(section);
            }
            else if ((PhaseTitle.Label(section.Title) ?? section.Title) is var own && (own != name || section.Level <= level))
            {
                // `### Phase 3 tests` under `## Phase 3` is still the same phase.
                (opens[index], name, level) = (true, own, section.Level);
            }
        }

        return opens;
    }

    private bool[] OpenAt(int level) => [.. _sections.Select((section, index) => index > 0 && section.Level <= level && !IsTitle(section))];

    private int LevelThatDivides()
    {
        for (var level = 1; level <= DeepestHeading; level++)
        {
            var opens = OpenAt(level);
            var (parts, isCounted) = (0, false);
            for (var index = 0; index < opens.Length; index++)
            {
                isCounted &= !opens[index];
                parts += _sections[index].HasTasks && !isCounted ? 1 : 0;
                isCounted |= _sections[index].HasTasks;
            }

            if (parts > 1)
            {
                return level;
            }
        }

        return 0;
    }

    /// <summary>Whether a heading is the document's title.</summary>
    private static bool IsTitle(Section section) =>
        section.Level == 1 && section.Title.StartsWith("Tasks", StringComparison.OrdinalIgnoreCase);

    private sealed record Section(string Title, int Level, int Line, bool IsPhase)
    {
        public bool HasTasks { get; set; }
    }
}
