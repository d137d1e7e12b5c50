using System.Globalization;
using System.Text.RegularExpressions;

namespace SpecKitExtension.Tasks;

/// <summary>What a task's line says besides its box.</summary>
/// <param name="Id">The task's id.</param>
/// <param name="Markers">The markers before and behind the id and at the end of the line.</param>
/// <param name="Text">The rest of the line.</param>
/// <param name="IsStruckOut">Whether the id, or the whole text, is struck out.</param>
internal sealed record TaskHead(TaskId Id, TaskMarkers Markers, string Text, bool IsStruckOut)
{
    /// <summary>Reads the words behind a box; null when they hold no id before the first other word.</summary>
    public static TaskHead? Read(string words, TaskGrammar grammar) => new TaskHeadReader(words, grammar).Read();
}

/// <summary>
/// The markers of a task, in any letter case: <c>[P]</c>, <c>[SYNC]</c>, <c>[ASYNC]</c>, <c>[US1]</c>; <c>[RISK]</c> is accepted and means
/// nothing here. One pair of brackets may hold several.
/// </summary>
internal sealed partial record TaskMarkers(bool Parallel = false, bool Sync = false, bool Async = false, string? Story = null)
{
    private const string Words = @"[ \t]*(?:P|SYNC|ASYNC|RISK|US-?[0-9]{1,9})[ \t]*";

    /// <summary>Adds what a marker with its brackets says.</summary>
    public TaskMarkers With(string marker)
    {
        var markers = this;
        foreach (var word in marker[1..^1].ToUpperInvariant().Split(',', StringSplitOptions.TrimEntries))
        {
            markers = markers with
            {
                Parallel = markers.Parallel || word == "P",
                Sync = markers.Sync || word == "SYNC",
                Async = markers.Async || word == "ASYNC",
                Story = markers.Story ?? (word.StartsWith("US", StringComparison.Ordinal) ? StoryOf(word[2..].TrimStart('-')) : null),
            };
        }

        return markers;
    }

    /// <summary>A story as it is named everywhere, without leading zeros.</summary>
    public static string StoryOf(string digits) =>
        string.Create(CultureInfo.InvariantCulture, $"US{int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture)}");

    /// <summary>A marker at the place where the search begins.</summary>
    [GeneratedRegex($@"\G\[{Words}(?:,{Words})*\]", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    public static partial Regex Here();

    /// <summary>A marker at the end, bare or in emphasis.</summary>
    [GeneratedRegex(
        $@"(?<emphasis>\*{{1,2}}|_{{1,2}}|~~|)(?<marker>\[{Words}(?:,{Words})*\])\k<emphasis>\.?$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    public static partial Regex AtEnd();
}

/// <summary>Reads the words behind a box token by token: id and markers in any order, wrapped in emphasis or backticks or not, until the
/// first other word.</summary>
internal sealed partial class TaskHeadReader(string line, TaskGrammar grammar)
{
    private const int DeepestEmphasis = 4;
    private const string Strike = "~~";

    private readonly string _words = line.Contains('\\', StringComparison.Ordinal) ? EscapedBrackets().Replace(line, "[$1]") : line;
    private readonly List<string> _open = [];
    private int _at;
    private TaskId? _id;
    private bool _rightBehindId;
    private bool _punctuated;
    private bool _isStruckOut;
    private TaskMarkers _markers = new();

    private ReadOnlySpan<char> Rest => _words.AsSpan(_at);

    public TaskHead? Read()
    {
        while (TryPunctuation() || Take(Rest.Length - Rest.TrimStart(" \t").Length) || TryId() || TryMarker() || TryClose() || TryOpen())
        { }

        // The text gives up the markers it ends with.
        var text = Text();
        var isStruckOut =
            _isStruckOut
            || (
                text.Length > 4
                && text.StartsWith(Strike, StringComparison.Ordinal)
                && text.IndexOf(Strike, 2, StringComparison.Ordinal) == text.Length - 2
            );
        return _id is null ? null : new(_id, _markers, text, isStruckOut);
    }

    private bool TryId()
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
        Take(bracket == 1 ? Address().Match(_words, _at).Length : 0);
        return _rightBehindId = true;
    }

    private bool TryMarker()
    {
        var marker = Rest is ['[', ..] ? TaskMarkers.Here().Match(_words, _at).Value : "";
        _markers = marker.Length > 0 ? _markers.With(marker) : _markers;
        return Take(marker.Length);
    }

    private bool TryClose()
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

    private bool TryOpen()
    {
        var emphasis = Rest is ['*' or '_' or '`' or '~', ..] ? Emphasis().Match(_words, _at).Value : "";
        if (emphasis.Length == 0 || _open.Count == DeepestEmphasis)
        {
            return false;
        }

        var start = _at;
        _open.Add(emphasis);
        _at += emphasis.Length;
        if (TryId() || TryMarker() || TryOpen())
        {
            return true;
        }

        _open.RemoveAt(_open.Count - 1);
        _at = start;
        return false;
    }

    /// <summary>One colon, full stop, parenthesis or dash behind the id; at a distance only what cannot begin a word of the text.</summary>
    private bool TryPunctuation()
    {
        var blanks = Rest.Length - Rest.TrimStart(" \t").Length;
        var isPunctuation =
            _id is not null
            && !_punctuated
            && (
                _rightBehindId && blanks == 0
                    ? Rest is [':' or '.' or ')' or '-' or '–' or '—', ..]
                    : Rest[blanks..] is [':' or '-' or '–' or '—'] or [':' or '-' or '–' or '—', ' ' or '\t', ..]
            );
        _punctuated |= isPunctuation;
        return isPunctuation && Take(blanks + 1);
    }

    private bool Take(int length)
    {
        _at += length;
        _rightBehindId &= length == 0;
        return length > 0;
    }

    /// <summary>The text, without what closes emphasis that the head opened, and without markers at its end.</summary>
    private string Text()
    {
        var text = Rest.ToString();
        for (var innermost = _open.Count - 1; innermost >= 0; innermost--)
        {
            var closing = text.IndexOf(_open[innermost], StringComparison.Ordinal);
            text = closing < 0 ? text : text.Remove(closing, _open[innermost].Length);
        }

        text = text.Trim();
        while (text.EndsWith(']') || text is [.., ']', '*' or '_' or '~' or '.'] or [.., ']', '*' or '_' or '~', '*' or '_' or '~'])
        {
            if (TaskMarkers.AtEnd().Match(text) is not { Success: true } last)
            {
                break;
            }

            _markers = _markers.With(last.Groups["marker"].Value);
            text = text[..last.Index].TrimEnd();
        }

        return text;
    }

    [GeneratedRegex(@"\\\[([A-Za-z0-9 ,.-]{1,20})\\?\]")]
    private static partial Regex EscapedBrackets();

    /// <summary>The address of a link whose text the id is.</summary>
    [GeneratedRegex(@"\G\([^()]{0,300}\)")]
    private static partial Regex Address();

    [GeneratedRegex(@"\G(?:\*{1,3}|_{1,3}|~~|`{1,2})")]
    private static partial Regex Emphasis();
}
