using System.Text.Json;
using SpecKitExtension.Planning;
using SpecKitExtension.Tasks;

namespace SpecKitExtension.Reporting;

/// <summary>A plan with the names that go with it.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="Feature">The feature.</param>
/// <param name="Directory">Its directory, relative to the repository's root.</param>
/// <param name="TasksFile">Its tasks.md, relative to the repository's root.</param>
/// <param name="Branch">A task's branch.</param>
/// <param name="Pod">A task's pod; null where no remote says which repository this is.</param>
internal sealed record NamedPlan(
    Plan Plan,
    string Feature,
    string Directory,
    string TasksFile,
    Func<TaskItem, string> Branch,
    Func<TaskItem, string?> Pod
);

/// <summary>The document that <c>plan --json</c> prints; other programs parse it.</summary>
internal static class PlanJson
{
    /// <summary>The document.</summary>
    public static string For(NamedPlan named) => JsonText.Document(json => Write(json, named));

    /// <summary>Writes the document as a JSON object.</summary>
    public static void Write(Utf8JsonWriter json, NamedPlan named)
    {
        json.WriteStartObject();
        json.WriteString("schemaVersion", "1.0");
        json.WriteString("feature", named.Feature);
        json.WriteString("featureDirectory", named.Directory);
        json.WriteString("tasksFile", named.TasksFile);
        json.WriteStartArray("tasks");
        foreach (var task in named.Plan.Tasks)
        {
            Write(json, named, task);
        }

        json.WriteEndArray();
        json.WriteStartArray("waves");
        foreach (var wave in named.Plan.Waves)
        {
            json.WriteStartArray();
            foreach (var id in wave)
            {
                json.WriteStringValue(id.Value);
            }

            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteStartArray("problems");
        foreach (var problem in named.Plan.Problems)
        {
            json.WriteStartObject();
            json.WriteNumber("line", problem.Line);
            json.WriteString("severity", PlanText.Word(problem.Severity));
            json.WriteString("problem", problem.Problem);
            json.WriteString("hint", problem.Hint);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, NamedPlan named, PlannedTask task)
    {
        var item = task.Item;
        json.WriteStartObject();
        json.WriteString("id", item.Id.Value);
        json.WriteNumber("line", item.Line);
        json.WriteString("text", item.Text);
        json.WriteString("mode", item.Mode == TaskMode.Async ? "async" : "sync");
        json.WriteBoolean("parallel", item.Parallel);
        json.WriteString("story", item.Story);
        json.WriteString("phase", named.Plan.List.Phases[item.Phase].Title);
        json.WriteBoolean("done", item.Done);
        json.WriteStrings("files", item.Files);
        json.WriteStrings("dependsOn", task.Predecessors.Select(id => id.Value));
        if (task.Wave is { } wave)
        {
            json.WriteNumber("wave", wave);
        }
        else
        {
            json.WriteNull("wave");
        }

        json.WriteString("state", TaskWords.Of(task.State));
        json.WriteString("reason", task.Reason);
        json.WriteString("why", task.Why);
        json.WriteString("branch", named.Branch(item));
        json.WriteString("pod", named.Pod(item));
        json.WriteEndObject();
    }
}

/// <summary>States as every output spells them.</summary>
internal static class TaskWords
{
    /// <summary>A state's word.</summary>
    public static string Of(TaskState state) =>
        state switch
        {
            TaskState.Done => "done",
            TaskState.Ready => "ready",
            TaskState.Waiting => "waiting",
            _ => "blocked",
        };
}
