using System.Globalization;
using System.Text.RegularExpressions;

namespace SpecKitExtension.Tasks;

/// <summary>Follows the headings of tasks.md: which phase a line belongs to, and whether it speaks of dependencies.</summary>
internal sealed partial class PhaseOutline
{
    private const int DeepestPhase = 3;

    private readonly List<TaskPhase> _phases = [];
    private string? _label;
    private int _level;
    private int? _dependenciesLevel;

    public IReadOnlyList<TaskPhase> Phases => _phases;

    /// <summary>Whether the current section's heading, or one above it, contains "Dependencies".</summary>
    public bool InDependencies => _dependenciesLevel is not null;

    /// <summary>The phase a task found now belongs to.</summary>
    public int Current()
    {
        if (_phases.Count == 0)
        {
            _phases.Add(new("", null, 0, null));
        }

        return _phases.Count - 1;
    }

    /// <param name="title">The heading's text.</param>
    /// <param name="level">Its level, from 1.</param>
    /// <param name="line">Its line, from 1.</param>
    public void Enter(string title, int level, int line)
    {
        _dependenciesLevel = level > _dependenciesLevel ? _dependenciesLevel : null;
        if (Label(title) is { } label && level <= DeepestPhase && !InDependencies)
        {
            // `### Phase 3 tests` under `## Phase 3` is still the same phase.
            if (_label != label || level <= _level)
            {
                (_label, _level) = (label, level);
                _phases.Add(new(title, int.TryParse(label, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null, line, null));
            }
        }
        else if (title.Contains("Dependencies", StringComparison.OrdinalIgnoreCase))
        {
            _dependenciesLevel ??= level;
        }
    }

    /// <summary>What stands behind "Phase" at the beginning of a title: <c>3</c>, <c>3.1</c>, or the literal <c>N</c> of spec-kit's template.</summary>
    public static string? Label(string title) => Heading().Match(title) is { Success: true } match ? match.Groups["label"].Value.ToUpperInvariant() : null;

    /// <summary>The title without "Phase 3:".</summary>
    public static string Name(string title) => Heading().Match(title) is { Success: true } match ? title[match.Length..] : title;

    [GeneratedRegex(@"^[^\p{L}\p{N}]*Phase\s+(?<label>[0-9]{1,6}(?:\.[0-9]{1,3})*[a-z]?|N)(?![\p{L}\p{N}_])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Heading();
}
