using System.Text.RegularExpressions;

namespace SpecKitExtension.Tasks;

/// <summary>
/// The section whose heading says Dependencies or Execution Order. A statement is a paragraph, a list item, a row of a table or a line of
/// code, with the lines it is wrapped over. Understood are <c>subject: statement</c> and <c>subject statement</c>, where subject and
/// objects are
/// phases (by number, range, open range or title), stories or ids, and the statement is one of <see cref="Waits"/>, <see cref="Arrows"/>,
/// <see cref="Blocks"/>, <see cref="Once"/> or <see cref="NoDependencies"/>; <see cref="Silent"/> says nothing.
/// </summary>
/// <remarks>
/// A phase starts earlier than after all phases before it only when everything about it is understood. Whatever else names it beside
/// another phase, in whatever language, keeps it in order, and is remembered as the reason.
/// </remarks>
internal sealed partial class PhaseStatements
{
    private const string List = WrittenNames.List;
    private const string Verb =
        "(?:all |each )?(?:depends? (?:up)?on|(?:(?:can|may) )?(?:starts?|begins?|runs?|proceeds?) (?:in parallel )?after|after|requires?|needs?|waits? for|blocked by)";
    private const int LongestStatement = 2_000;
    private const int MostPhases = 300;

    private readonly IReadOnlyList<TaskPhase> _phases;
    private readonly IReadOnlyList<TaskDraft> _tasks;
    private readonly NameIndex _index;
    private readonly List<Dependency> _dependencies;
    private readonly List<TaskProblem> _problems;
    private readonly SortedSet<int>[] _waits;
    private readonly bool[] _narrowed;
    private readonly bool[] _hoped;
    private readonly Statement?[] _kept;

    public PhaseStatements(
        IReadOnlyList<TaskPhase> phases,
        IReadOnlyList<TaskDraft> tasks,
        NameIndex index,
        List<Dependency> dependencies,
        List<TaskProblem> problems
    )
    {
        (_phases, _tasks, _index, _dependencies, _problems) = (phases, tasks, index, dependencies, problems);
        _waits = [.. phases.Select(_ => new SortedSet<int>())];
        (_narrowed, _hoped, _kept) = (new bool[phases.Count], new bool[phases.Count], new Statement?[phases.Count]);
    }

    /// <summary>Reads a statement.</summary>
    /// <param name="statement">Its words.</param>
    /// <param name="above">What the list item above it is about; empty without one.</param>
    /// <returns>What it is about itself, for the items below it.</returns>
    public IReadOnlyList<Named> Read(Statement statement, IReadOnlyList<Named> above)
    {
        var words = WrittenNames.Of(Marker().Replace(statement.Text, ""), _index, titles: true);
        var subjects = above;
        var isUnderstood = words.Text.Length <= LongestStatement;
        if (isUnderstood)
        {
            StatementWords clauses = new(words, _tasks);
            foreach (var clause in clauses.Clauses)
            {
                isUnderstood &= TryRead(clause, statement, ref subjects);
            }
        }

        if (!isUnderstood)
        {
            Keep(statement, words, above, subjects);
        }

        return subjects;
    }

    /// <summary>The phases with what is known about them now.</summary>
    public IReadOnlyList<TaskPhase> Narrow()
    {
        List<TaskPhase> phases = [];
        List<HashSet<int>> before = [];
        for (var phase = 0; phase < _phases.Count && _phases.Count <= MostPhases; phase++)
        {
            int[] waits = [.. _waits[phase].Union(Siblings(phase)).Order()];
            HashSet<int> all = [.. waits, .. waits.SelectMany(other => before[other])];
            var isEarlier = all.Count < phase;
            var isNarrowed = _narrowed[phase] && _kept[phase] is null;
            phases.Add(
                isNarrowed ? _phases[phase] with { WaitsFor = waits }
                : isEarlier && (_narrowed[phase] || _hoped[phase]) ? _phases[phase] with { Kept = _kept[phase] }
                : _phases[phase]
            );
            before.Add(isNarrowed ? all : [.. Enumerable.Range(0, phase)]);
        }

        return phases.Count == _phases.Count ? phases : _phases;
    }

    /// <summary>Earlier phases of the same story or number, which stay in order among themselves.</summary>
    private IEnumerable<int> Siblings(int phase) =>
        Enumerable
            .Range(0, phase)
            .Where(other => _index.StoriesOf[other].Overlaps(_index.StoriesOf[phase]))
            .Union(_index.SameLabel(phase).Where(other => other < phase));

    private bool TryRead(StatementClause clause, Statement statement, ref IReadOnlyList<Named> subjects)
    {
        if (Waits().Match(clause.Text) is { Success: true } waits)
        {
            subjects = waits.Groups["subject"].Success ? clause.In(waits.Groups["subject"]) : subjects;
            return TryLink(subjects, clause.In(waits.Groups["objects"]), statement, narrows: true);
        }

        if (Once().Match(clause.Text) is { Success: true } once)
        {
            return TryLink(clause.In(once.Groups["subject"]), clause.In(once.Groups["objects"]), statement, narrows: true);
        }

        if (Blocks().Match(clause.Text) is { Success: true } blocks)
        {
            subjects = blocks.Groups["subject"].Success ? clause.In(blocks.Groups["subject"]) : subjects;
            return TryLink(clause.In(blocks.Groups["objects"]), subjects, statement, narrows: false);
        }

        if (Arrows().Match(clause.Text) is { Success: true } arrows)
        {
            var stops = arrows.Groups["stop"].Captures.Select(clause.In).ToList();
            return stops.Zip(stops.Skip(1)).All(step => TryLink(step.Second, step.First, statement, narrows: false));
        }

        if (NoDependencies().Match(clause.Text) is { Success: true } none)
        {
            subjects = none.Groups["subject"].Success ? clause.In(none.Groups["subject"]) : subjects;
            foreach (var phase in subjects.SelectMany(subject => subject.Phases).Where(phase => _index.StoriesOf[phase].Count == 0))
            {
                _narrowed[phase] = true;
            }

            return true;
        }

        subjects = Subject().Match(clause.Text) is { Success: true } subject ? clause.In(subject.Groups["subject"]) : subjects;
        return Silent().IsMatch(clause.Text) || (!clause.HasNames && !Cautious().IsMatch(clause.Text));
    }

    private bool TryLink(IReadOnlyList<Named> waiting, IReadOnlyList<Named> others, Statement statement, bool narrows)
    {
        if (
            waiting.Count == 0
            || others.Count == 0
            || waiting.Concat(others).Any(named => named.Unknown is not null)
            || _dependencies.Count > TaskListReader.MostDependencies
        )
        {
            return false;
        }

        var tasks = others.SelectMany(named => named.Tasks).ToList();
        foreach (var phase in waiting.SelectMany(named => named.Phases).Distinct())
        {
            var phases = others
                .SelectMany(named => named.Phases)
                .Where(other => other != phase)
                .SelectMany(WithAppendix)
                .Distinct()
                .ToList();
            Narrow(phase, phases, statement, narrows);
            _dependencies.AddRange(
                tasks
                    .Where(other => _tasks[other].Phase != phase)
                    .Select(other => new Dependency(new(phase, true), new(other, false), statement.Line, false))
            );
        }

        foreach (var task in waiting.SelectMany(named => named.Tasks))
        {
            _dependencies.AddRange(
                tasks
                    .Where(other => other != task)
                    .Select(other => new Dependency(new(task, false), new(other, false), statement.Line, false))
            );
            _dependencies.AddRange(
                others
                    .SelectMany(named => named.Phases)
                    .Where(phase => phase != _tasks[task].Phase)
                    .Select(phase => new Dependency(new(task, false), new(phase, true), statement.Line, false))
            );
        }

        return true;
    }

    private void Narrow(int phase, List<int> others, Statement statement, bool narrows)
    {
        _narrowed[phase] |= narrows && others.Count > 0;
        foreach (var other in others)
        {
            if (other < phase)
            {
                _waits[phase].Add(other);
            }
            else
            {
                _problems.Add(TaskProblems.Contradiction(statement.Line, $"\"{_phases[phase].Title}\"", $"\"{_phases[other].Title}\""));
                _kept[phase] ??= statement;
                _kept[other] ??= statement;
            }
        }
    }

    /// <summary>A phase and what follows it without being a phase of its own; who waits for it waits for that too.</summary>
    private IEnumerable<int> WithAppendix(int phase) =>
        Enumerable
            .Range(phase + 1, _phases.Count - phase - 1)
            .TakeWhile(other =>
                PhaseTitle.Label(_phases[phase].Title) is not null
                && PhaseTitle.Label(_phases[other].Title) is null
                && !PhaseTitle.IsPhase(_phases[other].Title)
                && _index.StoriesOf[other].Count == 0
            )
            .Prepend(phase);

    /// <summary>Keeps in order what a statement names that was not understood.</summary>
    private void Keep(Statement statement, WrittenNames words, IReadOnlyList<Named> above, IReadOnlyList<Named> subjects)
    {
        var named = words.All.Concat(above).ToList();
        HashSet<int> phases =
        [
            .. named.SelectMany(name => name.Phases),
            .. named.SelectMany(name => name.Tasks).Select(task => _tasks[task].Phase),
        ];
        HashSet<int> about = [.. subjects.SelectMany(name => name.Phases)];
        foreach (var phase in phases.Count > 1 || Cautious().IsMatch(words.Text) ? phases.Union(about) : about)
        {
            _kept[phase] ??= statement;
            _hoped[phase] |= about.Contains(phase);
        }
    }

    [GeneratedRegex(
        $"^(?:(?<subject>{List}) ?:? ?)?{Verb}:? ?(?<objects>{List})$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Waits();

    [GeneratedRegex(
        $"^(?:(?<subject>{List}) ?:? ?)?blocks? ?:? ?(?<objects>{List})$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Blocks();

    [GeneratedRegex($"^(?<stop>{List})(?: ?(?:→|-+>|=+>) ?(?<stop>{List}))+$", RegexOptions.CultureInvariant)]
    private static partial Regex Arrows();

    [GeneratedRegex(
        $"^once (?<objects>{List}),? (?<subject>{List}) (?:can|may) (?:start|begin|proceed|run)(?: in parallel)?$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Once();

    [GeneratedRegex(
        $"^(?:(?<subject>{List}) ?:? ?)?(?:no dependenc(?:y|ies)|none)$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex NoDependencies();

    [GeneratedRegex($"^(?<subject>{List}) ?(?::|$)", RegexOptions.CultureInvariant)]
    private static partial Regex Subject();

    /// <summary>What spec-kit's template and its like say without saying what waits.</summary>
    [GeneratedRegex(
        $"^(?:(?:{List}) ?:? ?)?(?:(?:all )?depends? on all desired user stories|no dependencies on (?:any )?other (?:user )?stories|(?:can|may) start (?:immediately|right away)|independent(?:ly)? (?:of|from) (?:{List}|each other)|may integrate with (?:{List}|other stories) but should (?:still )?be independently testable|(?:all )?(?:can|may) (?:[a-z]+ ){{0,3}}in parallel(?: (?:by|if|since) [^\uE001\uE002]*)?)?$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Silent();

    /// <summary>Words that may hold something up though they name nothing.</summary>
    [GeneratedRegex(
        @"\b(?:after|until|once|before|first|previous|preceding|earlier|waits?|block\w*|unless|when)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Cautious();

    [GeneratedRegex(@"\[(?:P|SYNC|ASYNC|US-?[0-9]+)\]", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Marker();
}
