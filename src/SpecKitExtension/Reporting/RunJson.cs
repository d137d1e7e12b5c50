using System.Text.Json;
using SpecKitExtension.Agents;
using SpecKitExtension.Git;
using SpecKitExtension.Outcomes;
using SpecKitExtension.Running;
using SpecKitExtension.Tasks;

namespace SpecKitExtension.Reporting;

/// <summary>A run as one JSON object a line.</summary>
internal static class RunJson
{
    /// <summary>The line of an event; null for what is said on stderr instead.</summary>
    /// <param name="happened">The event.</param>
    /// <param name="at">When.</param>
    public static string? For(RunEvent happened, DateTimeOffset at) =>
        happened switch
        {
            RunEvent.Planned { View: var view } => Line("plan", at, null, json =>
            {
                json.WriteStartArray("waves");
                foreach (var wave in view.Plan.Waves)
                {
                    json.WriteStartArray();
                    foreach (var id in wave)
                    {
                        json.WriteStringValue(id.Value);
                    }

                    json.WriteEndArray();
                }

                json.WriteEndArray();
                WriteTasks(json, view.Tasks);
            }),
            RunEvent.Spawned { Start: var start } => Line("spawned", at, start.Task, json => Write(json, start)),
            RunEvent.Log log => Line("log", at, log.Task, json =>
            {
                json.WriteString("pod", log.Line.Pod);
                json.WriteString("container", log.Line.Container);
                json.WriteString("text", log.Line.Text);
            }),
            RunEvent.State { Agent: var agent } => Line("state", at, agent.Task, json =>
            {
                json.WriteString("pod", agent.Pod);
                json.WriteNumber("attempt", agent.Attempt);
                json.WriteString("state", TaskStatus.Of(agent.Phase));
                json.WriteString("detail", agent.Detail);
            }),
            RunEvent.Judged { Task: var task } => Line("outcome", at, task.Id, json => WriteOutcome(json, task)),
            RunEvent.Integrated { Merge: var merge } => Line("integrated", at, null, json =>
            {
                json.WriteString("commit", merge.Commit);
                json.WriteStrings("tasks", merge.Included);
                json.WriteStrings("conflicts", merge.Conflicts.Select(conflict => conflict.ToString()));
            }),
            RunEvent.Paced paced => Line("paced", at, null, json =>
            {
                json.WriteNumber("parallel", paced.Limit);
                json.WriteNumber("most", paced.Most);
                json.WriteNumber("waitSeconds", Math.Round(paced.Pause.TotalSeconds, 1));
                json.WriteBoolean("asked", paced.Asked);
            }),
            RunEvent.Summary summary => Line("summary", at, null, json =>
            {
                json.WriteNumber("delivered", summary.Selected.Count(task => task.Outcome is { Succeeded: true }));
                json.WriteNumber("total", summary.Selected.Count);
                json.WriteBoolean("interrupted", summary.Interrupted);
                json.WriteNumber("seconds", Math.Round(summary.Took.TotalSeconds, 3));
                WriteUsage(json, summary.View.Usage.Total);
                WriteTasks(json, summary.View.Tasks);
            }),
            _ => null,
        };

    /// <summary>Writes an array <c>tasks</c> with every task's standing.</summary>
    public static void WriteTasks(Utf8JsonWriter json, IEnumerable<TaskView> tasks)
    {
        json.WriteStartArray("tasks");
        foreach (var task in tasks)
        {
            json.WriteStartObject();
            json.WriteString("id", task.Id.Value);
            json.WriteString("text", task.Planned.Item.Text);
            json.WriteString("mode", task.Planned.Item.Mode == TaskMode.Async ? "async" : "sync");
            var status = TaskStatus.Of(task);
            json.WriteString("state", status.Word);
            json.WriteString("detail", status.Detail);
            WriteOutcome(json, task);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Writes an object <c>usage</c>.</summary>
    public static void WriteUsage(Utf8JsonWriter json, TaskUsage used)
    {
        json.WriteStartObject("usage");
        json.WriteNumber("inputTokens", used.InputTokens);
        json.WriteNumber("outputTokens", used.OutputTokens);
        json.WriteNumber("cachedTokens", used.CachedTokens);
        json.WriteNumber("cacheWriteTokens", used.CacheWriteTokens);
        json.WriteNumber("costUsd", used.CostUsd);
        json.WriteEndObject();
    }

    private static void WriteOutcome(Utf8JsonWriter json, TaskView task)
    {
        json.WriteString("outcome", task.Outcome?.Name);
        json.WriteString("reason", task.Outcome?.Reason);
        json.WriteString("branch", task.Branch);
        json.WriteString("commit", task.Outcome is { Succeeded: true } ? task.Git.DeliveredCommit : null);
        json.WriteString("salvageRef", task.Outcome?.SalvageRef);
        if (task.Outcome is Outcome.DeliveredIncomplete { LeftOut: var left })
        {
            json.WriteNumber("leftOut", left.Count);
            json.WriteStrings("leftOutNames", left.Names);
        }

        if ((task.Outcome as Outcome.DeliveredOutOfScope)?.Files is { } files)
        {
            json.WriteStrings("outOfScope", files);
        }

        json.WriteString("pod", task.Agent?.Pod);
        json.WriteNumber("attempt", task.Attempts);
        if (task.Usage is { } used)
        {
            WriteUsage(json, used);
        }

        if (task.Agent?.End is AgentEnd.Reported { Result: { } result })
        {
            json.WriteNumber("filesChanged", result.FilesChanged);
        }
    }

    private static void Write(Utf8JsonWriter json, TaskStart start)
    {
        json.WriteString("pod", start.Pod);
        json.WriteString("branch", start.Branch);
        json.WriteNumber("attempt", start.Attempt);
        json.WriteString("from", start.From);
        json.WriteString(
            "answer",
            start.Answer switch
            {
                StartAnswer.Started => "started",
                StartAnswer.Exists => "exists",
                StartAnswer.NoRoom => "no-room",
                _ => "refused",
            }
        );
        json.WriteString(
            "reason",
            start.Answer switch
            {
                StartAnswer.NoRoom no => no.Reason,
                StartAnswer.Refused no => no.Reason,
                _ => null,
            }
        );
    }

    private static string Line(string type, DateTimeOffset at, TaskId? task, Action<Utf8JsonWriter> more) =>
        JsonText.Line(json =>
        {
            json.WriteStartObject();
            json.WriteString("type", type);
            json.WriteString("at", at.UtcDateTime);
            if (task is not null)
            {
                json.WriteString("task", task.Value);
            }

            more(json);
            json.WriteEndObject();
        });
}
