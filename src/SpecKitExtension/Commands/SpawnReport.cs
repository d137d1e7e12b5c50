using SpecKitExtension.Agents;
using SpecKitExtension.Logs;
using SpecKitExtension.Reporting;
using SpecKitExtension.Running;
using SpecKitExtension.Tasks;
using TaskStatus = SpecKitExtension.Reporting.TaskStatus;

namespace SpecKitExtension.Commands;

/// <summary>What <c>spawn</c> says of one task.</summary>
/// <param name="Task">The task's id.</param>
/// <param name="Answer">A stable word: started, exists, delivered, queued, blocked, ended, refused.</param>
/// <param name="Pod">Its pod, if it has one.</param>
/// <param name="Branch">Its branch.</param>
/// <param name="Text">The line for a person.</param>
/// <param name="Fine">Whether the task is under way or done.</param>
internal sealed record SpawnReport(string Task, string Answer, string? Pod, string Branch, string Text, bool Fine)
{
    /// <summary>The report of a task.</summary>
    public static SpawnReport Of(TaskView task, TaskStart? start, bool ready, Session session)
    {
        var (answer, pod, text, fine) = (start, task) switch
        {
            ({ Answer: StartAnswer.Started }, _) => (
                "started",
                start.Pod,
                $"Pod {start.Pod} {(IsHere(session) ? "started" : "created")} {At(session)}",
                true
            ),
            ({ Answer: StartAnswer.Exists }, _) => ("exists", start.Pod, $"{task.Id}: pod {start.Pod} exists already {At(session)}", true),
            ({ Answer: StartAnswer.NoRoom no }, _) => ("queued", null, $"{task.Id}: not now: {no.Reason}", false),
            ({ Answer: StartAnswer.Refused no }, _) => ("refused", null, $"{task.Id}: not started: {no.Reason}", false),
            (_, { Planned.Item: { Mode: TaskMode.Sync, Done: false } }) => (
                "blocked",
                null,
                $"{task.Id}: is marked [SYNC], so it is yours; agents do [ASYNC] tasks",
                false
            ),
            (_, { Live: true }) => ("exists", task.Agent!.Pod, $"{task.Id}: pod {task.Agent!.Pod} runs already {At(session)}", true),
            (_, { Outcome: { Succeeded: true } there, RestsOn.Count: 0 }) => (
                "delivered",
                task.Agent?.Pod,
                $"{task.Id}: {Where(task)}{(there.Complete ? "" : $", {there.Reason}")}",
                there.Complete
            ),
            (_, { Blocker: not null }) => ("blocked", null, $"{task.Id}: {TaskStatus.Of(task).Detail}", false),
            (_, { Outcome: { } outcome }) when !ready => (
                "ended",
                task.Agent?.Pod,
                $"{task.Id}: attempt {task.Attempts} ended as {outcome.Name}{(outcome.Reason is null ? "" : $" ({outcome.Reason})")}; `spawn {task.Id} --retry` starts another",
                false
            ),
            _ when ready => (
                "queued",
                (string?)null,
                $"{task.Id}: queued, {session.Context.MaxParallel} agents live already; start it again when one has ended",
                false
            ),
            _ => (
                "blocked",
                null,
                $"{task.Id}: {TaskStatus.Of(task) switch { { Detail.Length: > 0 } status => status.Detail, var status => status.Word }}",
                false
            ),
        };
        return new(task.Id.Value, answer, pod, start?.Branch ?? task.Branch, Sanitizer.Clean(text), fine);
    }

    /// <summary>The report of a task that cannot be what was asked for.</summary>
    /// <param name="task">The task.</param>
    /// <param name="why">Why not, and what to do.</param>
    public static SpawnReport Refused(TaskView task, string why) =>
        new(task.Id.Value, "blocked", task.Agent?.Pod, task.Branch, Sanitizer.Clean($"{task.Id}: {why}"), false);

    /// <summary>All reports as one document.</summary>
    public static string Json(IEnumerable<SpawnReport> reports) =>
        JsonText.Document(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("tasks");
            foreach (var report in reports)
            {
                json.WriteStartObject();
                json.WriteString("id", report.Task);
                json.WriteString("answer", report.Answer);
                json.WriteString("pod", report.Pod);
                json.WriteString("branch", report.Branch);
                json.WriteString("message", report.Text);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });

    /// <summary>Says of what was started which earlier work it goes on from, beside the report.</summary>
    public static void TellFrom(Host host, IEnumerable<TaskStart> starts)
    {
        foreach (var start in starts.Where(start => start is { From: not null, Answer: StartAnswer.Started }))
        {
            host.Error.Write(Sanitizer.Clean($"{start.Task}: attempt {start.Attempt} {RunLines.From(start)}") + "\n");
        }
    }

    private static string Where(TaskView task) =>
        task switch
        {
            { Planned.Item.Done: true } => "done already, its box is ticked",
            { Git.InHead: true } => "delivered already, and in your branch",
            _ => $"delivered already on {task.Branch}",
        };

    private static string At(Session session) =>
        IsHere(session) ? $"on this machine, in {session.Runtime.Place}" : $"in namespace {session.Runtime.Place}";

    private static bool IsHere(Session session) => session.Runtime.Name != "kubernetes";
}
