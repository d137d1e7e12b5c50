namespace SpecKitExtension.Tasks;

/// <summary>Tells a file's path from other words with a slash or a full stop in them.</summary>
internal static class FilePath
{
    private const int Longest = 1000;
    private const int LongestExtension = 12;

    /// <summary>The path as git would spell it, or null when the word names no file of the repository.</summary>
    /// <param name="word">Letters, digits and the punctuation of paths.</param>
    /// <param name="isCall">Whether a parenthesis follows, as in <c>res.json(</c>.</param>
    public static string? From(ReadOnlySpan<char> word, bool isCall)
    {
        var path = word.TrimStart('@').TrimEnd(".-+@");
        while (path.StartsWith("./", StringComparison.Ordinal))
        {
            path = path[2..];
        }

        path = IsFromRoot(path) ? path[1..] : path;

        var isFile = path.IndexOf('/') is var slash and >= 0
            ? path.Length <= Longest && HasProperSegments(path) && !IsElsewhere(path[..slash]) && IsFileBelow(path)
            : !isCall && IsFileName(path);
        return isFile && !path.ContainsAny('$', '%', '~') ? path.ToString() : null;
    }

    /// <summary>The path that a whole code span is, when reading it word by word would break it: it holds blanks, or a script that is written without any.</summary>
    public static string? FromSpan(ReadOnlySpan<char> span)
    {
        var blank = span.IndexOf(' ');
        var first = blank < 0 ? span : span[..blank];
        foreach (var character in span)
        {
            if (!char.IsLetterOrDigit(character) && character is not ('_' or '-' or '.' or '+' or '@' or '/' or ' '))
            {
                return null;
            }
        }

        // `tools/build.sh out.txt` and `bin/run src/a.py` are commands.
        return span.Contains('/') && first.Contains('/') && Extension(span).Length > 0 && (blank < 0 || (!span[blank..].Contains('/') && !span[blank..].Contains(" -", StringComparison.Ordinal) && From(first, false) is null))
            ? From(span, false)
            : null;
    }

    /// <summary>Whether a path begins with a slash and a directory that repositories have and machines have not.</summary>
    private static bool IsFromRoot(ReadOnlySpan<char> path) =>
        path is ['/', .. var rest] && rest.IndexOf('/') is var end and > 0 && FileNames.RepositoryDirectories.GetAlternateLookup<ReadOnlySpan<char>>().Contains(rest[..end])
        && IsFileName(rest[(rest.LastIndexOf('/') + 1)..]);

    private static bool HasProperSegments(ReadOnlySpan<char> path)
    {
        foreach (var segment in path.Split('/'))
        {
            if (path[segment] is [] or [.., '.'])
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsElsewhere(ReadOnlySpan<char> first)
    {
        foreach (var domain in FileNames.TopLevelDomains)
        {
            if (first.EndsWith(domain, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Below a directory any extension will do, and below some none is needed.</summary>
    private static bool IsFileBelow(ReadOnlySpan<char> path)
    {
        var name = path[(path.LastIndexOf('/') + 1)..];
        var extension = Extension(name);
        return IsFileName(name)
            || (extension.Length is > 0 and <= LongestExtension && char.IsAsciiLetterLower(extension[0]) && IsAlphanumeric(extension) && !IsProduct(name))
            || (!name.Contains('.') && FileNames.ProgramDirectories.GetAlternateLookup<ReadOnlySpan<char>>().Contains(path[..path.IndexOf('/')]));
    }

    private static bool IsFileName(ReadOnlySpan<char> name)
    {
        if (name is ['.', ..] && IsHidden(name))
        {
            return true;
        }

        var extension = Extension(name);
        return extension.IsEmpty
            ? FileNames.WellKnown.GetAlternateLookup<ReadOnlySpan<char>>().Contains(name)
            : IsKnown(extension) && !IsProduct(name);
    }

    private static bool IsHidden(ReadOnlySpan<char> name)
    {
        foreach (var hidden in FileNames.Hidden)
        {
            if (name.StartsWith(hidden, StringComparison.Ordinal) && (name.Length == hidden.Length || name[hidden.Length] is '.' or '-'))
            {
                return true;
            }
        }

        return false;
    }

    // README.MD is a file, System.Text.Json is none.
    private static bool IsKnown(ReadOnlySpan<char> extension)
    {
        var known = FileNames.Extensions.GetAlternateLookup<ReadOnlySpan<char>>();
        return known.Contains(extension) || (!extension.ContainsAnyInRange('a', 'z') && known.Contains(extension.ToString().ToLowerInvariant()));
    }

    private static bool IsProduct(ReadOnlySpan<char> name) => FileNames.Products.GetAlternateLookup<ReadOnlySpan<char>>().Contains(name);

    private static bool IsAlphanumeric(ReadOnlySpan<char> text)
    {
        foreach (var character in text)
        {
            if (!char.IsAsciiLetterOrDigit(character))
            {
                return false;
            }
        }

        return true;
    }

    private static ReadOnlySpan<char> Extension(ReadOnlySpan<char> name) => name.LastIndexOf('.') is var dot and > 0 ? name[(dot + 1)..] : [];
}
