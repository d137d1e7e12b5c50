using System.Buffers;
using System.Globalization;
using System.Text.RegularExpressions;

namespace SpecKitExtension.Tasks;

/// <summary>Finds the file paths in a task's text, in code spans and bare.</summary>
/// <remarks>Directories, URLs, absolute paths, paths that leave the repository, globs and placeholders declare no file.</remarks>
internal sealed partial class DeclaredFiles
{
    private const int LongestPlaceholder = 80;
    private const int Few = 8;

    private static readonly SearchValues<char> EndOfPlaceholder = SearchValues.Create(" \t\r\n}>");
    private static readonly SearchValues<char> EndOfUrl = SearchValues.Create(" \t\r\n)>\"'`|");

    private readonly string _text;
    private readonly List<string> _files = [];
    private HashSet<string>? _seen;

    // The word being read: where it begins, and whether it is more than a name.
    private int _start;
    private bool _isPattern;

    private DeclaredFiles(string text) => _text = text;

    /// <summary>The files, each once, in order.</summary>
    public static IReadOnlyList<string> In(string text)
    {
        // A backslash divides a path of Windows, or keeps a character from being Markdown.
        var plain = text.Contains('\\', StringComparison.Ordinal) ? Escape().Replace(Divider().Replace(text, "/"), "") : text;
        DeclaredFiles files = new(plain.Contains('{', StringComparison.Ordinal) ? BraceExpansion.Of(plain) : plain);
        files.Read();
        return files._files;
    }

    private void Read()
    {
        for (var at = 0; at < _text.Length; at++)
        {
            at = Step(at);
        }

        End(_text.Length, _text.Length);
    }

    /// <returns>The last character that belongs to the step.</returns>
    private int Step(int at)
    {
        var isInside = at > _start;
        switch (_text[at])
        {
            case '`' when SpanEnd(at) is { } closing && FilePath.FromSpan(_text.AsSpan(at + 1, closing - at - 1)) is { } whole:
                End(at, at);
                Add(whole);
                return Skip(closing + 1);
            case ':' when _text.AsSpan(at).StartsWith("://", StringComparison.Ordinal):
                var url = _text.AsSpan(at).IndexOfAny(EndOfUrl);
                return Skip(url < 0 ? _text.Length : at + url);
            case ':':
                return End(at, SkipWhile(at + 1, next => char.IsAsciiDigit(next) || next is ':' or '-'));
            case '[' or '(' when isInside && _text[at - 1] == '/' && GroupEnd(at) is { } end:
                return end;
            case '{' or '<' when isInside && PlaceholderEnd(at) is { } end:
                _isPattern = true;
                return end;
            case '*' or '?':
                var behind = SkipWhile(at, next => next is '*' or '?');
                if (behind == _text.Length || !(isInside ? IsPathCharacter(_text[behind]) : _text[behind] is '.' or '/'))
                {
                    return End(at, behind);
                }

                _isPattern = true;
                return behind - 1;
            case var character when IsPathCharacter(character):
                return at;
            default:
                return End(at, at + 1);
        }
    }

    /// <summary>Ends a word before one character and goes on before another.</summary>
    private int End(int end, int next)
    {
        var isCall = end < _text.Length && _text[end] == '(';
        if (end > _start && !_isPattern && FilePath.From(_text.AsSpan(_start, end - _start), isCall) is { } path)
        {
            Add(path);
        }

        return Skip(next);
    }

    private void Add(string path)
    {
        if (IsNew(path))
        {
            _files.Add(path);
        }
    }

    /// <summary>The backtick that closes the code span which one opens, on the same line.</summary>
    private int? SpanEnd(int opening) =>
        _text.AsSpan(opening + 1).IndexOfAny('`', '\n') is var length and > 0 && _text[opening + 1 + length] == '`' ? opening + 1 + length : null;

    // Hardly a task names more files than can be looked through.
    private bool IsNew(string path) => _files.Count < Few ? !_files.Contains(path) : (_seen ??= new(_files, StringComparer.Ordinal)).Add(path);

    private int Skip(int next)
    {
        _start = next;
        _isPattern = false;
        return next - 1;
    }

    /// <summary>The end of <c>[id]</c> or <c>(group)</c>, which web frameworks have in paths.</summary>
    private int? GroupEnd(int opening)
    {
        var end = SkipWhile(opening + 1, next => char.IsLetterOrDigit(next) || next is '_' or '-' or '.');
        return end < _text.Length && _text[end] == (_text[opening] == '[' ? ']' : ')') ? end : null;
    }

    private int? PlaceholderEnd(int opening)
    {
        var inside = _text.AsSpan(opening + 1, Math.Min(LongestPlaceholder, _text.Length - opening - 1));
        var length = inside.IndexOfAny(EndOfPlaceholder);
        return length >= 0 && inside[length] is ('}' or '>') ? opening + 1 + length : null;
    }

    private int SkipWhile(int from, Func<char, bool> condition)
    {
        while (from < _text.Length && condition(_text[from]))
        {
            from++;
        }

        return from;
    }

    // Scripts that are written without blanks would stick to the path, so their letters end it.
    private static bool IsPathCharacter(char character) =>
        char.IsAsciiLetterOrDigit(character) || character is '_' or '-' or '.' or '+' or '@' or '/' or '~' or '$' or '%'
        || (char.IsLetterOrDigit(character) && char.GetUnicodeCategory(character) != UnicodeCategory.OtherLetter);

    [GeneratedRegex(@"\\(?=[A-Za-z0-9])")]
    private static partial Regex Divider();

    [GeneratedRegex(@"\\")]
    private static partial Regex Escape();
}
