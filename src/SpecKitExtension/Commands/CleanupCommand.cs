using System.CommandLine;

namespace SpecKitExtension.Commands;

/// <summary><c>cleanup</c>: removes ended agents as the policy says.</summary>
internal static class CleanupCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Host host)
    {
        ToolCommand command = new(
            "cleanup",
            "Remove ended agents as cleanup.policy says: delivered ones at once, others after cleanup.keepFailedDays.",
            "dotnet speckit-async cleanup");
        command.AddWhere();
        command.SetAction((parsed, ct) => RunAsync(host, parsed, ct));
        return command;
    }

    private static async Task<int> RunAsync(Host host, ParseResult parsed, CancellationToken ct)
    {
        await using var session = await Session.OpenAsync(host, parsed, starts: false, ct);
        session.RequireSoundTasks(quietly: true);
        session.Runtime.Sweep();
        var view = await session.Observer.ObserveAsync(ct);
        var now = host.Clock.GetUtcNow();
        foreach (var agent in view.Agents)
        {
            var task = view.Tasks.FirstOrDefault(task => task.Id.Equals(agent.Task));

            // An earlier attempt's fate is not the task's, and another text's even less; its own record may go only by age.
            var outcome = task?.Agent?.Pod == agent.Pod || (task?.Outcome is { Succeeded: true } && task.Agent?.Digest == agent.Digest) ? task.Outcome : null;
            if (session.Cleanup.Allows(agent, outcome, task?.OnlyRecord == true, now))
            {
                await session.Runtime.RemoveAsync(session.Context.Scope, agent.Pod, ct);
                host.Out.Write($"{agent.Task}: {agent.Pod} removed\n");
            }
            else
            {
                host.Out.Write($"{agent.Task}: {agent.Pod} kept ({(agent.Live ? "it runs" : "it is all that records how the attempt ended")})\n");
            }
        }

        return (int)ExitCode.Done;
    }
}
