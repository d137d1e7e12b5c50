namespace SpecKitExtension.Tasks;

/// <summary>What tasks.md says.</summary>
/// <param name="Path">The file, as it is named in messages.</param>
/// <param name="Phases">The phases in order; the first may be the part before any phase heading.</param>
/// <param name="Tasks">The tasks in the order of the file.</param>
/// <param name="Dependencies">What is written down about who waits, besides the order of the file.</param>
/// <param name="Problems">Everything to be said about the file itself, in line order.</param>
internal sealed record TaskList(
    string Path,
    IReadOnlyList<TaskPhase> Phases,
    IReadOnlyList<TaskItem> Tasks,
    IReadOnlyList<Dependency> Dependencies,
    IReadOnlyList<TaskProblem> Problems
);

/// <summary>A phase of tasks.md.</summary>
/// <param name="Title">Its heading's text, e.g. <c>Phase 3: User Story 1 - Upload</c>; empty for tasks before any such heading. One need
/// not be called a phase: <see cref="PhaseOutline"/>.</param>
/// <param name="Line">Line of the heading, from 1; 0 without one.</param>
/// <param name="WaitsFor">The earlier phases (indices) it waits for when the Dependencies section narrows them; null means all earlier
/// ones.</param>
/// <param name="Kept">The statement because of which it waits for all earlier ones although another one would narrow them; null without
/// one.</param>
internal sealed record TaskPhase(string Title, int Line, IReadOnlyList<int>? WaitsFor = null, Statement? Kept = null);

/// <summary>Words of the Dependencies section.</summary>
/// <param name="Line">Where they begin, from 1.</param>
/// <param name="Text">The words, in one line.</param>
internal sealed record Statement(int Line, string Text);

/// <summary>A task or a phase as one end of a dependency.</summary>
/// <param name="Index">Index into <see cref="TaskList.Tasks"/> or <see cref="TaskList.Phases"/>.</param>
/// <param name="IsPhase">Which of the two.</param>
internal readonly record struct TaskOrPhase(int Index, bool IsPhase);

/// <summary>One thing waits for another because somebody wrote so.</summary>
/// <param name="Waiting">What waits.</param>
/// <param name="For">What it waits for.</param>
/// <param name="Line">The line that says so, from 1.</param>
/// <param name="Typed">Whether it was typed on the task in the exact form, so that a circle of it is an error; otherwise it is dropped
/// where it contradicts what else is known.</param>
internal readonly record struct Dependency(TaskOrPhase Waiting, TaskOrPhase For, int Line, bool Typed);
