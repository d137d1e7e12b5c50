using System.Text.RegularExpressions;

namespace SpecKitExtension.Tasks;

/// <summary>
/// The file paths in a task's text, in code spans and bare. Directories, addresses, absolute paths, paths that leave the repository, globs,
/// placeholders, commands (<c>./gradlew</c>) and documents of the feature (<c>data-model.md</c>) declare no file.
/// </summary>
internal static partial class DeclaredFiles
{
    private const int Longest = 1_000;
    private const int LongestExtension = 12;
    private const int MostChoices = 64;

    /// <summary>The files, each once, in order, as git would spell them.</summary>
    public static IReadOnlyList<string> In(string text)
    {
        if (text.AsSpan().IndexOfAny("./") < 0 && !Capital().IsMatch(text))
        {
            return [];
        }

        // A backslash divides a path of Windows, or keeps a character from being Markdown.
        var plain = text.Contains('\\', StringComparison.Ordinal) ? Escape().Replace(Divider().Replace(text, "/"), "") : text;
        plain = plain.Contains(':', StringComparison.Ordinal) ? Address().Replace(plain, " ") : plain;
        plain = plain.Contains('{', StringComparison.Ordinal) ? Choices().Replace(plain, Expanded) : plain;
        HashSet<string> files = new(StringComparer.Ordinal);
        foreach (Match word in Words().Matches(plain))
        {
            var span = word.Groups["span"];
            if (span.Success && FromSpan(span.ValueSpan) is { } whole)
            {
                files.Add(whole);
                continue;
            }

            foreach (var part in span.Success ? Words().Matches(span.Value) : (IEnumerable<Match>)[word])
            {
                var isCall =
                    part.Index + part.Length < (span.Success ? span.Value : plain).Length
                    && (span.Success ? span.Value : plain)[part.Index + part.Length] == '(';
                if (From(part.ValueSpan, isCall) is { } path)
                {
                    files.Add(path);
                }
            }
        }

        return [.. files];
    }

    /// <summary>Writes <c>src/{album,photo}.py</c> out as the paths it stands for.</summary>
    private static string Expanded(Match match)
    {
        List<string> paths = [""];
        foreach (Match part in Part().Matches(match.Value))
        {
            string[] choices = part.Value[0] == '{' ? part.Value[1..^1].Split(',', StringSplitOptions.TrimEntries) : [part.Value];
            if (paths.Count * choices.Length > MostChoices)
            {
                return match.Value;
            }

            paths = [.. paths.SelectMany(path => choices.Select(choice => path + choice))];
        }

        return string.Join(' ', paths);
    }

    /// <summary>The path that a whole code span is, when reading it word by word would break it: it holds blanks, or a script that is
    /// written without any.</summary>
    private static string? FromSpan(ReadOnlySpan<char> span)
    {
        var blank = span.IndexOf(' ');
        var first = blank < 0 ? span : span[..blank];

        // `tools/build.sh out.txt` and `bin/run src/a.py` are commands.
        return
            Plain().IsMatch(span)
            && first.Contains('/')
            && Extension(span).Length > 0
            && (
                blank < 0
                || (!span[blank..].Contains('/') && !span[blank..].Contains(" -", StringComparison.Ordinal) && From(first, false) is null)
            )
            ? From(span, false)
            : null;
    }

    /// <summary>The path, or null when the word names no file of the repository.</summary>
    /// <param name="word">The word.</param>
    /// <param name="isCall">Whether a parenthesis follows, as in <c>res.json(</c>.</param>
    private static string? From(ReadOnlySpan<char> word, bool isCall)
    {
        var path = word.TrimStart('@').TrimEnd(".-+@*?>}");
        var isHere = path.StartsWith("./", StringComparison.Ordinal);
        path = isHere ? path[2..] : path;
        path =
            path is ['/', .. var rest]
            && rest.IndexOf('/') is var end and > 0
            && FileNames.Has(FileNames.RepositoryDirectories, rest[..end])
            && IsFileName(rest[(rest.LastIndexOf('/') + 1)..])
                ? rest
                : path;
        var slash = path.IndexOf('/');
        if (path.Length is 0 or > Longest || path.ContainsAny(FileNames.Elsewhere) || (isHere && slash < 0 && Extension(path).IsEmpty))
        {
            return null;
        }

        var isFile =
            slash < 0 ? !isCall && IsFileName(path) : !Improper().IsMatch(path) && !Domain().IsMatch(path[..slash]) && IsFileBelow(path);
        return isFile && !Document().IsMatch(path) ? path.ToString() : null;
    }

    /// <summary>Below a directory any extension will do, and below some none is needed.</summary>
    private static bool IsFileBelow(ReadOnlySpan<char> path)
    {
        var name = path[(path.LastIndexOf('/') + 1)..];
        var extension = Extension(name);
        return IsFileName(name)
            || (
                extension.Length is > 0 and <= LongestExtension
                && char.IsAsciiLetterLower(extension[0])
                && !extension.ContainsAnyExcept(FileNames.Alphanumeric)
                && !FileNames.Has(FileNames.Products, name)
            )
            || (!name.Contains('.') && FileNames.Has(FileNames.ProgramDirectories, path[..path.IndexOf('/')]));
    }

    private static bool IsFileName(ReadOnlySpan<char> name)
    {
        var extension = Extension(name);
        return name is ['.', ..] && Array.Exists(FileNames.Hidden, StartsWith(name.ToString())) ? true
            : extension.IsEmpty ? FileNames.Has(FileNames.WellKnown, name)
            // README.MD is a file, System.Text.Json is none.
            : (
                FileNames.Has(FileNames.Extensions, extension)
                || (!extension.ContainsAnyInRange('a', 'z') && FileNames.Extensions.Contains(extension.ToString().ToLowerInvariant()))
            ) && !FileNames.Has(FileNames.Products, name);
    }

    private static Predicate<string> StartsWith(string name) =>
        hidden => name.StartsWith(hidden, StringComparison.Ordinal) && (name.Length == hidden.Length || name[hidden.Length] is '.' or '-');

    private static ReadOnlySpan<char> Extension(ReadOnlySpan<char> name) =>
        name.LastIndexOf('.') is var dot and > 0 ? name[(dot + 1)..] : [];

    /// <summary>A code span, or a word of a path; scripts that are written without blanks would stick to it, so their letters end it. Web
    /// frameworks have [id] and (group) in paths.</summary>
    [GeneratedRegex(
        @"`(?<span>[^`\n]+)`|[\p{L}\p{N}_.+@/~$%-[\p{Lo}]](?:[\p{L}\p{N}_.+@/~$%*?<>{}\--[\p{Lo}]]|(?<=/)(?:\[{1,2}[\p{L}\p{N}_.-]+\]{1,2}|\([\p{L}\p{N}_.-]+\)))*"
    )]
    private static partial Regex Words();

    [GeneratedRegex(@"^[\p{L}\p{N}_.+@/ -]+$")]
    private static partial Regex Plain();

    [GeneratedRegex(@"[A-Z][a-z]+file\b|CODEOWNERS|justfile")]
    private static partial Regex Capital();

    [GeneratedRegex(
        @"(?<![\p{L}\p{N}_])[\p{L}\p{N}_.+@/-]{0,200}(?:\{[\p{L}\p{N}_.+@/ -]+(?:,[\p{L}\p{N}_.+@/ -]+)+\}[\p{L}\p{N}_.+@/-]{0,200})+"
    )]
    private static partial Regex Choices();

    [GeneratedRegex(@"\{[^{}]*\}|[^{}]+")]
    private static partial Regex Part();

    [GeneratedRegex(@"(?:[A-Za-z0-9+.-]{0,20}://|(?<![/A-Za-z0-9_.-])[A-Za-z0-9.-]{1,60}:[0-9]{2,5}/)[^\s)>""'`|]*")]
    private static partial Regex Address();

    /// <summary>An empty segment, or one that ends with a dot.</summary>
    [GeneratedRegex(@"(?:^|/)(?:[^/]*\.)?(?:/|$)")]
    private static partial Regex Improper();

    [GeneratedRegex(@"\.(?:com|org|net|io|dev|ai|edu|gov)$", RegexOptions.IgnoreCase)]
    private static partial Regex Domain();

    /// <summary>What belongs to the feature's directory or to spec-kit.</summary>
    [GeneratedRegex(
        @"^(?:(?:[^/]+/)*specs/[^/]+/)?(?:(?:spec|plan|research|data-model|quickstart|tasks)\.md|(?:contracts|checklists)/.*)$|^(?:\.specify/)?(?:memory/)?constitution\.md$"
    )]
    private static partial Regex Document();

    [GeneratedRegex(@"\\(?=[A-Za-z0-9])")]
    private static partial Regex Divider();

    [GeneratedRegex(@"\\")]
    private static partial Regex Escape();
}
