namespace SpecKitExtension.Tasks;

/// <summary>What tasks.md says.</summary>
/// <param name="Path">The file, as it is named in messages.</param>
/// <param name="Phases">The phases in order; the first may be the part before any phase heading.</param>
/// <param name="Tasks">The tasks in the order of the file.</param>
/// <param name="Problems">Everything wrong with the file itself, in line order.</param>
internal sealed record TaskList(string Path, IReadOnlyList<TaskPhase> Phases, IReadOnlyList<TaskItem> Tasks, IReadOnlyList<TaskProblem> Problems);

/// <summary>A phase of tasks.md.</summary>
/// <param name="Title">Its heading's text, e.g. <c>Phase 3: User Story 1 - Upload</c>; empty for tasks before any such heading. One need not be called a phase: <see cref="PhaseOutline"/>.</param>
/// <param name="Line">Line of the heading, from 1; 0 without one.</param>
/// <param name="DependsOn">The phases (indices) it waits for when the Dependencies section narrows them; null means all earlier ones.</param>
internal sealed record TaskPhase(string Title, int Line, IReadOnlyList<int>? DependsOn);
