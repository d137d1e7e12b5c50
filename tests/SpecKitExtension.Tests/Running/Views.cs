using SpecKitExtension.Agents;
using SpecKitExtension.Git;
using SpecKitExtension.Outcomes;
using SpecKitExtension.Planning;
using SpecKitExtension.Running;
using SpecKitExtension.Tasks;
using SpecKitExtension.Tests.Support;

namespace SpecKitExtension.Tests.Running;

/// <summary>Features as an observer would see them.</summary>
internal static class Views
{
    public static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    /// <summary>A view of tasks.md in which each task may be changed.</summary>
    public static FeatureView Of(string[] lines, Func<TaskView, TaskView>? change = null)
    {
        var plan = TasksText.Plan(lines);
        return new(
            Hash('0'),
            plan,
            [
                .. plan
                    .Tasks.Select(task => new TaskView(task, Branch(task.Item.Id), null, GitEvidence.None, null, 0))
                    .Select(change ?? (task => task)),
            ],
            new Dictionary<string, string>(),
            []
        );
    }

    /// <summary>The task with a delivery on its branch.</summary>
    public static TaskView Delivered(this TaskView task, char hash = 'a', int attempt = 1) =>
        task with
        {
            Git = new()
            {
                Tip = Hash(hash),
                DeliveredCommit = Hash(hash),
                DeliveredAttempt = attempt,
                DescendsFromBase = true,
            },
            Outcome = new Outcome.Delivered(Hash(hash)),
            Attempts = attempt,
        };

    /// <summary>The task with the deliveries of others on its branch, as <c>T001</c> or <c>T001#2</c> for a second attempt.</summary>
    public static TaskView On(this TaskView task, params string[] others) =>
        task with
        {
            Contains =
            [
                .. others
                    .Select(other => other.Split('#'))
                    .Select(parts => new DeliveryTrailers(
                        Hash('c'),
                        parts[0],
                        null,
                        parts.Length > 1 ? int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture) : 1,
                        Hash('0'),
                        "succeeded"
                    )),
            ],
        };

    public static AgentState Agent(string task, AgentPhase phase, AgentEnd? end = null, int attempt = 1) =>
        new(
            TaskId.FromGrammar(task),
            attempt,
            $"agent-{task.ToLowerInvariant()}-x",
            Branch(TaskId.FromGrammar(task)),
            Hash('0'),
            phase,
            null,
            Noon,
            end,
            end is null ? null : Noon
        );

    public static IReadOnlySet<TaskId> Ids(params string[] ids) => ids.Select(TaskId.FromGrammar).ToHashSet();

    public static string Hash(char letter) => new(letter, 40);

    private static string Branch(TaskId task) => $"specs/f/task-{task.Value[1..]}-async";
}
