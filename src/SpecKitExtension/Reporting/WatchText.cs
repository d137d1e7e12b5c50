using System.Globalization;
using System.Text;
using SpecKitExtension.Logs;
using SpecKitExtension.Running;
using SpecKitExtension.Tasks;

namespace SpecKitExtension.Reporting;

/// <summary>The lines that came in during one bounded watch.</summary>
/// <param name="logs">The logs that are read.</param>
/// <param name="most">Lines to show, the newest.</param>
internal sealed class WatchedLines(IReadOnlyList<FollowedLog> logs, int most)
{
    private readonly Dictionary<TaskId, int> read = logs.ToDictionary(log => log.Task, log => log.Skip);
    private readonly Queue<RunEvent.Log> newest = [];

    /// <summary>Whether the time was over before the logs were.</summary>
    public bool CutShort { get; set; }

    /// <summary>The lines to show.</summary>
    public IReadOnlyCollection<RunEvent.Log> Shown => newest;

    /// <summary>New lines that are not shown; they are in the transcripts.</summary>
    public int More { get; private set; }

    /// <summary>Where the next call goes on.</summary>
    public LogCursors Next => new(logs.ToDictionary(log => log.Transcript.Pod, log => read[log.Task]));

    /// <summary>The transcripts.</summary>
    public IEnumerable<string> Files => logs.Select(log => log.Transcript.Path);

    /// <summary>Takes a line.</summary>
    public void Add(TaskId task, LogLine line)
    {
        read[task]++;
        newest.Enqueue(new(task, line));
        while (newest.Count > most)
        {
            newest.Dequeue();
            More++;
        }
    }
}

/// <summary>What one bounded watch prints.</summary>
internal static class WatchText
{
    /// <summary>For people and models: lines, states, cursor.</summary>
    public static string For(WatchedLines lines, IReadOnlyList<TaskView> tasks)
    {
        RunLines text = new(new(enabled: false));
        StringBuilder all = new();
        if (lines.More > 0)
        {
            all.Append(CultureInfo.InvariantCulture, $"({lines.More} earlier new lines are in {string.Join(", ", lines.Files)})\n");
        }

        foreach (var line in lines.Shown)
        {
            if (text.For((RunEvent)line) is { } shown)
            {
                all.Append(shown).Append('\n');
            }
        }

        foreach (var task in tasks)
        {
            var status = TaskStatus.Of(task);
            all.Append(
                CultureInfo.InvariantCulture,
                $"{task.Id} {(task.Live ? "running" : "ended")}: {status.Word}{(status.Detail.Length > 0 ? $", {Sanitizer.Clean(status.Detail)}" : "")}\n"
            );
        }

        return all.Append(CultureInfo.InvariantCulture, $"cursor: {lines.Next}\n").ToString();
    }

    /// <summary>When the time was over before anything could be seen: the next call goes on where this one began.</summary>
    public static string Unseen(LogCursors cursor, bool json) =>
        !json
            ? $"Nothing could be seen in time: the runtime or the remote is slow or away. Ask again.\ncursor: {cursor}\n"
            : JsonText.Document(document =>
            {
                document.WriteStartObject();
                document.WriteString("cursor", cursor.ToString());
                document.WriteBoolean("running", true);
                document.WriteNumber("moreOnDisk", 0);
                document.WriteStrings("transcripts", []);
                document.WriteStartArray("lines");
                document.WriteEndArray();
                RunJson.WriteTasks(document, []);
                document.WriteEndObject();
            }) + "\n";

    /// <summary>For programs.</summary>
    public static string Json(WatchedLines lines, IReadOnlyList<TaskView> tasks) =>
        JsonText.Document(json =>
        {
            json.WriteStartObject();
            json.WriteString("cursor", lines.Next.ToString());
            json.WriteBoolean("running", tasks.Any(task => task.Live));
            json.WriteNumber("moreOnDisk", lines.More);
            json.WriteStrings("transcripts", lines.Files);
            json.WriteStartArray("lines");
            foreach (var line in lines.Shown)
            {
                json.WriteStartObject();
                json.WriteString("task", line.Task.Value);
                json.WriteString("container", line.Line.Container);
                json.WriteString("text", line.Line.Text);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            RunJson.WriteTasks(json, tasks);
            json.WriteEndObject();
        });
}
