namespace SpecKitExtension.Tasks;

/// <summary>Who does a task: the developer in the session, or an unattended agent.</summary>
internal enum TaskMode
{
    Sync,
    Async,
}

/// <summary>What a task's box says.</summary>
internal enum TaskBox
{
    /// <summary><c>[ ]</c>: to do.</summary>
    Open,

    /// <summary><c>[~]</c>: to do, and in somebody's hands: never started, and followers wait.</summary>
    InHand,

    /// <summary><c>[x]</c> or <c>[X]</c>.</summary>
    Ticked,

    /// <summary><c>[-]</c>: not to be done any more; followers do not wait.</summary>
    Dropped,
}

/// <summary>One task of tasks.md.</summary>
/// <param name="Id">The task's id.</param>
/// <param name="Line">Line of its check box, from 1.</param>
/// <param name="Text">The rest of the task's line without id and markers.</param>
/// <param name="Description">The text with its continuation lines and id-less sub-bullets.</param>
/// <param name="Mode">SYNC unless the line says ASYNC and nothing else, and nobody has it in hand.</param>
/// <param name="Parallel">Whether the line has [P].</param>
/// <param name="Story">The story marker without brackets, e.g. <c>US1</c>, or null.</param>
/// <param name="Phase">Index into <see cref="TaskList.Phases"/>.</param>
/// <param name="Box">What its box says.</param>
/// <param name="Files">The file paths that the text declares, each once, in order.</param>
/// <param name="Names">Indices of the other tasks that its text names, each once.</param>
/// <param name="Raw">The task's raw lines, joined by line feeds: its own line from the list marker on, then the lines that belong to it,
/// without quote marks and comments.</param>
/// <param name="BoxOffset">Offset in bytes of the character between the brackets of the box.</param>
internal sealed record TaskItem(
    TaskId Id,
    int Line,
    string Text,
    string Description,
    TaskMode Mode,
    bool Parallel,
    string? Story,
    int Phase,
    TaskBox Box,
    IReadOnlyList<string> Files,
    IReadOnlyList<int> Names,
    string Raw,
    int BoxOffset
)
{
    /// <summary>Whether nothing is left to do: ticked or dropped.</summary>
    public bool Done => Box is TaskBox.Ticked or TaskBox.Dropped;

    /// <summary>Which task this is, beside its id; computed at each call.</summary>
    public TaskDigest Digest => TaskDigest.Of(Id, Raw);
}
