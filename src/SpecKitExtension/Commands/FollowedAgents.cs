using SpecKitExtension.Running;
using SpecKitExtension.Tasks;

namespace SpecKitExtension.Commands;

/// <summary>The agents whose logs a command reads.</summary>
/// <param name="Tasks">Their tasks.</param>
/// <param name="Logs">Their logs: the newest attempt's, wherever it is still to be had.</param>
internal sealed record FollowedAgents(IReadOnlyList<TaskId> Tasks, IReadOnlyList<FollowedLog> Logs)
{
    /// <summary>Finds the agents of tasks; without names, all that the runtime or a transcript knows.</summary>
    /// <exception cref="UsageException">A named task has never had an agent.</exception>
    public static async Task<FollowedAgents> FindAsync(
        Session session,
        IReadOnlyList<string> names,
        LogCursors cursors,
        CancellationToken ct
    )
    {
        var agents = (await session.Runtime.ListAsync(session.Context.Scope, ct)).ToLookup(agent => agent.Task);
        var selected = session.Selected(names);
        List<FollowedLog> logs = [];
        foreach (
            var item in session
                .Context.Plan(new HashSet<TaskId>())
                .Tasks.Select(task => task.Item)
                .Where(item => selected.Count == 0 || selected.Contains(item.Id))
        )
        {
            var task = item.Id;
            var pod = agents[task].MaxBy(agent => agent.Attempt)?.Pod ?? session.NewestTranscript(task);
            if (pod is not null)
            {
                logs.Add(new(task, session.Transcript(pod), cursors.Lines.GetValueOrDefault(pod)));
            }
            else if (selected.Contains(task))
            {
                throw new UsageException(
                    item.Mode == TaskMode.Sync
                        ? $"{task} is marked [SYNC], so it is yours and has no agent.\nDo it, tick its box and commit; `dotnet speckit-async status` shows every task."
                        : $"{task} has no agent and no transcript here.\nStart it with `dotnet speckit-async spawn {task}`; `dotnet speckit-async status` shows every task."
                );
            }
        }

        return new([.. logs.Select(log => log.Task)], logs);
    }
}
