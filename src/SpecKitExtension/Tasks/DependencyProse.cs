namespace SpecKitExtension.Tasks;

/// <summary>A sentence that says that something waits for something.</summary>
/// <param name="Line">Its line, from 1.</param>
/// <param name="Verb">The words that say so.</param>
/// <param name="Way">How they behave.</param>
/// <param name="Subject">The words before them.</param>
/// <param name="Objects">The words behind them, as far as they are what the subject waits for (or what waits for it).</param>
/// <param name="Rest">Words behind those in which more of it may hide.</param>
/// <param name="IsAside">Whether it stands in a parenthesis or behind a label, so that it speaks of nothing but this.</param>
/// <param name="Start">Offset of the verb in the text.</param>
internal sealed record DependencySentence(int Line, string Verb, DependencyWay Way, string Subject, string Objects, string Rest, bool IsAside, int Start);

/// <summary>Finds sentences about dependencies in prose; what is denied is left out.</summary>
internal sealed class DependencyProse
{
    private const int LongestDenial = 3;

    private static readonly string[] Denials = ["not", "never", "longer", "neither", "nor", "without", "cannot"];
    private static readonly string[] Modals = ["can", "may", "might", "could"];

    private readonly string _text;
    private readonly TaskGrammar _grammar;
    private readonly bool _isSection;
    private readonly List<ProseToken> _tokens;

    // By token: how many parentheses are open, and where its sentence begins.
    private readonly int[] _depth;
    private readonly int[] _start;

    private DependencyProse(string text, TaskGrammar grammar, bool isSection)
    {
        (_text, _grammar, _isSection) = (text, grammar, isSection);
        _tokens = ProseTokens.Of(text);
        _depth = new int[_tokens.Count + 1];
        _start = new int[_tokens.Count + 1];
        for (var at = 0; at < _tokens.Count; at++)
        {
            _depth[at + 1] = _tokens[at].Kind switch { ProseKind.Open => _depth[at] + 1, ProseKind.Close => Math.Max(0, _depth[at] - 1), ProseKind.Bullet => 0, _ => _depth[at] };
            _start[at + 1] = _tokens[at].Kind is ProseKind.Stop or ProseKind.Bullet ? at + 1 : _start[at];
        }
    }

    /// <summary>What a task says of itself, e.g. <c>(depends on T012, T013)</c>, <c>(after T012)</c>, <c>Needs: T012</c>.</summary>
    public static IEnumerable<DependencySentence> OfTask(string text, TaskId task, int line, TaskGrammar grammar)
    {
        if (!DependencyWords.MayOccur(text))
        {
            return [];
        }

        DependencyProse prose = new(text, grammar, isSection: false);
        return prose.Sentences(line, verb => prose.IdBefore(verb.First) is not { } subject || subject.Equals(task));
    }

    /// <summary>All sentences of a paragraph or list item in the Dependencies section.</summary>
    public static IEnumerable<DependencySentence> OfSection(string text, int line, TaskGrammar grammar) =>
        DependencyWords.MayOccur(text) ? new DependencyProse(text, grammar, isSection: true).Sentences(line, _ => true) : [];

    private IEnumerable<DependencySentence> Sentences(int line, Func<DependencyVerb, bool> counts)
    {
        var verbs = Verbs();
        for (var index = 0; index < verbs.Count; index++)
        {
            var verb = verbs[index];
            var (from, _) = index == 0 ? (0, 0) : Between(verbs[index - 1], verb);
            var (_, limit) = index == verbs.Count - 1 ? (0, _tokens.Count) : Between(verb, verbs[index + 1]);
            if (counts(verb) && Understand(verb) is { } way)
            {
                var (isAside, isInside) = (IsAside(verb), _depth[verb.First] > 0);
                DependencyObjects objects = new(_text, _tokens, _grammar, _isSection || isAside || way.IsSure, isInside);
                objects.Read(verb.End, limit);
                yield return new(line, Slice(verb.First, verb.End).TrimEnd(':'), way, Slice(Math.Max(from, _start[verb.First]), verb.First), objects.Taken, objects.Rest, _isSection || isAside || isInside, _tokens[verb.First].Start);
            }
        }
    }

    private List<DependencyVerb> Verbs()
    {
        List<DependencyVerb> verbs = [];
        for (var at = 0; at < _tokens.Count; at++)
        {
            if (DependencyWords.At(_text, _tokens, at) is { } verb && Counts(verb))
            {
                verbs.Add(verb);
                at = verb.End - 1;
            }
        }

        return verbs;
    }

    /// <summary>"After the migration" names no task: such words count when a task or a phase follows, or when a label or a parenthesis begins with them.</summary>
    private bool Counts(DependencyVerb verb)
    {
        if (verb.Way.IsSure)
        {
            return true;
        }

        return verb.Way.IsArrow ? _isSection
            : IsAside(verb)
            || (_isSection ? DependencyObjects.NamesBehind(_text, _tokens, verb.End, _grammar) || (verb.Way.IsReversed && IsAll(verb.End)) : DependencyObjects.NamesAt(_text, _tokens, verb.End, _grammar));
    }

    private bool IsAll(int at) => at < _tokens.Count && (Is(at, "all") || Is(at, "every") || Is(at, "everything"));

    private bool IsAside(DependencyVerb verb) => verb.HasColon || (verb.First > 0 && _tokens[verb.First - 1].Kind == ProseKind.Open);

    /// <summary>How a verb is meant, with the words before it; null when they deny it.</summary>
    private DependencyWay? Understand(DependencyVerb verb)
    {
        var words = 0;
        var (isDenied, isPossible) = (false, false);
        for (var at = verb.First - 1; at >= 0 && words < LongestDenial && _tokens[at].Kind is ProseKind.Word; at--, words++)
        {
            isDenied |= Denials.Any(word => Is(at, word)) || Slice(at, at + 1) is var word && (word.EndsWith("n't", StringComparison.OrdinalIgnoreCase) || word.EndsWith("n’t", StringComparison.OrdinalIgnoreCase));
            isPossible |= Modals.Any(word => Is(at, word));
        }

        // "Neither T001 nor T002 depends on T003" has ids between the denial and the verb.
        isDenied |= Is(_start[verb.First], "neither");
        isDenied |= verb.End < _tokens.Count && (Is(verb.End, "neither") || Is(verb.End, "none") || Is(verb.End, "nothing"));
        return Is(verb.First, "until") ? verb.Way
            : Is(verb.First, "before") ? isDenied ? new(IsPreposition: true) : isPossible ? null : verb.Way
            : isDenied ? null : verb.Way;
    }

    /// <summary>Where, between two verbs, what belongs to the second begins and what belongs to the first ends.</summary>
    private (int Start, int End) Between(DependencyVerb first, DependencyVerb second)
    {
        var (stop, comma, conjunction, predicate) = (-1, -1, -1, -1);
        for (var at = first.End; at < second.First; at++)
        {
            stop = _tokens[at].Kind is ProseKind.Stop or ProseKind.Bullet || (_tokens[at].Kind == ProseKind.Dash && at == second.First - 1) || Is(at, "but") || Is(at, "while") ? at : stop;
            comma = _tokens[at].Kind == ProseKind.Comma ? at : comma;
            conjunction = Is(at, "and") ? at : conjunction;

            // "T013 depends on T010 and may start after T011": what follows has the subject of the first.
            predicate = (at == comma || at == conjunction) && !DependencyObjects.NamesAt(_text, _tokens, at + 1, _grammar) ? at : predicate;
        }

        if (stop >= 0)
        {
            return (stop + 1, second.First);
        }

        // What goes on about the objects of the first: "T002, which depends on T001", "T001, T002 after T000".
        var goesOn = second.First > first.End && (Is(second.First - 1, "which") || Is(second.First - 1, "that"));
        var takesAll = second.Way.IsPreposition && (!first.Way.IsPreposition || second.Way.IsArrow);
        var isPredicate = predicate >= 0 && predicate == Math.Max(comma, conjunction);
        var seam = goesOn ? -1 : isPredicate || takesAll ? predicate : comma >= 0 ? comma : conjunction;
        return seam < 0 ? (first.End, second.First) : (seam + 1, seam);
    }

    /// <summary>The id right before a verb, if there is one.</summary>
    private TaskId? IdBefore(int verb)
    {
        var at = verb - 1;
        while (at >= 0 && (_tokens[at].Kind == ProseKind.Colon || _text[_tokens[at].Start] == ']'))
        {
            at--;
        }

        return at >= 0 && Slice(at, at + 1) is var word && word.Length > 0 && _grammar.ListedIdLength(word) == word.Length ? TaskId.FromGrammar(word) : null;
    }

    private bool Is(int token, string word) => _text.AsSpan(_tokens[token].Start, _tokens[token].End - _tokens[token].Start).Equals(word, StringComparison.OrdinalIgnoreCase);

    private string Slice(int first, int end) => first < end ? _text[_tokens[first].Start.._tokens[end - 1].End] : "";
}
