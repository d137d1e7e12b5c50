namespace SpecKitExtension.Tasks;

/// <summary>Reads the words behind a box token by token: id and markers in any order, wrapped in emphasis or backticks or not, until the first other word.</summary>
internal sealed class TaskHeadReader(string words, TaskGrammar grammar)
{
    private const int DeepestEmphasis = 4;
    private const int LongestAddress = 300;
    private const string Strike = "~~";

    private readonly List<string> _open = [];
    private int _at;
    private TaskId? _id;
    private bool _rightBehindId;
    private bool _punctuated;
    private bool _isStruckOut;
    private TaskMarkers _markers = new();

    private ReadOnlySpan<char> Rest => words.AsSpan(_at);

    public TaskHead? Read()
    {
        while (Punctuation() || Blanks() || Word() || Closing() || Opening())
        {
        }

        // The text gives up the markers it ends with.
        var text = Text();
        return _id is null ? null : new(_id, _markers, text, _isStruckOut || (text.Length > 4 && text.StartsWith(Strike, StringComparison.Ordinal) && text.IndexOf(Strike, 2, StringComparison.Ordinal) == text.Length - 2));
    }

    private bool Word() => Id() || Marker();

    private bool Blanks() => Take(Rest.Length - Rest.TrimStart(" \t").Length);

    private bool Id()
    {
        var bracket = Rest is ['[', ..] ? 1 : 0;
        var candidate = Rest[bracket..];
        if (_open is [.., ['_', ..] emphasis] && candidate.IndexOf(emphasis, StringComparison.Ordinal) is var end and > 0)
        {
            // An underscore is part of a word, except where it ends the emphasis.
            candidate = candidate[..end];
        }

        var length = _id is null ? grammar.IdLength(candidate) : 0;
        if (length == 0 || (bracket == 1 && candidate[length..] is not [']', ..]))
        {
            return false;
        }

        _id = TaskId.FromGrammar(candidate[..length].ToString());
        _isStruckOut = _open.Contains(Strike);
        Take(length + (2 * bracket));
        Take(bracket == 1 ? Address() : 0);
        return _rightBehindId = true;
    }

    /// <summary>Length of the address of a link whose text the id is.</summary>
    private int Address() => Rest is ['(', ..] && Rest[..Math.Min(Rest.Length, LongestAddress)].IndexOf(')') is var end and > 0 ? end + 1 : 0;

    private bool Marker()
    {
        var length = TaskMarkers.Length(Rest);
        if (length > 0)
        {
            _markers = _markers.With(Rest[..length]);
        }

        return Take(length);
    }

    private bool Closing()
    {
        var behindId = _rightBehindId;
        if (_open.Count == 0 || !Rest.StartsWith(_open[^1], StringComparison.Ordinal) || !Take(_open[^1].Length))
        {
            return false;
        }

        _open.RemoveAt(_open.Count - 1);
        _rightBehindId = behindId;
        return true;
    }

    private bool Opening()
    {
        var length = Rest switch
        {
            ['*', '*', '*', ..] or ['_', '_', '_', ..] => 3,
            ['*', '*', ..] or ['_', '_', ..] or ['~', '~', ..] or ['`', '`', ..] => 2,
            ['*' or '_' or '`', ..] => 1,
            _ => 0,
        };
        if (length == 0 || _open.Count == DeepestEmphasis)
        {
            return false;
        }

        var start = _at;
        _open.Add(words.Substring(start, length));
        _at += length;
        if (Word() || Opening())
        {
            return true;
        }

        _open.RemoveAt(_open.Count - 1);
        _at = start;
        return false;
    }

    /// <summary>One colon, full stop, parenthesis or dash behind the id; at a distance only what cannot begin a word of the text.</summary>
    private bool Punctuation()
    {
        var blanks = Rest.Length - Rest.TrimStart(" \t").Length;
        var isPunctuation = _id is not null && !_punctuated && (_rightBehindId && blanks == 0
            ? Rest is [':' or '.' or ')' or '-' or '–' or '—', ..]
            : Rest[blanks..] is [':' or '-' or '–' or '—'] or [':' or '-' or '–' or '—', ' ' or '\t', ..]);
        _punctuated |= isPunctuation;
        return isPunctuation && Take(blanks + 1);
    }

    private bool Take(int length)
    {
        _at += length;
        _rightBehindId &= length == 0;
        return length > 0;
    }

    private string Text()
    {
        var rest = Rest;
        for (var innermost = _open.Count - 1; innermost >= 0; innermost--)
        {
            var closing = rest.IndexOf(_open[innermost], StringComparison.Ordinal);
            rest = closing < 0 ? rest : string.Concat(rest[..closing], rest[(closing + _open[innermost].Length)..]);
        }

        rest = rest.Trim();
        rest = rest is [.., ']', '.'] && TaskMarkers.StartOfLast(rest[..^1]) >= 0 ? rest[..^1] : rest;
        while (WithoutEmphasis(rest, out var width) is var bare && TaskMarkers.StartOfLast(bare) is var start and >= 0 && start >= width)
        {
            if (width > 0 && !bare[..start].EndsWith(rest[^width..], StringComparison.Ordinal))
            {
                break;
            }

            _markers = _markers.With(bare[start..]);
            rest = rest[..(start - width)].TrimEnd();
        }

        return rest.ToString();
    }

    private static ReadOnlySpan<char> WithoutEmphasis(ReadOnlySpan<char> text, out int width)
    {
        width = text switch { [.., '*', '*'] or [.., '_', '_'] or [.., '~', '~'] => 2, [.., '*' or '_'] => 1, _ => 0 };
        return text[..^width];
    }
}
