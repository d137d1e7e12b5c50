using System.Globalization;
using System.Text;
using SpecKitExtension.Logs;
using SpecKitExtension.Planning;
using SpecKitExtension.Tasks;

namespace SpecKitExtension.Reporting;

/// <summary>A plan for people: wave by wave, each task with its state and the reason for it.</summary>
internal static class PlanText
{
    /// <summary>The whole plan.</summary>
    public static string For(NamedPlan named)
    {
        StringBuilder text = new();
        var tasks = named.Plan.Tasks.ToDictionary(task => task.Item.Id);
        var open = named.Plan.Tasks.Count(task => task.State != TaskState.Done);
        text.Append(CultureInfo.InvariantCulture, $"{named.Feature}: {named.Plan.Tasks.Count} tasks, {named.Plan.Tasks.Count - open} done, {named.Plan.Waves.Count} waves to go\n");
        foreach (var (index, wave) in named.Plan.Waves.Index())
        {
            text.Append(CultureInfo.InvariantCulture, $"\nWave {index + 1}\n");
            foreach (var id in wave)
            {
                Append(text, named, tasks[id]);
            }
        }

        Append(text, named.TasksFile, named.Plan.Problems);
        return text.ToString();
    }

    /// <summary>The problems, a paragraph each.</summary>
    public static string Problems(string file, IReadOnlyList<TaskProblem> problems)
    {
        StringBuilder text = new();
        Append(text, file, problems);
        return text.ToString().TrimStart('\n');
    }

    private static void Append(StringBuilder text, NamedPlan named, PlannedTask task)
    {
        var item = task.Item;
        text.Append(CultureInfo.InvariantCulture, $"  {item.Id} {(item.Mode == TaskMode.Async ? "ASYNC" : "SYNC ")} {Sanitizer.Neutralize(item.Text)}\n");
        text.Append(CultureInfo.InvariantCulture, $"       {task.Reason}\n");
        if (item.Mode == TaskMode.Async)
        {
            text.Append(CultureInfo.InvariantCulture, $"       branch {named.Branch(item)}\n");
            text.Append(CultureInfo.InvariantCulture, $"       pod    {named.Pod(item) ?? "(named once the repository has a remote)"}\n");
        }

        if (item.Files.Count > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"       files  {Sanitizer.Neutralize(string.Join(", ", item.Files))}\n");
        }

        foreach (var note in task.Notes)
        {
            text.Append(CultureInfo.InvariantCulture, $"       note   {Sanitizer.Neutralize(note)}\n");
        }
    }

    private static void Append(StringBuilder text, string file, IReadOnlyList<TaskProblem> problems)
    {
        foreach (var problem in problems)
        {
            var severity = problem.Severity == Severity.Error ? "error" : "warning";
            text.Append(CultureInfo.InvariantCulture, $"\n{file}:{problem.Line}: {severity} {problem.Code}: {Sanitizer.Neutralize(problem.Problem)}\n  {Sanitizer.Neutralize(problem.Hint)}\n");
        }
    }
}
