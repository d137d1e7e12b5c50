using System.CommandLine;
using SpecKitExtension.Git;
using SpecKitExtension.Logs;
using SpecKitExtension.Running;

namespace SpecKitExtension.Commands;

/// <summary><c>cleanup</c>: removes ended agents as the policy says.</summary>
internal static class CleanupCommand
{
    private static readonly Option<bool> Branches = new("--branches")
    {
        Description =
            "Also remove, from the remote, the branches of integrated tasks, their salvage branches, and empty salvage branches of delivered ones.",
    };

    /// <summary>The command.</summary>
    public static Command Create(Host host)
    {
        ToolCommand command = new(
            "cleanup",
            "Remove ended agents as cleanup.policy says: delivered ones at once, others after cleanup.keepFailedDays.",
            "dotnet speckit-async cleanup",
            "dotnet speckit-async cleanup --branches"
        )
        {
            Branches,
        };
        command.AddWhere();
        command.SetAction((parsed, ct) => RunAsync(host, parsed, ct));
        return command;
    }

    private static async Task<int> RunAsync(Host host, ParseResult parsed, CancellationToken ct)
    {
        await using var session = await Session.OpenAsync(host, parsed, starts: false, ct);
        session.RequireValidTasks(quietly: true);
        session.Runtime.Sweep();
        var view = await session.Observer.ObserveAsync(ct);
        var now = session.Runtime.Now;
        foreach (var agent in view.Agents)
        {
            var task = view.Tasks.FirstOrDefault(task => task.Id.Equals(agent.Task));

            // An earlier attempt's fate is not the task's, and another text's even less; its own record may go only by age.
            var outcome =
                task?.Agent?.Pod == agent.Pod || (task?.Outcome is { Succeeded: true } && task.Agent?.Digest == agent.Digest)
                    ? task.Outcome?.Later ?? task.Outcome
                    : null;
            var hole = outcome is { Succeeded: true } && session.Transcript(agent.Pod).HasHole;
            if (!hole && session.Cleanup.Allows(agent, outcome, task?.OnlyRecord == true, now))
            {
                await session.Runtime.RemoveAsync(session.Context.Scope, agent.Pod, ct);
                host.Out.Write($"{agent.Task}: {agent.Pod} removed\n");
            }
            else
            {
                host.Out.Write(
                    $"{agent.Task}: {agent.Pod} kept ({(agent.Live ? "it runs" : hole ? "lines of its log are missing here" : "it is all that records how the attempt ended")})\n"
                );
            }
        }

        return (int)(!parsed.GetValue(Branches) || await RemoveBranchesAsync(host, session, view, ct) ? ExitCode.Done : ExitCode.TasksOpen);
    }

    /// <summary>Lists the branches that are spent, then removes them, each only if it is still where it was seen.</summary>
    /// <returns>Whether all of them are gone.</returns>
    private static async Task<bool> RemoveBranchesAsync(Host host, Session session, FeatureView view, CancellationToken ct)
    {
        var spent = await new SpentBranches(session.Context).FindAsync(view, ct);
        foreach (var branch in spent)
        {
            host.Out.Write(
                Sanitizer.Clean($"{branch.Name}: {(branch.Kept is { } why ? $"kept, {why}" : $"to be removed, {branch.Why}")}") + "\n"
            );
        }

        List<SpentBranch> going = [.. spent.Where(branch => branch.Kept is null)];
        var refused = await session.Branches.PushAsync([.. going.Select(branch => new BranchMove(branch.Name, branch.Tip, ""))], ct);
        foreach (var (name, why) in refused)
        {
            host.Error.Write(Sanitizer.Clean($"{name} stays: {(why == PushAnswer.Moved ? "somebody has just moved it" : why)}.") + "\n");
        }

        host.Out.Write($"{going.Count - refused.Count} branches removed.\n");
        return refused.Count == 0;
    }
}
