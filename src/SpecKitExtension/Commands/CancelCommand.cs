using System.CommandLine;
using SpecKitExtension.Agents;

namespace SpecKitExtension.Commands;

/// <summary><c>cancel</c>: ends agents, with their work so far on salvage refs.</summary>
internal static class CancelCommand
{
    private static readonly Option<bool> Now = new("--now")
    {
        Description = "Delete the agent instead of asking it to stop; it has only the termination grace for salvaging.",
    };

    /// <summary>The command.</summary>
    public static Command Create(Host host)
    {
        ToolCommand command = new(
            "cancel",
            "Ask agents to stop; their work so far goes to salvage refs.",
            "dotnet speckit-async cancel T012",
            "dotnet speckit-async cancel T012 T013 --now"
        )
        {
            CommonOptions.Tasks,
            Now,
        };
        command.AddWhere();
        command.SetAction((parsed, ct) => RunAsync(host, parsed, ct));
        return command;
    }

    private static async Task<int> RunAsync(Host host, ParseResult parsed, CancellationToken ct)
    {
        await using var session = await Session.OpenAsync(host, parsed, starts: false, ct);
        session.RequireValidTasks(quietly: true);
        var selected = session.Selected(parsed.GetValue(CommonOptions.Tasks) ?? []);
        if (selected.Count == 0)
        {
            throw new UsageException("Name the tasks to cancel, e.g. `dotnet speckit-async cancel T012`.");
        }

        var agents = await session.Runtime.ListAsync(session.Context.Scope, ct);
        foreach (var task in selected)
        {
            // One that never began takes room all the same.
            var live = agents
                .Where(agent => agent.Task.Equals(task) && (agent.Live || (parsed.GetValue(Now) && agent.End is AgentEnd.NeverStarted)))
                .ToList();
            foreach (var agent in live)
            {
                if (parsed.GetValue(Now))
                {
                    await session.Runtime.RemoveAsync(session.Context.Scope, agent.Pod, ct);
                    host.Out.Write($"{task}: pod {agent.Pod} deleted\n");
                }
                else
                {
                    await session.Runtime.StopAsync(session.Context.Scope, agent.Pod, ct);
                    host.Out.Write(
                        $"{task}: pod {agent.Pod} asked to stop; work so far goes to {Logs.Sanitizer.Neutralize(agent.Branch)}-salvage-{agent.Attempt}\n"
                    );
                }
            }

            if (live.Count == 0)
            {
                host.Out.Write($"{task}: no agent runs\n");
            }
        }

        return (int)ExitCode.Done;
    }
}
