using System.Globalization;
using System.Text;
using SpecKitExtension.Logs;
using SpecKitExtension.Planning;
using SpecKitExtension.Tasks;

namespace SpecKitExtension.Reporting;

/// <summary>A plan for people: a tree of waves, each task with its state and the reason for it.</summary>
internal static class PlanText
{
    /// <summary>The whole plan.</summary>
    public static string For(NamedPlan named, Screen screen)
    {
        var done = named.Plan.Tasks.Count(task => task.State == TaskState.Done);
        var header = string.Create(CultureInfo.InvariantCulture, $"{Sanitizer.Neutralize(named.Feature)}: {LintText.Count(named.Plan.Tasks.Count, "task")}, {done} done, {LintText.Count(named.Plan.Waves.Count, "wave")} to go\n");
        return header + TextTree.Of(screen, [.. Waves(named, screen)]) + Paragraphs(named.TasksFile, named.Plan.Problems);
    }

    /// <summary>The problems, a paragraph each.</summary>
    public static string Problems(string file, IReadOnlyList<TaskProblem> problems) => Paragraphs(file, problems).TrimStart('\n');

    private static IEnumerable<TreeNode> Waves(NamedPlan named, Screen screen)
    {
        var tasks = named.Plan.Tasks.DistinctBy(task => task.Item.Id).ToDictionary(task => task.Item.Id);
        if (named.Plan.Tasks.Where(task => task.State == TaskState.Done).Select(task => task.Item.Id.Value).ToList() is { Count: > 0 } done)
        {
            yield return new("Done", string.Join(", ", done)) { Colour = Colour(TaskState.Done) };
        }

        foreach (var (index, wave) in named.Plan.Waves.Index())
        {
            var phases = wave.Select(id => named.Plan.List.Phases[tasks[id].Item.Phase].Title).Where(title => title.Length > 0).Distinct();
            yield return new(string.Create(CultureInfo.InvariantCulture, $"Wave {index + 1}"), string.Join(", ", phases) is { Length: > 0 } titles ? $"{screen.Dot} {Sanitizer.Neutralize(titles)}" : "")
            {
                Children = [.. wave.Select(id => Node(named, tasks[id]))],
            };
        }
    }

    private static TreeNode Node(NamedPlan named, PlannedTask task)
    {
        var item = task.Item;
        return new($"{item.Id} {(item.Mode == TaskMode.Async ? "ASYNC" : "SYNC ")}", Sanitizer.Neutralize(item.Text))
        {
            Colour = Colour(task.State),
            Lines =
            [
                new("", task.Reason),
                .. item.Mode == TaskMode.Async ? [new TreeLine("branch", Sanitizer.Neutralize(named.Branch(item)), Whole: true), Pod(named.Pod(item))] : Array.Empty<TreeLine>(),
                .. item.Files.Count > 0 ? [new TreeLine("files", Sanitizer.Neutralize(string.Join(", ", item.Files)))] : Array.Empty<TreeLine>(),
                .. task.Notes.Select(note => new TreeLine("note", Sanitizer.Neutralize(note))),
            ],
        };
    }

    private static TreeLine Pod(string? name) => new("pod", name ?? "(named once the repository has a remote)", Whole: name is not null);

    private static int? Colour(TaskState state) => state switch
    {
        TaskState.Ready => 32,
        TaskState.Blocked => 31,
        TaskState.Waiting => 33,
        _ => 2,
    };

    private static string Paragraphs(string file, IReadOnlyList<TaskProblem> problems)
    {
        StringBuilder text = new();
        foreach (var problem in problems)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{Sanitizer.Neutralize(file)}:{problem.Line}: {Word(problem.Severity)} {problem.Code}: {Sanitizer.Neutralize(problem.Problem)}\n  {Sanitizer.Neutralize(problem.Hint)}\n");
        }

        return text.ToString();
    }

    /// <summary>A severity's word.</summary>
    public static string Word(Severity severity) => severity == Severity.Error ? "error" : "warning";
}
