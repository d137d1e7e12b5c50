namespace SpecKitExtension.Tasks;

/// <summary>A task while its lines are being read.</summary>
/// <param name="Head">What its own line says.</param>
/// <param name="First">Its own line.</param>
/// <param name="Number">That line's number, from 1.</param>
/// <param name="Section">The section it stands in, as the outline counts them.</param>
internal sealed record TaskDraft(TaskHead Head, MarkdownLine First, int Number, int Section)
{
    private const int WidthOfBullet = 2;

    private readonly List<(MarkdownLine Line, int Number)> _lines = [];

    /// <summary>The phase that the section belongs to, once the whole file is read.</summary>
    public int Phase { get; set; }

    /// <summary>The tasks (indices) that it names, once the whole file is read.</summary>
    public SortedSet<int> Names { get; } = [];

    public TaskBox Box =>
        First.Text[First.Head.Box] switch
        {
            ' ' => TaskBox.Open,
            '~' => TaskBox.InHand,
            '-' => TaskBox.Dropped,
            _ => TaskBox.Ticked,
        };

    /// <summary>Whether an agent's task is struck out though nobody has ticked it.</summary>
    public bool IsStruckOut => Head is { IsStruckOut: true, Markers: { Async: true, Sync: false } } && Box == TaskBox.Open;

    /// <summary>Its words line by line, without code.</summary>
    public IEnumerable<(string Text, int Number)> Words =>
        _lines.Where(line => !line.Line.IsCode).Select(line => (line.Line.Words, line.Number)).Prepend((Head.Text, Number));

    /// <summary>Its first line with a character that no reader sees; null when there is none.</summary>
    public int? FirstHiddenText =>
        _lines
            .Prepend((Line: First, Number))
            .Where(line => InvisibleText.IsIn(line.Line.Shown))
            .Select(line => (int?)line.Number)
            .FirstOrDefault();

    /// <summary>Whether a line belongs to the task by its indentation; a quote inside a task is indented as a whole.</summary>
    public bool Owns(LineHead other) =>
        other.Quotes == First.Head.Quotes ? other.Indent > First.Head.Indent : First.Head.Quotes == 0 && other.Margin > First.Head.Indent;

    /// <summary>Adds a line that belongs to it.</summary>
    public void Continue(MarkdownLine line, int number) => _lines.Add((line, number));

    public TaskItem ToItem()
    {
        var mode = Head.Markers is { Async: true, Sync: false } && !IsStruckOut && Box != TaskBox.InHand ? TaskMode.Async : TaskMode.Sync;
        return new(
            Head.Id,
            Number,
            Head.Text,
            string.Join('\n', _lines.Select(line => WithoutIndent(line.Line.Shown)).Prepend(Head.Text)).TrimEnd(),
            mode,
            Head.Markers.Parallel,
            Head.Markers.Story,
            Phase,
            Box,
            DeclaredFiles.In(string.Join('\n', Words.Select(line => line.Text))),
            [.. Names],
            string.Join('\n', _lines.Select(line => WithoutIndent(line.Line.Shown)).Prepend(First.Shown[First.Head.Text..])),
            First.Offset + First.Head.Box
        );
    }

    private string WithoutIndent(string line)
    {
        var start = 0;
        for (var quote = 0; quote < First.Head.Quotes; quote++)
        {
            start = line.IndexOf('>', start) + 1;
        }

        var inner = line.AsSpan(start).TrimEnd();
        var most = Math.Min(inner.Length, First.Head.Indent + WidthOfBullet);
        var blanks = inner[..most].IndexOfAnyExcept(' ', '\t');
        return inner[(blanks < 0 ? most : blanks)..].ToString();
    }
}
