using System.Collections.Frozen;

namespace SpecKitExtension.Tasks;

/// <summary>A task named in prose, or a range of them as in <c>T012-T015</c>, <c>T012–15</c>, <c>T012 to T015</c>.</summary>
/// <param name="First">The id, not yet known to exist.</param>
/// <param name="Last">The last id of a range; null for a single task.</param>
/// <param name="IsBeforeName">Whether a word follows as in "T3 stack", so that it may be no id at all.</param>
internal readonly record struct IdRange(string First, string? Last, bool IsBeforeName)
{
    private static readonly FrozenSet<string> Ordinary = "and or plus to through for in from with which that is are has have was being be must should can may will but then as when before after until once on by so because since completes complete completed completion done finishes finished first tasks"
        .Split(' ').ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly string[] Signs = ["through", "to", "...", "..", "-", "–", "—"];

    /// <summary>All ids and ranges in a text, in order.</summary>
    public static List<IdRange> In(ReadOnlySpan<char> text, TaskGrammar grammar)
    {
        List<IdRange> ranges = [];
        var behindId = -1;
        for (var at = 0; at < text.Length; at++)
        {
            if (at > 0 && (TaskGrammar.IsWordCharacter(text[at - 1]) || text[at - 1] is '-' or '.' || (text[at - 1] == '/' && at - 1 != behindId)))
            {
                continue;
            }

            var length = grammar.ListedIdLength(text[at..]);
            if (length > 0)
            {
                var first = text.Slice(at, length);
                at += length;
                ranges.Add(new(first.ToString(), LastId(text, first, grammar, ref at), IsNameAt(text[at..])));
                behindId = at--;
            }
        }

        return ranges;
    }

    private static bool IsNameAt(ReadOnlySpan<char> rest)
    {
        var word = rest.TrimStart(' ');
        var end = word.IndexOfAnyExceptInRange('a', 'z') is var other and >= 0 ? other : word.Length;
        return word.Length < rest.Length && end > 0 && !Ordinary.GetAlternateLookup<ReadOnlySpan<char>>().Contains(word[..end]);
    }

    private static string? LastId(ReadOnlySpan<char> text, ReadOnlySpan<char> first, TaskGrammar grammar, ref int at)
    {
        var rest = text[at..].TrimStart(" \t*`]");
        foreach (var sign in Signs)
        {
            if (!rest.StartsWith(sign, StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            var last = rest[sign.Length..].TrimStart(" \t*`[");
            var length = grammar.ListedIdLength(last);
            var digits = last.IndexOfAnyExceptInRange('0', '9') is var other and >= 0 ? other : last.Length;
            if (length == 0 && (digits is 0 or > 6 || sign[0] is not ('-' or '–' or '—') || (digits < last.Length && TaskGrammar.IsWordCharacter(last[digits]))))
            {
                return null;
            }

            at = text.Length - last.Length + Math.Max(length, length == 0 ? digits : 0);
            return length > 0 ? last[..length].ToString() : string.Concat(first[..first.IndexOfAnyInRange('0', '9')], last[..digits]);
        }

        return null;
    }
}
