using System.Text;

namespace SpecKitExtension.Tasks;

/// <summary>A task while its lines are being read.</summary>
internal sealed class TaskDraft(TaskHead head, LineHead place, int line, int phase, bool done, int boxOffset)
{
    private const int WidthOfBullet = 2;

    private readonly StringBuilder _description = new(head.Text);
    private readonly StringBuilder _words = new(head.Text);

    public TaskId Id => head.Id;

    /// <summary>Line of the box, from 1.</summary>
    public int Line => line;

    public TaskMarkers Markers => head.Markers;

    public string Text => head.Text;

    /// <summary>The text and everything that belongs to it, without code: what may name files and dependencies.</summary>
    public string Words => _words.ToString();

    /// <summary>What the task depends on, as far as the file holds it, each once.</summary>
    public List<TaskId> DependsOn { get; } = [];

    /// <summary>Whether a line belongs to the task by its indentation; a quote inside a task is indented as a whole.</summary>
    public bool Owns(LineHead other) =>
        other.Quotes == place.Quotes ? other.Indent > place.Indent : place.Quotes == 0 && other.Margin > place.Indent;

    /// <summary>Whether a line stands in the same quote.</summary>
    public bool IsBeside(LineHead other) => other.Quotes == place.Quotes;

    /// <param name="line">A line that belongs to the task, as it stands in the file.</param>
    /// <param name="isCode">Whether it is code.</param>
    public void Continue(string line, bool isCode)
    {
        var text = WithoutIndent(line);
        _description.Append('\n').Append(text);
        if (!isCode)
        {
            _words.Append('\n').Append(text);
        }
    }

    public TaskItem ToItem()
    {
        DeclaredFiles files = new();
        files.Read(Words);
        var mode = Markers is { Async: true, Sync: false } ? TaskMode.Async : TaskMode.Sync;
        return new(Id, line, Text, _description.ToString().TrimEnd(), mode, Markers.Parallel, Markers.Story, phase, done, files.Files, DependsOn, boxOffset);
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
