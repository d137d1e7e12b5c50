namespace SpecKitExtension.Tasks;

/// <summary>Takes out of tasks.md what is neither shown nor read as tasks, besides what Markdig finds: comments and deeply indented code blocks.</summary>
internal sealed class HiddenText(SourceText source, MarkdownBlocks blocks)
{
    private const string Opening = "<!--";
    private const string Closing = "-->";

    // A search that has failed is not repeated, so that reading stays linear: by character, the shortest fence that nothing closes up to the end of the section.
    private readonly Dictionary<char, int> _neverClosed = [];
    private int _section;
    private bool _noClosingLeft;

    /// <summary>Line (from 0) of the comment that is never closed, if there is one.</summary>
    public int? UnclosedComment { get; private set; }

    public void Remove()
    {
        for (var line = 0; line < source.LineCount; line++)
        {
            if (blocks.IsCode(line))
            {
                continue;
            }

            if (IndentedCode(line) is { } last)
            {
                blocks.MarkCode(line, last);
                line = last;
            }
            else if (source.Line(line).Contains(Opening, StringComparison.Ordinal))
            {
                line = HideComments(line);
            }
        }
    }

    private int? IndentedCode(int line)
    {
        if (!Fence.Opens(source.Line(line), out var character, out var length) || (line < _section && length >= _neverClosed.GetValueOrDefault(character, int.MaxValue)))
        {
            return null;
        }

        if (line >= _section)
        {
            _neverClosed.Clear();
            _section = line + 1;
            while (_section < source.LineCount && !blocks.IsCode(_section) && !blocks.Headings.ContainsKey(_section))
            {
                _section++;
            }
        }

        var closing = Fence.FindClosing(source, line + 1, _section - 1, character, length);
        if (closing is null)
        {
            _neverClosed[character] = length;
        }

        return closing;
    }

    /// <returns>The line on which to go on looking.</returns>
    private int HideComments(int line)
    {
        var start = source.Start(line);
        var spans = CodeSpans.Of(source.Line(line));
        var from = start;
        while (source.Line(line)[(from - start)..].IndexOf(Opening, StringComparison.Ordinal) is var found and >= 0)
        {
            var opening = from + found;
            if (spans.EndOfSpanAt(opening - start) is { } behind)
            {
                from = start + behind;
                continue;
            }

            if (EndOfComment(opening) is not { } end)
            {
                return NeverClosed(line, opening);
            }

            source.Hide(opening, end);
            if (end > start + source.Line(line).Length)
            {
                // Look once more at the line the comment ends on: another one may begin behind it.
                return source.LineAt(end - 1) - 1;
            }

            from = end;
        }

        return line;
    }

    private int? EndOfComment(int opening)
    {
        if (_noClosingLeft)
        {
            return null;
        }

        var from = opening + 2;
        var found = source.Characters[from..].IndexOf(Closing, StringComparison.Ordinal);
        _noClosingLeft = found < 0;
        return found < 0 ? null : from + found + Closing.Length;
    }

    private int NeverClosed(int line, int opening)
    {
        if (!source.Line(line)[..(opening - source.Start(line))].Trim(" \t>").IsEmpty)
        {
            return line;
        }

        UnclosedComment = line;
        source.Hide(opening, source.Characters.Length);
        return source.LineCount;
    }
}
