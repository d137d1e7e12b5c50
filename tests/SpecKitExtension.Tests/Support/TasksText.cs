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
        list.Problems.ShouldBeEmpty();
        return list.Tasks.ShouldHaveSingleItem();
    }

    public static string Ids(this TaskList list) => string.Join(' ', list.Tasks.Select(task => task.Id.Value));

    public static string Ids(IEnumerable<TaskId> ids) => string.Join(' ', ids.Select(id => id.Value));

    /// <summary>The number of a phase, as its heading has it.</summary>
    public static string? Label(this TaskPhase phase) => PhaseTitle.Label(phase.Title);

    public static TaskItem Find(this TaskList list, string id) => list.Tasks.First(task => task.Id.Equals(TaskId.FromGrammar(id)));

    public static PlannedTask Find(this Plan plan, string id) => plan.Tasks.First(task => task.Item.Id.Equals(TaskId.FromGrammar(id)));

    /// <summary>The waves as in <c>T001 T002 | T003</c>.</summary>
    public static string WavesText(this Plan plan) => string.Join(" | ", plan.Waves.Select(Ids));

    public static string Codes(this IEnumerable<TaskProblem> problems) => string.Join(' ', problems.Select(problem => $"{problem.Line}:{problem.Code}"));

    /// <summary>A file of this repository.</summary>
    public static string PathOf(string relative) => Path.Combine(RepositoryRoot, relative);

    private static string RepositoryRoot { get; } = typeof(TasksText).Assembly
        .GetCustomAttributes(typeof(System.Reflection.AssemblyMetadataAttribute), false)
        .Cast<System.Reflection.AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "RepositoryRoot").Value!;
}
