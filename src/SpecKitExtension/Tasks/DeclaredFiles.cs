using System.Buffers;
using System.Globalization;
using System.Text;

namespace SpecKitExtension.Tasks;

/// <summary>Finds the file paths in a task's text, in code spans and bare.</summary>
/// <remarks>Directories, URLs, absolute paths, paths that leave the repository, globs and placeholders declare no file.</remarks>
internal sealed class DeclaredFiles
{
    private const int LongestPlaceholder = 80;

    private static readonly SearchValues<char> EndOfPlaceholder = SearchValues.Create(" \t\r\n}>");
    private static readonly SearchValues<char> EndOfUrl = SearchValues.Create(" \t\r\n)>\"'`|");

    private readonly List<string> _files = [];
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly StringBuilder _token = new();
    private bool _isPattern;

    /// <summary>The files found so far, each once, in order.</summary>
    public IReadOnlyList<string> Files => _files;

    public void Read(string text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            at = Step(text, at);
        }

        End(text, text.Length);
    }

    /// <returns>The last character that belongs to the step.</returns>
    private int Step(string text, int at)
    {
        var character = text[at];
        switch (character)
        {
            case ':' when text.AsSpan(at).StartsWith("://", StringComparison.Ordinal):
                _token.Clear();
                return LastOfUrl(text, at);
            case ':':
                End(text, at);
                return SkipWhile(text, at + 1, next => char.IsAsciiDigit(next) || next is ':' or '-');
            case '\\' when at + 1 < text.Length && char.IsAsciiLetterOrDigit(text[at + 1]):
                _token.Append('/');
                return at;
            case '\\':
                return at;
            case '[' or '(' when _token is [.., '/'] && GroupEnd(text, at) is { } end:
                _token.Append(text, at, end - at + 1);
                return end;
            case '{' or '<' when _token.Length > 0 && PlaceholderEnd(text, at) is { } end:
                _isPattern = true;
                return end;
            case '*' or '?':
                var last = SkipWhile(text, at, next => next is '*' or '?');
                if (last + 1 < text.Length && (_token.Length > 0 ? IsPathCharacter(text[last + 1]) : text[last + 1] is '.' or '/'))
                {
                    _isPattern = true;
                }
                else
                {
                    End(text, at);
                }

                return last;
            default:
                if (IsPathCharacter(character))
                {
                    _token.Append(character);
                }
                else
                {
                    End(text, at);
                }

                return at;
        }
    }

    private void End(string text, int at)
    {
        if (_token.Length > 0 && !_isPattern && FilePath.From(_token.ToString(), isCall: at < text.Length && text[at] == '(') is { } path && _seen.Add(path))
        {
            _files.Add(path);
        }

        _token.Clear();
        _isPattern = false;
    }

    private static int? PlaceholderEnd(string text, int opening)
    {
        var inside = text.AsSpan(opening + 1, Math.Min(LongestPlaceholder, text.Length - opening - 1));
        var length = inside.IndexOfAny(EndOfPlaceholder);
        return length >= 0 && inside[length] is ('}' or '>') ? opening + 1 + length : null;
    }

    private static int? GroupEnd(string text, int opening)
    {
        var end = SkipWhile(text, opening + 1, next => char.IsLetterOrDigit(next) || next is '_' or '-' or '.') + 1;
        return end < text.Length && text[end] == (text[opening] == '[' ? ']' : ')') ? end : null;
    }

    private static int LastOfUrl(string text, int from)
    {
        var length = text.AsSpan(from).IndexOfAny(EndOfUrl);
        return (length < 0 ? text.Length : from + length) - 1;
    }

    private static int SkipWhile(string text, int from, Func<char, bool> condition)
    {
        while (from < text.Length && condition(text[from]))
        {
            from++;
        }

        return from - 1;
    }

    // Scripts that are written without blanks would stick to the path, so their letters end it.
    private static bool IsPathCharacter(char character) =>
        char.IsAsciiLetterOrDigit(character) || character is '_' or '-' or '.' or '+' or '@' or '/' or '~' or '$' or '%'
        || (char.IsLetterOrDigit(character) && char.GetUnicodeCategory(character) != UnicodeCategory.OtherLetter);
}
