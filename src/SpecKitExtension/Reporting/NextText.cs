using System.Globalization;
using System.Text;
using SpecKitExtension.Logs;
using SpecKitExtension.Outcomes;
using SpecKitExtension.Planning;
using SpecKitExtension.Running;
using SpecKitExtension.Tasks;

namespace SpecKitExtension.Reporting;

/// <summary>
/// What <c>status --next</c> prints: what to do next, in at most 40 lines and 4 kB whatever the size of the feature. Each line begins with
/// what it tells of; of what there is none of, there is no line.
/// </summary>
internal static class NextText
{
    /// <summary>Most lines, the last one included.</summary>
    public const int MostLines = 40;

    /// <summary>Most bytes of UTF-8.</summary>
    public const int MostBytes = 4_000;

    private const int ListBytes = 200;
    private const int LineBytes = 100;
    private const int MostOfAKind = 7;

    /// <summary>The lines.</summary>
    /// <param name="view">The feature now.</param>
    /// <param name="maxParallel">Most agents that may live at the same time.</param>
    public static string For(FeatureView view, int maxParallel)
    {
        List<TaskView> ended = [.. view.Tasks.Where(task => task is { Outcome: not null, Live: false, Planned.Item.Done: false })];
        List<TaskView> start = [.. view.Tasks.Where(task => task.CanStart).Take(view.Room(maxParallel))];
        List<TaskView> delivered = ended.FindAll(task => task.Outcome!.Succeeded);
        List<TaskView> yours = [.. view.Tasks.Where(task => task.Planned is { State: TaskState.Ready, Item.Mode: TaskMode.Sync })];
        List<TaskView> running = [.. view.Tasks.Where(task => task.Live)];
        List<string> lines =
        [
            .. List("start", start),
            .. Each("yours", yours, task => task.Planned.Item.Text),
            .. Each("running", running, task => TaskStatus.Of(task).Word),
            .. List("delivered, to be reviewed and integrated", delivered),
            .. Each("failed", ended.FindAll(task => !task.Outcome!.Succeeded), task =>
                $"{task.Outcome!.Name} {TaskStatus.Of(task).Detail}"
            ),
        ];
        var rest = view
            .Tasks.Where(task =>
                !task.Live && task.Outcome is null && task.Planned is { Item.Done: false, State: TaskState.Waiting or TaskState.Blocked }
            )
            .ToList();
        if (rest.Count > 0)
        {
            lines.Add(
                Cut(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"waiting: {LintText.Count(rest.Count, "task")}, the first is {rest[0].Id}: {rest[0].Obstacle ?? rest[0].Planned.Reason}"
                    ),
                    LineBytes
                )
            );
        }

        lines.Add(
            string.Create(CultureInfo.InvariantCulture, $"done: {view.Tasks.Count(task => task.Planned.Item.Done)} of {view.Tasks.Count}")
        );
        return string.Concat(lines.Select(line => line + "\n"));
    }

    /// <summary>Ids in one line.</summary>
    private static IEnumerable<string> List(string name, List<TaskView> tasks)
    {
        if (tasks.Count == 0)
        {
            yield break;
        }

        StringBuilder line = new($"{name}:");
        var told = 0;
        foreach (var task in tasks.TakeWhile(task => line.Length + task.Id.Value.Length < ListBytes))
        {
            line.Append(' ').Append(task.Id.Value);
            told++;
        }

        yield return line.Append(told < tasks.Count ? string.Create(CultureInfo.InvariantCulture, $" and {tasks.Count - told} more") : "")
            .ToString();
    }

    /// <summary>A line for each of the first, and one for all others.</summary>
    private static IEnumerable<string> Each(string name, List<TaskView> tasks, Func<TaskView, string> detail) =>
        [
            .. tasks
                .Take(MostOfAKind)
                .Select(task =>
                    Cut($"{name}: {task.Id} {Sanitizer.Neutralize(detail(task)).ReplaceLineEndings(" ")}".TrimEnd(), LineBytes)
                ),
            .. tasks.Count > MostOfAKind ? List($"{name} too", tasks[MostOfAKind..]) : [],
        ];

    private static string Cut(string line, int most)
    {
        if (Encoding.UTF8.GetByteCount(line) <= most)
        {
            return line;
        }

        StringBuilder cut = new();
        var bytes = "…"u8.Length;
        foreach (var rune in line.EnumerateRunes().TakeWhile(rune => (bytes += rune.Utf8SequenceLength) <= most))
        {
            cut.Append(rune);
        }

        return cut.Append('…').ToString();
    }
}
