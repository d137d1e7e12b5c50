using System.Text;
using SpecKitExtension.Planning;
using SpecKitExtension.Tasks;

namespace SpecKitExtension.Tests.Support;

/// <summary>tasks.md files written out in tests.</summary>
internal static class TasksText
{
    public static TaskList Read(params string[] lines) => Read(Bytes(string.Join('\n', lines)));

    public static TaskList Read(byte[] content) => TaskListReader.Read("tasks.md", content, TaskGrammar.Default);

    public static TaskList Sample(string name) => Read(SampleBytes(name));

    public static byte[] SampleBytes(string name) => File.ReadAllBytes(Path.Combine(RepositoryRoot, "tests", "samples", "tasks", name));

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    public static Plan Plan(params string[] lines) => Planner.Make(Read(lines));

    /// <summary>The only task of a file with one line, which must be readable without complaint.</summary>
    public static TaskItem Task(string line)
    {
        var list = Read(line);
        list.Problems.Where(problem => problem.Severity != Severity.Note).ShouldBeEmpty();
        return list.Tasks.ShouldHaveSingleItem();
    }

    public static string Ids(this TaskList list) => string.Join(' ', list.Tasks.Select(task => task.Id.Value));

    public static string Ids(IEnumerable<TaskId> ids) => string.Join(' ', ids.Select(id => id.Value));

    /// <summary>What is written about who waits for whom, as in <c>T003: T001 T002; Phase 4: T001</c>; <c>~</c> marks what gives way to the
    /// order of the file.</summary>
    public static string Links(this TaskList list) =>
        string.Join(
            "; ",
            list.Dependencies.GroupBy(dependency => dependency.Waiting)
                .OrderBy(group => group.Key.IsPhase)
                .ThenBy(group => group.Key.Index)
                .Select(group =>
                    $"{Name(list, group.Key)}: {string.Join(' ', group.OrderBy(dependency => dependency.For.IsPhase).ThenBy(dependency => dependency.For.Index).Select(dependency => (dependency.Typed ? "" : "~") + Name(list, dependency.For)).Distinct())}"
                )
        );

    /// <summary>The phases that start earlier than in order, as in <c>4: 1 2</c>.</summary>
    public static string Narrowed(this TaskList list) =>
        string.Join(
            "; ",
            list.Phases.Where(phase => phase.WaitsFor is not null)
                .Select(phase =>
                    $"{phase.Label()}: {string.Join(' ', phase.WaitsFor!.Select(other => list.Phases[other].Label()))}".TrimEnd()
                )
        );

    private static string Name(TaskList list, TaskOrPhase end) =>
        end.IsPhase ? $"Phase {list.Phases[end.Index].Label()}" : list.Tasks[end.Index].Id.Value;

    /// <summary>The number of a phase, as its heading has it.</summary>
    public static string? Label(this TaskPhase phase) => PhaseTitle.Label(phase.Title);

    public static TaskItem Find(this TaskList list, string id) => list.Tasks.First(task => task.Id.Equals(TaskId.FromGrammar(id)));

    public static PlannedTask Find(this Plan plan, string id) => plan.Tasks.First(task => task.Item.Id.Equals(TaskId.FromGrammar(id)));

    /// <summary>The waves as in <c>T001 T002 | T003</c>.</summary>
    public static string WavesText(this Plan plan) => string.Join(" | ", plan.Waves.Select(Ids));

    /// <summary>Line and code of errors and warnings.</summary>
    public static string Codes(this IEnumerable<TaskProblem> problems) =>
        string.Join(' ', problems.Where(problem => problem.Severity != Severity.Note).Select(problem => $"{problem.Line}:{problem.Code}"));

    /// <summary>Line and code of notes.</summary>
    public static string Notes(this IEnumerable<TaskProblem> problems) =>
        string.Join(' ', problems.Where(problem => problem.Severity == Severity.Note).Select(problem => $"{problem.Line}:{problem.Code}"));

    /// <summary>A file of this repository.</summary>
    public static string PathOf(string relative) => Path.Combine(RepositoryRoot, relative);

    private static string RepositoryRoot { get; } =
        typeof(TasksText)
            .Assembly.GetCustomAttributes(typeof(System.Reflection.AssemblyMetadataAttribute), false)
            .Cast<System.Reflection.AssemblyMetadataAttribute>()
            .Single(attribute => attribute.Key == "RepositoryRoot")
            .Value!;
}
