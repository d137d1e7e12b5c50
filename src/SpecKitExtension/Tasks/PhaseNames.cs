using System.Buffers;
using System.Text.RegularExpressions;

namespace SpecKitExtension.Tasks;

/// <summary>Finds the phases that prose speaks of: by number, by title, or by user story.</summary>
internal sealed partial class PhaseNames
{
    private const int Ambiguous = -1;
    private const int LongestName = 8;

    // Thousands of phases that each name thousands are no plan; they stay in order.
    private const int MostMentioned = 1_000_000;

    private static readonly SearchValues<string> Signs = SearchValues.Create(["phase", "stor", "US"], StringComparison.OrdinalIgnoreCase);

    private static readonly HashSet<string> Fillers =
        [.. "phase phases completion complete completed being is are be of the and only tasks task to finish finished done all both entire work from in on also must first p1 p2 p3 p4 p5 p6 p7 p8 p9 & , ( ) : / - – —".Split(' ')];

    private readonly TaskGrammar _grammar;
    private readonly Dictionary<string, int> _byLabel = [];
    private readonly Dictionary<string, int> _byName = [];

    // In words.
    private readonly int _longest;
    private int _mentioned;

    public PhaseNames(IReadOnlyList<TaskPhase> phases, TaskGrammar grammar)
    {
        _grammar = grammar;
        for (var phase = 0; phase < phases.Count; phase++)
        {
            if (PhaseTitle.Label(phases[phase].Title) is { } label)
            {
                Add(_byLabel, label, phase);
            }

            foreach (var name in NamesOf(PhaseTitle.Name(phases[phase].Title)))
            {
                Add(_byName, name, phase);
                _longest = Math.Max(_longest, name.Count(character => character == ' ') + 1);
            }
        }
    }

    /// <summary>Whether words may name phases by anything but their titles.</summary>
    public static bool MayOccur(string text) => text.AsSpan().ContainsAny(Signs);

    /// <summary>The phases a sentence is about: those it begins with, by number if it gives numbers, else a single one by name; empty when that is not certain.</summary>
    public IReadOnlyCollection<int> Subjects(string text)
    {
        var mentions = Read(text);
        var (numbered, named) = (mentions.Numbered, mentions.Named);
        return mentions.BeginsElsewhere || mentions.IsOpen ? [] : numbered.Count > 0 ? numbered : named.Count == 1 ? named : [];
    }

    /// <summary>The phases something depends on; empty when the words name anything else besides.</summary>
    public IReadOnlyCollection<int> Objects(string text)
    {
        var mentions = Read(text);
        return mentions.HasOtherWords || mentions.IsOpen ? [] : [.. mentions.Numbered.Union(mentions.Named)];
    }

    /// <summary>Everything that words say about phases.</summary>
    public PhaseMentions Read(string text)
    {
        var words = WordsOf(text);
        PhaseMentions mentions = new();
        for (var at = 0; at < words.Count;)
        {
            at += Numbers(words, at, mentions) is var numbers and > 0 ? numbers : Named(words, at, mentions) is var named and > 0 ? named : Other(words, at, mentions);
        }

        return mentions;
    }

    /// <returns>How many words "Phase 3", "Phases 3-5", "Phases 3, 4 and 5" take, or 0.</returns>
    private int Numbers(List<string> words, int start, PhaseMentions mentions)
    {
        if (!Is(words[start], "phase") && !Is(words[start], "phases"))
        {
            return 0;
        }

        var at = start + 1;
        var end = start;
        var isRange = false;
        var previous = Ambiguous;
        while (at < words.Count)
        {
            if (_byLabel.TryGetValue(words[at].ToUpperInvariant(), out var phase))
            {
                Add(mentions, isRange ? previous : phase, phase);
                (previous, isRange, end) = (phase, false, at);
            }
            else if (words[at] == "+")
            {
                mentions.HasOpenEnd |= end == at - 1;
                mentions.IsOpen |= end == at - 1;
                break;
            }
            else if (end > start && words[at] is "-" or "–" or "—" || Is(words[at], "to") || Is(words[at], "through"))
            {
                isRange = true;
            }
            else if (!(words[at] is "," or "&" or "/" || Is(words[at], "and") || Is(words[at], "phase")))
            {
                break;
            }

            at++;
        }

        mentions.HasUnknown |= end == start && start + 1 < words.Count && char.IsAsciiDigit(words[start + 1][0]);
        return end - start is var length and > 0 ? length + 1 : 0;
    }

    private void Add(PhaseMentions mentions, int first, int last)
    {
        _mentioned += Math.Abs(last - first) + 1;
        if (first == Ambiguous || last == Ambiguous || _mentioned > MostMentioned)
        {
            mentions.IsOpen = true;
            return;
        }

        mentions.AddNumbered(first, last);
    }

    private int Named(List<string> words, int start, PhaseMentions mentions)
    {
        for (var length = Math.Min(_longest, words.Count - start); length > 0; length--)
        {
            var name = string.Join(' ', words.GetRange(start, length)).ToUpperInvariant();
            if (_byName.TryGetValue(name, out var phase) && phase != Ambiguous)
            {
                mentions.Named.Add(phase);
                if (StoryName().IsMatch(name))
                {
                    mentions.Plain.Add(phase);
                }

                return length;
            }
        }

        return 0;
    }

    private int Other(List<string> words, int at, PhaseMentions mentions)
    {
        var word = words[at];
        mentions.HasUnknown |= StoryName().IsMatch(word) || (Is(word, "story") && at + 1 < words.Count && char.IsAsciiDigit(words[at + 1][0]));
        if (!Fillers.Contains(word.ToLowerInvariant()) && _grammar.ListedIdLength(word) != word.Length)
        {
            mentions.HasOtherWords = true;
            mentions.BeginsElsewhere |= mentions.Numbered.Count + mentions.Named.Count == 0;
        }

        return 1;
    }

    private static IEnumerable<string> NamesOf(string title)
    {
        string[] stories = [.. Story().Matches(title).Select(match => match.Groups[1].Value)];
        string[] spellings = [title, BeforeParenthesis().Replace(title, ""), BeforeDash().Replace(title, ""), BeforeAnd().Replace(title, ""), LeadingNumber().Replace(title, ""), .. stories.Select(number => $"US{number}"), .. stories.Select(number => $"User Story {number}")];
        return spellings
            .Distinct()
            .Select(spelling => WordsOf(spelling).FindAll(word => TaskGrammar.IsWordCharacter(word[0])))
            .Where(words => words.Count is > 0 and <= LongestName)
            .Select(words => string.Join(' ', words).ToUpperInvariant())
            .Distinct();
    }

    private static List<string> WordsOf(string text)
    {
        List<string> words = [];
        foreach (var match in Word().EnumerateMatches(text))
        {
            words.Add(text.Substring(match.Index, match.Length));
        }

        return words;
    }

    private static void Add(Dictionary<string, int> phases, string name, int phase) => phases[name] = phases.ContainsKey(name) ? Ambiguous : phase;

    private static bool Is(string word, string other) => word.Equals(other, StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"[\p{L}\p{N}]+(?:[.'’][\p{L}\p{N}]+)*|[+,&/()–—:-]")]
    private static partial Regex Word();

    [GeneratedRegex(@"\(.*$", RegexOptions.Singleline)]
    private static partial Regex BeforeParenthesis();

    [GeneratedRegex(@"(?<=[\p{L}\p{N}).])\s*(?:\s[-–—]\s|:\s).*$", RegexOptions.Singleline)]
    private static partial Regex BeforeDash();

    [GeneratedRegex(@"\s(?:&|and)\s.*$", RegexOptions.Singleline)]
    private static partial Regex BeforeAnd();

    [GeneratedRegex(@"^[0-9]+(?:\.[0-9]+)*[.)]?\s+")]
    private static partial Regex LeadingNumber();

    [GeneratedRegex(@"^(?:US|USER STORY )[0-9]{1,6}$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex StoryName();

    [GeneratedRegex(@"\bUser Story ([0-9]{1,6})\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Story();
}
