using System.Text;

namespace SpecKitExtension.Tasks;

/// <summary>A task while its lines are being read.</summary>
internal sealed class TaskDraft(TaskHead head, int line, int indent, int phase, bool done, int boxOffset)
{
    private readonly StringBuilder _description = new(head.Text);
    private readonly StringBuilder _words = new(head.Text);

    public TaskId Id => head.Id;

    /// <summary>Line of the box, from 1.</summary>
    public int Line => line;

    /// <summary>Columns before the bullet; what is indented deeper belongs to the task.</summary>
    public int Indent => indent;

    public TaskMarkers Markers => head.Markers;

    public string Text => head.Text;

    /// <summary>The text and everything that belongs to it, without code: what may name files and dependencies.</summary>
    public string Words => _words.ToString();

    /// <summary>What the task depends on, as far as the file holds it, each once.</summary>
    public List<TaskId> DependsOn { get; } = [];

    public void Continue(string text, bool isCode)
    {
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
}
