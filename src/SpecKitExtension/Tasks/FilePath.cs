namespace SpecKitExtension.Tasks;

/// <summary>Tells a file's path from other words with a slash or a full stop in them.</summary>
internal static class FilePath
{
    private const int LongestExtension = 12;

    /// <summary>The path as git would spell it, or null when the word names no file of the repository.</summary>
    /// <param name="word">Letters, digits and the punctuation of paths.</param>
    /// <param name="isCall">Whether a parenthesis follows, as in <c>res.json(</c>.</param>
    public static string? From(string word, bool isCall)
    {
        var path = word.AsSpan().TrimStart('@').TrimEnd(".-+@");
        while (path.StartsWith("./", StringComparison.Ordinal))
        {
            path = path[2..];
        }

        if (path.IsEmpty || path.ContainsAny('$', '%', '~') || path.Length > 1000)
        {
            return null;
        }

        var segments = path.ToString().Split('/');
        return segments is [var name]
            ? !isCall && IsFileName(name) ? name : null
            : segments.All(IsSegment) && !IsElsewhere(segments[0]) && (IsFileName(segments[^1]) || HasExtension(segments[^1]) || IsProgram(segments)) ? string.Join('/', segments) : null;
    }

    private static bool IsSegment(string segment) => segment.Length > 0 && segment[^1] != '.';

    private static bool IsFileName(string name) =>
        FileNames.WellKnown.Contains(name)
        || FileNames.Hidden.Any(hidden => name.StartsWith(hidden, StringComparison.Ordinal) && (name.Length == hidden.Length || name[hidden.Length] is '.' or '-'))
        || (Extension(name) is { Length: > 0 } extension && FileNames.Extensions.Contains(Uniform(extension)) && !FileNames.Products.Contains(name));

    /// <summary>Below a directory any extension will do.</summary>
    private static bool HasExtension(string name) =>
        Extension(name) is { Length: > 0 and <= LongestExtension } extension && char.IsAsciiLetterLower(extension[0])
        && extension.All(char.IsAsciiLetterOrDigit) && !FileNames.Products.Contains(name);

    private static bool IsProgram(string[] segments) => FileNames.ProgramDirectories.Contains(segments[0]) && !segments[^1].Contains('.', StringComparison.Ordinal);

    private static bool IsElsewhere(string first) => FileNames.TopLevelDomains.Any(domain => first.EndsWith(domain, StringComparison.OrdinalIgnoreCase));

    private static string Extension(string name) => name.LastIndexOf('.') is var dot and > 0 ? name[(dot + 1)..] : "";

    // README.MD is a file, System.Text.Json is none.
    private static string Uniform(string extension) => extension.Any(char.IsAsciiLetterLower) ? extension : extension.ToLowerInvariant();
}
