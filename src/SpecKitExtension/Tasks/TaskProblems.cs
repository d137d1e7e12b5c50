namespace SpecKitExtension.Tasks;

/// <summary>Every problem that tasks.md can have: its code, its words and its remedy. Codes are stable; below 100 are errors, from 101 on warnings.</summary>
internal static class TaskProblems
{
    public static TaskProblem NoTasks() =>
        Error("SKA001", 1, "This file holds no task.", "Write each task as `- [ ] T001 [ASYNC] What to do in src/file.ext`, or run /speckit.tasks.");

    public static TaskProblem Utf16() =>
        Error("SKA002", 1, "This file is UTF-16.", "Save it as UTF-8.");

    public static TaskProblem NotUtf8(int line) =>
        Warning("SKA111", line, "This line is not UTF-8; what cannot be read is shown as \uFFFD.", "Save the file as UTF-8.");

    public static TaskProblem DuplicateId(int line, TaskId id, int firstLine) =>
        Error("SKA003", line, $"{id} is already the task of line {firstLine}.", "Give one of the two another id, or put it into a code block if it is an example.");

    public static TaskProblem UnknownId(int line, string dependent, string id, TaskId? similar) =>
        Error("SKA004", line, $"{dependent} depends on {id}, which is not in this file.", similar is null ? $"Add {id} or remove the dependency." : $"Did you mean {similar}?");

    public static TaskProblem UnknownDependent(int line, string id, TaskId? similar) =>
        Error("SKA005", line, $"The dependencies name {id}, which is not in this file.", similar is null ? $"Add {id} or remove the line." : $"Did you mean {similar}?");

    public static TaskProblem DependsOnItself(int line, TaskId id) =>
        Error("SKA006", line, $"{id} depends on itself.", "Remove this dependency.");

    public static TaskProblem Cycle(int line, string cycle, string reasons) =>
        Error("SKA007", line, $"{cycle} wait for each other: {reasons}.", "Remove one dependency, or move a task.");

    public static TaskProblem TooManyDependencies(int line, int limit) =>
        Error("SKA008", line, $"The dependencies of this file add up to more than {limit}.", "Let phases depend on phases instead of naming ranges of tasks.");

    public static TaskProblem SameBranch(int line, TaskId id, TaskId other) =>
        Error("SKA009", line, $"{id} and {other} would share a branch.", "Give one of the two a number of its own.");

    public static TaskProblem BothModes(int line, TaskId id) =>
        Warning("SKA101", line, $"{id} is marked [SYNC] and [ASYNC]; it is taken as [SYNC].", "Keep one of the two markers.");

    public static TaskProblem MalformedBox(int line, TaskId id) =>
        Warning("SKA102", line, $"{id} is not read as a task: its check box is malformed.", $"Write `- [ ] {id} …`, with one blank after the bullet, inside and after the box.");

    public static TaskProblem NoBox(int line, TaskId id) =>
        Warning("SKA103", line, $"{id} is not read as a task: it has no check box.", $"Write `- [ ] {id} …`.");

    public static TaskProblem UnclosedFence(int line) =>
        Warning("SKA104", line, "This code block is never closed; nothing in it is read as a task.", "Close it with the same fence.");

    public static TaskProblem UnclosedComment(int line) =>
        Warning("SKA105", line, "This comment is never closed; nothing in it is read as a task.", "Close it with `-->`.");

    public static TaskProblem NoText(int line, TaskId id) =>
        Warning("SKA106", line, $"{id} says nothing about what to do.", "Describe the task after its id.");

    public static TaskProblem NotUnderstood(int line, string what, string verb) =>
        Warning("SKA107", line, $"{what} is named behind \"{verb}\", but not understood as a dependency.", "Write `(depends on T001)` on the line of the task that waits, or `T002 depends on T001` in the Dependencies section.");

    public static TaskProblem IdNotFirst(int line, string what) =>
        Warning("SKA108", line, $"This line is not read as a task: {what}.", "Write `- [ ] T001 [ASYNC] …`, with the id right behind the box.");

    public static TaskProblem AsyncInText(int line, TaskId id) =>
        Warning("SKA109", line, $"{id} is taken as [SYNC], though its text says ASYNC.", $"Write the marker as `- [ ] {id} [ASYNC] …`, or mark the task [SYNC].");

    public static TaskProblem StruckOut(int line, TaskId id) =>
        Warning("SKA110", line, $"{id} is struck out but not ticked; it is taken as [SYNC].", "Tick it, or remove the line.");

    private static TaskProblem Error(string code, int line, string problem, string hint) => new(code, line, Severity.Error, problem, hint);

    private static TaskProblem Warning(string code, int line, string problem, string hint) => new(code, line, Severity.Warning, problem, hint);
}
