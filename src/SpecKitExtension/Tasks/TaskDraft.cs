namespace SpecKitExtension.Tasks;

/// <summary>A task while its lines are being read.</summary>
internal sealed class TaskDraft(TaskHead head, LineHead place, int line, int section, bool done, int boxOffset, string raw)
{
    private const int WidthOfBullet = 2;
    private static readonly List<TaskId> None = [];

    private List<(string Text, bool IsCode)>? _lines;
    private string? _words;
    private List<TaskId> _dependsOn = None;

    public TaskId Id => head.Id;

    /// <summary>Line of the box, from 1.</summary>
    public int Line => line;

    /// <summary>The section it stands in, as its outline counts them.</summary>
    public int Section => section;

    /// <summary>The phase that section belongs to, once the whole file is read.</summary>
    public int Phase { get; set; }

    public TaskMarkers Markers => head.Markers;

    public string Text => head.Text;

    public bool Done => done;

    /// <summary>Whether an agent's task is struck out though nobody has ticked it.</summary>
    public bool IsDropped => head.IsStruckOut && !done && Markers is { Async: true, Sync: false };

    /// <summary>The text and everything that belongs to it, without code: what may name files and dependencies.</summary>
    public string Words => _words ??= _lines is null ? Text : string.Join('\n', _lines.Where(part => !part.IsCode).Select(part => part.Text).Prepend(Text));

    /// <summary>What the task depends on, as far as the file holds it, each once.</summary>
    public IReadOnlyList<TaskId> DependsOn => _dependsOn;

    public void AddDependency(TaskId id) => (_dependsOn = ReferenceEquals(_dependsOn, None) ? [] : _dependsOn).Add(id);

    /// <summary>Whether a line belongs to the task by its indentation; a quote inside a task is indented as a whole.</summary>
    public bool Owns(LineHead other) =>
        other.Quotes == place.Quotes ? other.Indent > place.Indent : place.Quotes == 0 && other.Margin > place.Indent;

    /// <summary>Whether a line stands in the same quote.</summary>
    public bool IsBeside(LineHead other) => other.Quotes == place.Quotes;

    /// <param name="line">A line that belongs to the task, as it stands in the file.</param>
    /// <param name="isCode">Whether it is code.</param>
    public void Continue(string line, bool isCode) => (_lines ??= []).Add((WithoutIndent(line), isCode));

    public TaskItem ToItem()
    {
        var description = _lines?.TrueForAll(part => !part.IsCode) != false ? Words.TrimEnd() : string.Join('\n', _lines.Select(part => part.Text).Prepend(Text)).TrimEnd();
        var mode = Markers is { Async: true, Sync: false } && !IsDropped ? TaskMode.Async : TaskMode.Sync;
        return new(Id, line, Text, description, mode, Markers.Parallel, Markers.Story, Phase, done, DeclaredFiles.In(Words), DependsOn, boxOffset) { Raw = _lines is null ? raw : string.Join('\n', _lines.Select(part => part.Text).Prepend(raw)) };
    }

    private string WithoutIndent(string line)
    {
        var start = 0;
        for (var quote = 0; quote < place.Quotes; quote++)
        {
            start = line.IndexOf('>', start) + 1;
        }

        var inner = line.AsSpan(start).TrimEnd();
        var most = Math.Min(inner.Length, place.Indent + WidthOfBullet);
        var blanks = inner[..most].IndexOfAnyExcept(' ', '\t');
        return inner[(blanks < 0 ? most : blanks)..].ToString();
    }
}
