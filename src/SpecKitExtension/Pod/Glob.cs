namespace SpecKitExtension.Pod;

/// <summary>A glob over whole paths: <c>**</c> is any depth, <c>*</c> and <c>?</c> stay within one name, <c>[a-z]</c> and <c>[!a]</c> are
/// one of some letters.</summary>
/// <param name="glob">The glob; it names a directory's content too.</param>
internal sealed class Glob(string glob)
{
    private readonly string[] parts = glob.Split('/');

    /// <summary>Whether a path, given by its names, matches.</summary>
    public bool Matches(ReadOnlySpan<string> path) => Matches(parts, path);

    private static bool Matches(ReadOnlySpan<string> parts, ReadOnlySpan<string> path)
    {
        while (parts.Length > 0)
        {
            if (parts[0] == "**")
            {
                return parts.Length == 1 ? path.Length > 0 : MatchesAnywhere(parts[1..], path);
            }

            if (path.Length == 0 || !MatchesName(parts[0], path[0]))
            {
                return false;
            }

            parts = parts[1..];
            path = path[1..];
        }

        return true;
    }

    private static bool MatchesAnywhere(ReadOnlySpan<string> parts, ReadOnlySpan<string> path)
    {
        for (; path.Length > 0; path = path[1..])
        {
            if (Matches(parts, path))
            {
                return true;
            }
        }

        return false;
    }

    private static bool MatchesName(ReadOnlySpan<char> pattern, ReadOnlySpan<char> name)
    {
        while (pattern.Length > 0)
        {
            if (pattern[0] == '*')
            {
                for (; !MatchesName(pattern[1..], name); name = name[1..])
                {
                    if (name.Length == 0)
                    {
                        return false;
                    }
                }

                return true;
            }

            if (name.Length == 0 || Letter(ref pattern, name[0]) is false)
            {
                return false;
            }

            name = name[1..];
        }

        return name.Length == 0;
    }

    /// <summary>Takes one letter's pattern.</summary>
    private static bool Letter(ref ReadOnlySpan<char> pattern, char letter)
    {
        var set = pattern;
        var end = pattern[0] == '[' ? pattern[1..].IndexOf(']') : -1;
        pattern = pattern[(end > 0 ? end + 2 : 1)..];
        if (end <= 0)
        {
            return set[0] == '?' || set[0] == letter;
        }

        var inverse = set[1] is '!' or '^';
        return Contains(set[(inverse ? 2 : 1)..(end + 1)], letter) != inverse;
    }

    private static bool Contains(ReadOnlySpan<char> set, char letter)
    {
        for (var i = 0; i < set.Length; i++)
        {
            var isRange = i + 2 < set.Length && set[i + 1] == '-';
            if (isRange ? letter >= set[i] && letter <= set[i + 2] : letter == set[i])
            {
                return true;
            }

            i += isRange ? 2 : 0;
        }

        return false;
    }
}
