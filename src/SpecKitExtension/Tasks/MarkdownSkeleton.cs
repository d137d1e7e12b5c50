using System.Text;

namespace SpecKitExtension.Tasks;

/// <summary>What Markdig needs of tasks.md to find its blocks: the same lines, short, without comments, and with fences no deeper than
/// Markdig looks for them.</summary>
/// <param name="lines">The lines; comments get hidden in them.</param>
internal sealed class MarkdownSkeleton(IReadOnlyList<MarkdownLine> lines)
{
    // Below Markdig's limit of 128 nested blocks, whatever a line is made of.
    private const int LongestLine = 100;
    private const int ColumnsOfTab = 4;
    private const int DeepestFence = 3;
    private const int ShortestFence = 3;
    private const string Opening = "<!--";
    private const string Closing = "-->";

    private readonly StringBuilder _text = new();

    // Columns before the words of the list item above; 0 without one.
    private int _item;
    private Fence? _fence;
    private bool _inComment;
    private int _lastClosing;

    /// <summary>The line of the comment that is never closed, from 0; null without one.</summary>
    public int? UnclosedComment { get; private set; }

    /// <summary>Makes it.</summary>
    public string Text()
    {
        _lastClosing = lines.Count - 1;
        while (_lastClosing >= 0 && !lines[_lastClosing].Text.Contains(Closing, StringComparison.Ordinal))
        {
            _lastClosing--;
        }

        for (var at = 0; at < lines.Count; at++)
        {
            Append(lines[at], at);
            _text.Append('\n');
        }

        return _text.ToString();
    }

    private void Append(MarkdownLine line, int at)
    {
        if (_fence is { } left && !line.IsBlank && line.Head.Indent < left.Item)
        {
            _fence = null;
        }

        if (_fence is { } fence)
        {
            var isClosing =
                Run(line.Text.AsSpan(line.Head.Text)) is var length
                && length >= fence.Length
                && line.Text[line.Head.Text] == fence.Character
                && line.Text.AsSpan(line.Head.Text + length).Trim(" \t").IsEmpty;
            AppendShort(isClosing ? fence.Prefix + new string(fence.Character, fence.Length) : line.Text);
            _fence = isClosing ? null : fence;
            return;
        }

        if (_inComment || line.Text.Contains(Opening, StringComparison.Ordinal))
        {
            Hide(line, at);
        }

        if (!TryOpenFence(line))
        {
            _item =
                line.Head.HasBullet ? line.Head.Indent + line.Head.BehindBullet - line.Head.Text + 1
                : line.Head.Indent == 0 && !line.IsBlank ? 0
                : _item;
            AppendShort(line.Text);
        }
    }

    private bool TryOpenFence(MarkdownLine line)
    {
        var head = line.Head;
        var start = head.HasBullet ? head.BehindBullet : head.Text;
        var words = line.Text.AsSpan(start).TrimStart(" \t");
        var length = Run(words);
        if (length < ShortestFence || (words[0] == '`' && words[length..].Contains('`')))
        {
            return false;
        }

        var inItem = head.Quotes == 0 && _item > 0 && head.Indent >= _item;
        var indent =
            inItem && head.Indent - _item > DeepestFence ? _item
            : inItem ? head.Indent
            : Math.Min(head.Indent, DeepestFence);
        var prefix = head.HasBullet
            ? new string(' ', head.Indent + line.Text.Length - words.Length - head.Text)
            : line.Text[..(line.Text.AsSpan(0, head.Text).LastIndexOf('>') + 1)] + new string(' ', indent);
        _fence = new(
            words[0],
            length,
            prefix,
            head.HasBullet ? prefix.Length
                : inItem ? _item
                : 0
        );
        _text.Append(head.HasBullet ? line.Text.AsSpan(0, line.Text.Length - words.Length) : prefix).Append(words[0], length);
        return true;
    }

    private static int Run(ReadOnlySpan<char> text) =>
        text is not ['`' or '~', ..] ? 0
        : text.IndexOfAnyExcept(text[0]) is var other and >= 0 ? other
        : text.Length;

    private void AppendShort(ReadOnlySpan<char> line)
    {
        for (var (at, column) = (0, 0); at < line.Length && column < LongestLine; at++)
        {
            column += line[at] == '\t' ? ColumnsOfTab : 1;
            _text.Append(
                line[at] switch
                {
                    // Many link definitions take Markdig quadratic time, and define nothing here; tags are no code, and what looks like a
                    // fence was none.
                    '[' or '<' => '(',
                    '`' when _fence is null && line[at..] is ['`', '`', '`', ..] => '\'',
                    MarkdownLine.Hidden or '\0' => ' ',
                    var character => character,
                }
            );
        }
    }

    /// <summary>Hides the comments of a line, which may go on below.</summary>
    private void Hide(MarkdownLine line, int at)
    {
        var (characters, spans) = (line.Text.ToCharArray(), CodeSpans.Of(line.Text));
        for (var from = 0; from < characters.Length;)
        {
            var start = _inComment ? from : CommentStart(line.Text, spans, from);
            if (start < 0)
            {
                break;
            }

            var isClosed = line.Text.IndexOf(Closing, _inComment ? start : start + 2, StringComparison.Ordinal) is var end && end >= 0;
            if (!_inComment && !isClosed && _lastClosing <= at)
            {
                if (!line.Text.AsSpan(0, start).Trim(" \t>").IsEmpty)
                {
                    break;
                }

                UnclosedComment = at;
            }

            from = isClosed ? end + Closing.Length : characters.Length;
            Array.Fill(characters, MarkdownLine.Hidden, start, from - start);
            _inComment = !isClosed;
        }

        line.Text = new(characters);
    }

    private static int CommentStart(string line, CodeSpans spans, int from)
    {
        var start = line.IndexOf(Opening, from, StringComparison.Ordinal);
        while (start >= 0 && spans.EndOfSpanAt(start) is { } behind)
        {
            start = line.IndexOf(Opening, behind, StringComparison.Ordinal);
        }

        return start;
    }

    /// <summary>A code block that is open.</summary>
    /// <param name="Character">What its fence is made of.</param>
    /// <param name="Length">How long that is.</param>
    /// <param name="Prefix">What stands before it, for the line that closes it.</param>
    /// <param name="Item">Columns before the words of the list item it stands in, which ends it; 0 without one.</param>
    private sealed record Fence(char Character, int Length, string Prefix, int Item);
}
