using System.Globalization;
using System.Text.RegularExpressions;

namespace SpecKitExtension.Tasks;

/// <summary>What words name: tasks by id or range, phases by number, range or title, user stories.</summary>
/// <param name="Start">Where they begin in the text.</param>
/// <param name="End">Where they end.</param>
/// <param name="Phases">The phases (indices) that are named, by number, title or story.</param>
/// <param name="Tasks">The tasks (indices) that are named.</param>
/// <param name="Unknown">The part that names nothing in this file; null when all of it does.</param>
/// <param name="IsVague">Whether the words may as well mean something else, e.g. a phase in another language.</param>
internal sealed record Named(
    int Start,
    int End,
    IReadOnlyList<int> Phases,
    IReadOnlyList<int> Tasks,
    string? Unknown = null,
    bool IsVague = false
);

/// <summary>Finds in words the tasks, phases and stories of a file.</summary>
internal sealed partial class NameIndex
{
    private const int Fewest = 3;
    private const string Edge = "(?![A-Za-z0-9_])";
    private const string Label =
        "(?:[0-9]{1,6}(?:\\.[0-9]{1,3})*[a-z]?|[A-Z]|[IVX]{1,5}|one|two|three|four|five|six|seven|eight|nine|ten)" + Edge;
    private const string Between = "[ \t]*(?:,[ \t]*and|,|and|&|/|-|–|—|to|through)[ \t]*";

    private readonly TaskGrammar _grammar;
    private readonly IReadOnlyList<TaskPhase> _phases;
    private readonly Dictionary<TaskId, int> _byId = [];
    private readonly ILookup<string, int> _byLabel;
    private readonly ILookup<string, int> _byStory;
    private readonly ILookup<string, (string Title, int Phase)> _byFirstWord;
    private readonly Lazy<List<(NumberedId Key, int Task)>> _sorted;

    /// <param name="phases">The phases.</param>
    /// <param name="tasks">The tasks.</param>
    /// <param name="grammar">Which words are ids.</param>
    public NameIndex(IReadOnlyList<TaskPhase> phases, IReadOnlyList<TaskDraft> tasks, TaskGrammar grammar)
    {
        (_phases, _grammar) = (phases, grammar);
        for (var task = 0; task < tasks.Count; task++)
        {
            _byId.TryAdd(tasks[task].Head.Id, task);
        }

        _sorted = new(() => [.. tasks.Index().Select(task => (NumberedId.Of(task.Item.Head.Id.Value), task.Index)).Order()]);
        _byLabel = phases
            .Index()
            .Where(phase => PhaseTitle.Label(phase.Item.Title) is not null)
            .ToLookup(phase => PhaseTitle.Label(phase.Item.Title)!, phase => phase.Index);
        StoriesOf = [.. phases.Select(phase => Stories().Matches(phase.Title).SelectMany(Numbers).ToHashSet())];
        var titled = StoriesOf.SelectMany(stories => stories).ToHashSet();
        foreach (var task in tasks.Where(task => task.Head.Markers.Story is { } story && !titled.Contains(story)))
        {
            StoriesOf[task.Phase].Add(task.Head.Markers.Story!);
        }

        _byStory = StoriesOf
            .Index()
            .SelectMany(phase => phase.Item.Select(story => (story, phase.Index)))
            .ToLookup(pair => pair.story, pair => pair.Index);
        _byFirstWord = phases
            .Index()
            .SelectMany(phase => Titles(phase.Item.Title).Select(title => (title, phase.Index)))
            .OrderByDescending(pair => pair.title.Length)
            .ToLookup(pair => FirstWord(pair.title), StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>For each phase the stories it is about, by its title, else by its tasks' markers.</summary>
    public IReadOnlyList<HashSet<string>> StoriesOf { get; }

    /// <summary>The task of an id; -1 without one.</summary>
    public int Find(TaskId id) => _byId.GetValueOrDefault(id, -1);

    /// <summary>Whether words are an id, of this file or not.</summary>
    public bool IsId(string words) => _grammar.ListedIdLength(words) == words.Length;

    /// <summary>The phases with the same number.</summary>
    public IEnumerable<int> SameLabel(int phase) => PhaseTitle.Label(_phases[phase].Title) is { } label ? _byLabel[label] : [];

    /// <summary>All names in a text, in order.</summary>
    /// <param name="text">The text.</param>
    /// <param name="titles">Whether titles, all stories together, and vague names count too.</param>
    public List<Named> In(string text, bool titles)
    {
        List<Named> found = [];
        for (var at = 0; at < text.Length; at++)
        {
            if (
                at > 0
                && (char.IsAsciiLetterOrDigit(text[at - 1]) || text[at - 1] is '_' or '.' or '/' or '-')
                && !(found.Count > 0 && found[^1].End >= at - 1)
            )
            {
                continue;
            }

            var named = Task(text, at)
                ?? Phase(text, at)
                ?? Story(text, at)
                ?? (titles ? AllStories(text, at) ?? Title(text, at) ?? Vague(text, at) : null);
            if (named is not null)
            {
                found.Add(named);
                at = named.End - 1;
            }
        }

        return found;
    }

    /// <summary>The id that somebody probably meant: the same number written otherwise, its neighbour, or one digit more or less.</summary>
    public TaskId? Similar(string id, TaskId except)
    {
        var wanted = NumberedId.Of(id);
        return _byId
            .Keys.Where(known => !known.Equals(except))
            .Select(known => (Id: known, Distance: NumberedId.Of(known.Value).DistanceTo(wanted)))
            .Where(pair => pair.Distance is not null)
            .OrderBy(pair => pair.Distance)
            .FirstOrDefault()
            .Id;
    }

    private Named? Task(string text, int at)
    {
        var length = _grammar.ListedIdLength(text.AsSpan(at));
        if (length == 0)
        {
            return null;
        }

        var (first, end) = (text.Substring(at, length), at + length);
        if (end < text.Length && text[end] == '/' && _grammar.ListedIdLength(text.AsSpan(end + 1)) == 0)
        {
            return null;
        }

        string? last = null;
        if (RangeSign().Match(text, end) is { Success: true } sign)
        {
            var to = text.AsSpan(end + sign.Length);
            var digits = to.IndexOfAnyExceptInRange('0', '9') is var other and >= 0 ? other : to.Length;
            var whole = _grammar.ListedIdLength(to);
            last =
                whole > 0 ? to[..whole].ToString()
                : digits is > 0 and <= 6 ? first[..first.AsSpan().IndexOfAnyInRange('0', '9')] + to[..digits].ToString()
                : null;
            end = last is null ? end : end + sign.Length + (whole > 0 ? whole : digits);
        }

        var unknown =
            Find(TaskId.FromGrammar(first)) < 0 ? first
            : last is not null && Known(last) < 0 ? last
            : null;
        return new(
            at,
            end,
            [],
            unknown is not null ? []
                : last is null ? [Find(TaskId.FromGrammar(first))]
                : Range(first, last),
            unknown
        );
    }

    // The last id of a range is also padded otherwise or shortened, as in T012-15.
    private int Known(string id) =>
        Find(TaskId.FromGrammar(id)) is var task and >= 0 ? task
        : _sorted.Value.FindIndex(known => known.Key == NumberedId.Of(id)) is var found and >= 0 ? _sorted.Value[found].Task
        : -1;

    private List<int> Range(string first, string last)
    {
        var (from, to) = (NumberedId.Of(first), NumberedId.Of(last));
        (from, to) = from.CompareTo(to) <= 0 ? (from, to) : (to, from);
        var start = _sorted.Value.BinarySearch((from, -1));
        return [.. _sorted.Value.Skip(Math.Max(start, ~start)).TakeWhile(task => task.Key.CompareTo(to) <= 0).Select(task => task.Task)];
    }

    private Named? Phase(string text, int at)
    {
        if (text[at] is not ('P' or 'p' or 'S' or 's') || PhaseNumbers().Match(text, at) is not { Success: true } match)
        {
            return null;
        }

        return List(match, label => _byLabel[label.ToUpperInvariant()]);
    }

    private Named? Story(string text, int at) =>
        text[at] is 'U' or 'u' or 'S' or 's' && Stories().Match(text, at) is { Success: true } match && match.Index == at
            ? List(match, number => _byStory[TaskMarkers.StoryOf(number)])
            : null;

    /// <summary>Counts through a list with ranges, as in <c>Phases 1, 3-5 and 7+</c>.</summary>
    private Named List(Match match, Func<string, IEnumerable<int>> find)
    {
        SortedSet<int> phases = [];
        string? unknown = null;
        var (previous, end) = (-1, match.Groups["first"].Index);
        foreach (var part in match.Groups["first"].Captures.Concat(match.Groups["more"].Captures))
        {
            int[] these = [.. find(part.Value)];
            unknown ??= these.Length == 0 ? part.Value : null;
            var isRange =
                match.Value.AsSpan(end - match.Index, part.Index - end).Trim() is "-" or "–" or "—" or "to" or "through"
                && previous >= 0
                && these.Length > 0;
            phases.UnionWith(isRange ? Enumerable.Range(Math.Min(previous, these[0]), Math.Abs(these[0] - previous) + 1) : these);
            (previous, end) = (these.LastOrDefault(-1), part.Index + part.Length);
        }

        if (match.Groups["open"].Success && previous >= 0)
        {
            phases.UnionWith(Enumerable.Range(previous, _phases.Count - previous));
        }

        return new(match.Index, match.Index + match.Length, [.. phases], [], unknown is null ? null : match.Value);
    }

    private Named? AllStories(string text, int at) =>
        text[at] is 'A' or 'a' or 'U' or 'u' && EveryStory().Match(text, at) is { Success: true } match
            ? new(at, at + match.Length, [.. Enumerable.Range(0, _phases.Count).Where(phase => StoriesOf[phase].Count > 0)], [])
            : null;

    private Named? Title(string text, int at)
    {
        var titles = _byFirstWord[FirstWord(text.AsSpan(at, Math.Min(64, text.Length - at)).ToString())];
        var longest = titles
            .Select(pair => pair.Title)
            .FirstOrDefault(title =>
                string.Compare(text, at, title, 0, title.Length, StringComparison.OrdinalIgnoreCase) == 0 && IsEdge(text, at + title.Length)
            );
        return longest is null
            ? null
            : new(
                at,
                at + longest.Length,
                [.. titles.Where(pair => pair.Title.Equals(longest, StringComparison.OrdinalIgnoreCase)).Select(pair => pair.Phase)],
                []
            );
    }

    /// <summary>A word and a number that is a phase's or a story's: "Fase 4", "阶段4".</summary>
    private Named? Vague(string text, int at)
    {
        if (
            !char.IsLetter(text[at])
            || (at > 0 && char.IsLetter(text[at - 1]))
            || WordAndNumber().Match(text, at) is not { Success: true } match
        )
        {
            return null;
        }

        var number = match.Groups["first"].Value;
        int[] phases = [.. _byLabel[number].Union(_byStory[TaskMarkers.StoryOf(number)])];
        return phases.Length == 0 ? null : new(at, at + match.Length, phases, [], IsVague: true);
    }

    private static IEnumerable<string> Numbers(Match match) =>
        match.Groups["first"].Captures.Concat(match.Groups["more"].Captures).Select(number => TaskMarkers.StoryOf(number.Value));

    /// <summary>How people call a phase beside its number: its title without what stands in parentheses, its first part, and of a story its
    /// subject.</summary>
    private static IEnumerable<string> Titles(string title)
    {
        var bare = Picture()
            .Replace(
                Parenthesis().Replace(title.Replace("*", "", StringComparison.Ordinal).Replace("`", "", StringComparison.Ordinal), " "),
                ""
            );
        var name = Trimmed(Numbering().Replace(PhaseTitle.Name(bare), ""));
        return new[] { Trimmed(bare), name, Trimmed(Stories().Replace(name, "", 1)), Trimmed(name.Split(" & ")[0]) }
            .Where(words => words.Count(char.IsLetter) >= Fewest && FirstWord(words).Length > 0)
            .Distinct();
    }

    private static string Trimmed(string words)
    {
        var start = 0;
        while (start < words.Length && !char.IsLetterOrDigit(words[start]))
        {
            start++;
        }

        var end = words.Length;
        while (end > start && !char.IsLetterOrDigit(words[end - 1]))
        {
            end--;
        }

        return words[start..end];
    }

    private static string FirstWord(string text)
    {
        var end = 0;
        while (end < text.Length && char.IsLetterOrDigit(text[end]))
        {
            end++;
        }

        return text[..end];
    }

    private static bool IsEdge(string text, int at) => at == text.Length || !char.IsLetterOrDigit(text[at]);

    [GeneratedRegex(
        $@"\G(?:Phases?|Stages?)[ \t]*[#-]?(?<first>{Label})(?:{Between}(?:Phases?[ \t]*)?(?<more>{Label}))*(?<open>\+)?",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex PhaseNumbers();

    [GeneratedRegex(
        $@"(?<![A-Za-z0-9_])(?:(?:User[ \t]+)?Stor(?:y|ies)[ \t]*|US-?)#?(?<first>[0-9]{{1,4}}){Edge}(?:{Between}(?:(?:User[ \t]+)?Stor(?:y|ies)[ \t]*|US-?)?(?<more>[0-9]{{1,4}}){Edge})*(?<open>\+)?",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Stories();

    [GeneratedRegex(
        @"\G(?:all[ \t]+(?:of[ \t]+)?(?:the[ \t]+)?(?:user[ \t]+)?stories\b|user[ \t]+stories(?=[ \t]*(?:\(|:)))",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex EveryStory();

    [GeneratedRegex(@"\G(?:[\p{L}]{2,30}[ \t]+#?|[\p{L}-[A-Za-z]]{1,30})(?<first>[0-9]{1,4})(?![A-Za-z0-9_.])")]
    private static partial Regex WordAndNumber();

    [GeneratedRegex(@"\G[ \t]*(?:through|to|\.{2,3}|-|–|—)[ \t]*", RegexOptions.IgnoreCase)]
    private static partial Regex RangeSign();

    [GeneratedRegex(@"^[ \t]*[0-9]+(?:\.[0-9]+)*[.)][ \t]+")]
    private static partial Regex Numbering();

    /// <summary>An emoji and what follows it.</summary>
    [GeneratedRegex(@"(?<=[\p{L}\p{N}][^\p{L}\p{N}]*)[\p{Cs}\p{So}].*$", RegexOptions.Singleline)]
    private static partial Regex Picture();

    [GeneratedRegex(@"\([^()]*\)")]
    private static partial Regex Parenthesis();
}

/// <summary>A task id taken apart, so that ids can be counted through.</summary>
/// <param name="Prefix">What stands before the number, without hyphen, in upper case.</param>
/// <param name="Number">The number.</param>
/// <param name="Suffix">What follows it, in upper case.</param>
internal readonly record struct NumberedId(string Prefix, int Number, string Suffix) : IComparable<NumberedId>
{
    /// <param name="id">An id that the task grammar has accepted.</param>
    public static NumberedId Of(string id)
    {
        var start = id.AsSpan().IndexOfAnyInRange('0', '9');
        var end = id.AsSpan(start).IndexOfAnyExceptInRange('0', '9') is var length and >= 0 ? start + length : id.Length;
        return new(
            id[..start].Replace("-", "", StringComparison.Ordinal).ToUpperInvariant(),
            int.Parse(id.AsSpan(start..end), NumberStyles.None, CultureInfo.InvariantCulture),
            id[end..].ToUpperInvariant()
        );
    }

    public int CompareTo(NumberedId other) =>
        string.CompareOrdinal(Prefix, other.Prefix) is var prefixes and not 0 ? prefixes
        : Number.CompareTo(other.Number) is var numbers and not 0 ? numbers
        : string.CompareOrdinal(Suffix, other.Suffix);

    /// <summary>How easily one id is typed for the other: 0 is the same number; null is far away.</summary>
    public int? DistanceTo(NumberedId other)
    {
        var (own, others) = ($"{Number}", $"{other.Number}");
        return Prefix != other.Prefix ? null
            : Number == other.Number ? 0
            : Math.Abs(Number - other.Number) == 1 ? 1
            : (own.Length > 1 || others.Length > 1) && (IsWithout(own, others) || IsWithout(others, own) || IsSwapped(own, others)) ? 2
            : null;
    }

    private static bool IsWithout(string longer, string shorter) =>
        longer.Length == shorter.Length + 1 && Enumerable.Range(0, longer.Length).Any(at => longer.Remove(at, 1) == shorter);

    private static bool IsSwapped(string one, string other) =>
        one.Length == other.Length
        && one.Order().SequenceEqual(other.Order())
        && one.Zip(other).Count(pair => pair.First != pair.Second) == 2;
}
