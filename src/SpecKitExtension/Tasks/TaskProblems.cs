namespace SpecKitExtension.Tasks;

/// <summary>Everything that can be said about tasks.md: its code, its words and its remedy. Codes are stable; below 100 are errors, from
/// 101 on warnings, from 201 on notes.</summary>
internal static class TaskProblems
{
    /// <summary>What to write for a task, in every remedy.</summary>
    private const string Form = "`- [ ] T001 [ASYNC] What to do in src/file.ext`";

    public static TaskProblem NoTasks() =>
        Error("SKA001", 1, "This file holds no task.", $"Write each task as {Form}, or run /speckit.tasks.");

    public static TaskProblem Utf16() => Error("SKA002", 1, "This file is UTF-16.", "Save it as UTF-8.");

    public static TaskProblem DuplicateId(int line, TaskId id, int firstLine) =>
        Error(
            "SKA003",
            line,
            $"{id} is already the task of line {firstLine}.",
            "Give one of the two another id, or put it into a code block if it is an example."
        );

    public static TaskProblem UnknownId(int line, TaskId waiting, string id, TaskId? similar) =>
        Error(
            "SKA004",
            line,
            $"{waiting} depends on {id}, which is not in this file.",
            similar is null ? $"Add {id} or remove the dependency." : $"Did you mean {similar}?"
        );

    public static TaskProblem DependsOnItself(int line, TaskId id) =>
        Error("SKA006", line, $"{id} depends on itself.", "Remove this dependency.");

    public static TaskProblem Cycle(int line, string cycle, string reasons) =>
        Error("SKA007", line, $"{cycle} wait for each other: {reasons}.", "Remove one dependency, or move a task.");

    public static TaskProblem TooManyDependencies(int line, int limit) =>
        Error(
            "SKA008",
            line,
            $"The dependencies of this file add up to more than {limit}.",
            "Let tasks depend on phases instead of naming ranges of tasks."
        );

    public static TaskProblem SameBranch(int line, TaskId id, TaskId other) =>
        Error("SKA009", line, $"{id} and {other} would share a branch.", "Give one of the two a number of its own.");

    public static TaskProblem BothModes(int line, TaskId id) =>
        Warning("SKA101", line, $"{id} is marked [SYNC] and [ASYNC]; it is taken as [SYNC].", "Keep one of the two markers.");

    public static TaskProblem MalformedBox(int line, TaskId id) =>
        Warning(
            "SKA102",
            line,
            $"{id} is not read as a task: its check box is malformed.",
            $"Write `- [ ] {id} …`, with one blank after the bullet, inside and after the box."
        );

    public static TaskProblem NoBox(int line, TaskId id) =>
        Warning("SKA103", line, $"{id} is not read as a task: it has no check box.", $"Write `- [ ] {id} …`.");

    public static TaskProblem UnclosedFence(int line) =>
        Warning("SKA104", line, "This code block is never closed; nothing in it is read as a task.", "Close it with the same fence.");

    public static TaskProblem UnclosedComment(int line) =>
        Warning("SKA105", line, "This comment is never closed; nothing in it is read as a task.", "Close it with `-->`.");

    public static TaskProblem NoText(int line, TaskId id) =>
        Warning("SKA106", line, $"{id} says nothing about what to do.", "Describe the task after its id.");

    public static TaskProblem NotUnderstood(int line, TaskId waiting, string what) =>
        Warning(
            "SKA107",
            line,
            $"{waiting} depends on {what}, which this file does not have.",
            "Write `(depends on T001)`, `(depends on Phase 2)` or `(depends on US1)` with what is there."
        );

    public static TaskProblem IdNotFirst(int line, string what) =>
        Warning("SKA108", line, $"This line is not read as a task: {what}.", $"Write {Form}, with the id right behind the box.");

    public static TaskProblem AsyncInText(int line, TaskId id) =>
        Warning(
            "SKA109",
            line,
            $"{id} is taken as [SYNC], though its text says ASYNC.",
            $"Write the marker as `- [ ] {id} [ASYNC] …`, or mark the task [SYNC]."
        );

    public static TaskProblem StruckOut(int line, TaskId id) =>
        Warning(
            "SKA110",
            line,
            $"{id} is struck out but not ticked; it is taken as [SYNC].",
            "Tick it, drop it with `[-]`, or remove the line."
        );

    public static TaskProblem NotUtf8(int line) =>
        Warning("SKA111", line, "This line is not UTF-8; what cannot be read is shown as \uFFFD.", "Save the file as UTF-8.");

    public static TaskProblem InHand(int line, TaskId id) =>
        Warning(
            "SKA112",
            line,
            $"{id} is marked `[~]`: it is in somebody's hands, no agent takes it, and what follows waits.",
            "Tick it when it is done, or write `[ ]` to give it back."
        );

    public static TaskProblem Dropped(int line, TaskId id) =>
        Warning(
            "SKA113",
            line,
            $"{id} is marked `[-]`: it is dropped, and nothing waits for it.",
            "Remove the line when nobody needs it any more, or write `[ ]` to take it up again."
        );

    public static TaskProblem Contradiction(int line, string waiting, string other) =>
        Warning(
            "SKA114",
            line,
            $"{waiting} cannot wait for {other}, which waits for it; this line is left out of account.",
            "Correct the line, or move a task or a phase."
        );

    public static TaskProblem HiddenText(int line, TaskId id) =>
        Warning(
            "SKA115",
            line,
            $"{id} holds characters that nobody sees here; an agent is not told them.",
            "Remove them: what a reviewer reads and what an agent is told shall be the same."
        );

    public static TaskProblem NamesWithoutWaiting(int line, TaskId id, TaskId other) =>
        Note("SKA201", line, $"{id} names {other} but does not wait for it.", $"If it has to, write `(depends on {other})`.");

    public static TaskProblem KeptInOrder(int line, string phase, string statement) =>
        Note(
            "SKA202",
            line,
            $"{phase} waits for all phases before it because of \"{statement}\".",
            "To let it start earlier, leave of this line what the grammar of dependencies has, e.g. `Phase 4 depends on Phase 2`."
        );

    public static TaskProblem NothingAsync(int line, TaskId id) =>
        Note(
            "SKA203",
            line,
            "No task of this file is marked [ASYNC], so no agent has anything to do.",
            $"Mark what an agent can do alone: `- [ ] {id} [ASYNC] …`."
        );

    private static TaskProblem Error(string code, int line, string problem, string hint) => new(code, line, Severity.Error, problem, hint);

    private static TaskProblem Warning(string code, int line, string problem, string hint) =>
        new(code, line, Severity.Warning, problem, hint);

    private static TaskProblem Note(string code, int line, string problem, string hint) => new(code, line, Severity.Note, problem, hint);
}
