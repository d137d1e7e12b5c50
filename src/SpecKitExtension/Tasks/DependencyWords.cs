using System.Buffers;
using System.Collections.Frozen;

namespace SpecKitExtension.Tasks;

/// <summary>A place in prose that says that one thing waits for another.</summary>
/// <param name="First">Its first token.</param>
/// <param name="End">The token behind it and behind its colon.</param>
/// <param name="Way">What kind of words they are.</param>
/// <param name="HasColon">Whether a colon follows, as behind a label.</param>
internal readonly record struct DependencyVerb(int First, int End, DependencyWay Way, bool HasColon);

/// <summary>How words of dependency behave.</summary>
/// <param name="IsSure">Whether they speak of nothing but dependencies: "depends on", "dependencies:".</param>
/// <param name="IsReversed">Whether what follows them waits: "blocks", "before".</param>
/// <param name="IsPreposition">Whether they have no subject of their own: "after", "before", an arrow.</param>
/// <param name="IsArrow">Whether they are an arrow.</param>
internal sealed record DependencyWay(bool IsSure = false, bool IsReversed = false, bool IsPreposition = false, bool IsArrow = false)
{
    public static DependencyWay Arrow { get; } = new(IsReversed: true, IsPreposition: true, IsArrow: true);
}

/// <summary>The words in which people write dependencies.</summary>
internal static class DependencyWords
{
    private static readonly DependencyWay Sure = new(IsSure: true);
    private static readonly DependencyWay Loose = new();
    private static readonly DependencyWay Preposition = new(IsPreposition: true);
    private static readonly DependencyWay Reversed = new(IsReversed: true);
    private static readonly DependencyWay Before = new(IsReversed: true, IsPreposition: true);

    /// <summary>By first word: what must follow it, one of several words or nothing, and what the two are. The first that fits counts.</summary>
    private static readonly FrozenDictionary<string, (string Then, DependencyWay Way)[]> Verbs = new[]
    {
        Group("depend depends depending dependent", ("on upon", Sure), ("", Loose)),
        Group("dependency dependencies", (":", Sure)),
        Group("dep deps prerequisite prerequisites prereq prereqs", ("for of", Reversed), ("", Loose)),
        Group("require requires requiring need needs", ("", Loose)),
        Group("needed required", ("by", Reversed)),
        Group("blocked gated", ("by on", Loose)),
        Group("wait waits waiting", ("for on until", Loose)),
        Group("await awaits follows following", ("", Loose)),
        Group("build builds building based relies rely", ("on upon", Loose)),
        Group("after once until", ("", Preposition)),
        Group("before", ("", Before)),
        Group("block blocks blocking unblocks precedes precede enables", ("", Reversed)),
    }.SelectMany(group => group).ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> Adverbs = Words("only solely just directly exclusively also mainly primarily");

    private static readonly SearchValues<string> Stems = SearchValues.Create(
        ["depend", "dep:", "deps", "prereq", "requir", "need", "blocked", "blocks", "blocking", "block ", "gated", "wait", "follow", "build", "based", "relies", "rely", "after", "once", "until", "before", "preced", "enables", "→", "⟶", "⇒", "➔", "➜", "⮕", "->", "=>"],
        StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a text may hold any of them; most hold none.</summary>
    public static bool MayOccur(string text) => text.AsSpan().ContainsAny(Stems);

    /// <summary>Whether a table's column is about dependencies, by its heading.</summary>
    public static DependencyWay? OfColumn(string heading)
    {
        var tokens = ProseTokens.Of(heading + ":");
        return tokens.Count is > 1 and < 6 ? At(heading + ":", tokens, 0)?.Way : null;
    }

    /// <summary>The words of dependency that begin with a token.</summary>
    public static DependencyVerb? At(string text, List<ProseToken> tokens, int at)
    {
        if (tokens[at].Kind == ProseKind.Arrow)
        {
            return new(at, at + 1, DependencyWay.Arrow, false);
        }

        if (tokens[at].Kind != ProseKind.Word || !Verbs.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(Word(text, tokens[at]), out var readings))
        {
            return null;
        }

        var next = at + 1;
        while (next < tokens.Count && (tokens[next].Kind == ProseKind.Break || Adverbs.GetAlternateLookup<ReadOnlySpan<char>>().Contains(Word(text, tokens[next]))))
        {
            next++;
        }

        foreach (var (then, way) in readings)
        {
            var end = then switch
            {
                "" => at + 1,
                ":" => IsColon(tokens, at + 1) ? at + 1 : 0,
                _ => next < tokens.Count && then.Split(' ').Any(word => Word(text, tokens[next]).Equals(word, StringComparison.OrdinalIgnoreCase)) ? next + 1 : 0,
            };
            if (end > 0)
            {
                return IsColon(tokens, end) ? new(at, end + 1, way, true) : new(at, end, way, false);
            }
        }

        return null;
    }

    private static ReadOnlySpan<char> Word(string text, ProseToken token) => text.AsSpan(token.Start, token.End - token.Start);

    private static bool IsColon(List<ProseToken> tokens, int at) => at < tokens.Count && tokens[at].Kind == ProseKind.Colon;

    private static IEnumerable<KeyValuePair<string, (string Then, DependencyWay Way)[]>> Group(string words, params (string Then, DependencyWay Way)[] readings) =>
        words.Split(' ').Select(word => KeyValuePair.Create(word, readings));

    private static FrozenSet<string> Words(string words) => words.Split(' ').ToFrozenSet(StringComparer.OrdinalIgnoreCase);
}
