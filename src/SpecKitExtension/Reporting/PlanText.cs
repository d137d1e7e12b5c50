using System.Globalization;
using System.Text;
using SpecKitExtension.Logs;
using SpecKitExtension.Planning;
using SpecKitExtension.Tasks;

namespace SpecKitExtension.Reporting;

/// <summary>A plan for people: wave by wave, a line for each task with its state or what it waits for.</summary>
internal static class PlanText
{
    private const int NarrowestTitle = 12;
    private const int WidestTitle = 60;
    private const int WidestReason = 36;

    /// <summary>The whole plan.</summary>
    /// <param name="named">The plan with its names.</param>
    /// <param name="screen">What it is written for; without a width, titles are whole.</param>
    /// <param name="verbose">Whether each task says why it waits, its branch, pod and files too.</param>
    public static string For(NamedPlan named, Screen screen, bool verbose)
    {
        StringBuilder text = new();
        var done = named.Plan.Tasks.Where(task => task.State == TaskState.Done).Select(task => task.Item.Id.Value).ToList();
        text.Append(
            CultureInfo.InvariantCulture,
            $"{Sanitizer.Neutralize(named.Feature)}: {LintText.Count(named.Plan.Tasks.Count, "task")}, {done.Count} done, {LintText.Count(named.Plan.Waves.Count, "wave")} to go\n"
        );
        if (done.Count > 0)
        {
            text.Append(screen.Paint("Done", Colour(TaskState.Done)))
                .Append(CultureInfo.InvariantCulture, $"  {Cut(string.Join(", ", done), screen, (screen.Width ?? int.MaxValue) - 6)}\n");
        }

        var tasks = named.Plan.Tasks.DistinctBy(task => task.Item.Id).ToDictionary(task => task.Item.Id);
        var ids = named.Plan.Tasks.Select(task => task.Item.Id.Value.Length).DefaultIfEmpty().Max();
        foreach (var (index, wave) in named.Plan.Waves.Index())
        {
            var phases = string.Join(
                ", ",
                wave.Select(id => named.Plan.List.Phases[tasks[id].Item.Phase].Title).Where(title => title.Length > 0).Distinct()
            );
            var head = string.Create(CultureInfo.InvariantCulture, $"Wave {index + 1}");
            text.Append(head)
                .Append(
                    phases.Length > 0
                        ? Cut($" {screen.Dot} {Sanitizer.Neutralize(phases)}", screen, (screen.Width ?? int.MaxValue) - head.Length)
                        : ""
                )
                .Append('\n');
            AppendTasks(text, named, [.. wave.Select(id => tasks[id])], screen, ids, verbose);
        }

        return text.Append(Paragraphs(named.TasksFile, named.Plan.Problems)).ToString();
    }

    /// <summary>The problems, a paragraph each.</summary>
    public static string Problems(string file, IReadOnlyList<TaskProblem> problems) => Paragraphs(file, problems).TrimStart('\n');

    private static void AppendTasks(StringBuilder text, NamedPlan named, List<PlannedTask> tasks, Screen screen, int ids, bool verbose)
    {
        // Behind the title there is room for what the tasks of this wave wait for.
        var reasons = Math.Min(WidestReason, tasks.Max(task => Columns.Of(task.Reason)));
        var width = screen.Width is { } columns
            ? Math.Max(NarrowestTitle, Math.Min(WidestTitle, columns - ids - reasons - 11))
            : int.MaxValue;
        width = Math.Min(width, tasks.Max(task => Columns.Of(Sanitizer.Neutralize(task.Item.Text))));
        foreach (var task in tasks)
        {
            var title = Cut(Sanitizer.Neutralize(task.Item.Text), screen, width);
            var reason = Cut(task.Reason, screen, screen.Width is { } all ? Math.Max(WidestReason, all - ids - width - 11) : int.MaxValue);
            // Lines of any length are for searching, not for reading down a column.
            var gap = screen.Width is null ? 0 : width - Columns.Of(title);
            text.Append("  ")
                .Append(screen.Paint(task.Item.Id.Value, Colour(task.State)))
                .Append(' ', ids - task.Item.Id.Value.Length)
                .Append(task.Item.Mode == TaskMode.Async ? " ASYNC " : " SYNC  ")
                .Append(title)
                .Append(' ', gap)
                .Append("  ")
                .Append(screen.Paint(reason, Colour(task.State)))
                .Append('\n');
            foreach (var (name, value) in verbose ? Details(named, task) : task.Notes.Select(note => ("note", note)))
            {
                text.Append(CultureInfo.InvariantCulture, $"{new string(' ', ids + 9)}{name} {Sanitizer.Neutralize(value)}\n");
            }
        }
    }

    private static IEnumerable<(string Name, string Value)> Details(NamedPlan named, PlannedTask task) =>
        [
            .. task.Why.Length > 0 ? [("why", task.Why)] : Array.Empty<(string, string)>(),
            .. task.Item.Mode == TaskMode.Async
                ? [("branch", named.Branch(task.Item)), ("pod", named.Pod(task.Item) ?? "(named once the repository has a remote)")]
                : Array.Empty<(string, string)>(),
            .. task.Item.Files.Count > 0 ? [("files", string.Join(", ", task.Item.Files))] : Array.Empty<(string, string)>(),
            .. task.Notes.Select(note => ("note", note)),
        ];

    private static string Cut(string text, Screen screen, int width) =>
        screen.Width is null ? text : Columns.Cut(text, width, screen.Ellipsis);

    private static int? Colour(TaskState state) =>
        state switch
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
            text.Append(
                CultureInfo.InvariantCulture,
                $"\n{Sanitizer.Neutralize(file)}:{problem.Line}: {Word(problem.Severity)} {problem.Code}: {Sanitizer.Neutralize(problem.Problem)}\n  {Sanitizer.Neutralize(problem.Hint)}\n"
            );
        }

        return text.ToString();
    }

    /// <summary>A severity's word.</summary>
    public static string Word(Severity severity) =>
        severity switch
        {
            Severity.Error => "error",
            Severity.Warning => "warning",
            _ => "note",
        };
}
