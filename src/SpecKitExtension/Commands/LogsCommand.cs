using System.CommandLine;
using System.Text;
using SpecKitExtension.Reporting;
using SpecKitExtension.Running;

namespace SpecKitExtension.Commands;

/// <summary><c>logs</c>: everything agents write, until they have ended.</summary>
internal static class LogsCommand
{
    private static readonly Option<bool> All = new("--all") { Description = "All agents of the feature." };

    /// <summary>The command.</summary>
    public static Command Create(Host host)
    {
        ToolCommand command = new(
            "logs",
            "Stream agents' logs until they have ended; finished ones are shown from the transcript.",
            "dotnet speckit-async logs T012",
            "dotnet speckit-async logs --all")
        {
            CommonOptions.Tasks, All, CommonOptions.Json,
        };
        command.AddWhere();
        command.SetAction((parsed, ct) => RunAsync(host, parsed, ct));
        return command;
    }

    private static async Task<int> RunAsync(Host host, ParseResult parsed, CancellationToken ct)
    {
        await using var session = await Session.OpenAsync(host, parsed, starts: false, ct);
        session.RequireSoundTasks(quietly: true);
        var names = parsed.GetValue(CommonOptions.Tasks) ?? [];
        if (names.Length == 0 && !parsed.GetValue(All))
        {
            throw new UsageException("Name tasks or pods, or say --all.");
        }

        var followed = await FollowedAgents.FindAsync(session, names, LogCursors.Start, ct);
        host.Interrupts.EndWithReader(host.Clock);
        RunLines lines = new(new(host.Screen.Colours));
        var json = parsed.GetValue(CommonOptions.Json);
        StringBuilder text = new();
        await foreach (var (task, some) in LogFollower.FollowAsync(session.Runtime, session.Context.Scope, followed.Logs, host.Clock, ct))
        {
            // Written at once: what comes together costs one call of the system, not one a line.
            foreach (var line in some)
            {
                _ = json ? text.Append(RunJson.For(new RunEvent.Log(task, line), host.Clock.GetUtcNow())).Append('\n') : lines.Append(text, task, line);
            }

            host.Out.Write(text);
            text.Clear();
        }

        // A log is complete a moment before its agent has ended, and only then is there a verdict.
        await AgentEnds.WaitAsync(session.Runtime, session.Context.Scope, [.. followed.Logs.Select(log => log.Transcript.Pod)], host.Clock, ct);
        var view = await session.Observer.ObserveAsync(ct);
        return (int)(followed.Tasks.All(task => view[task].Outcome is { Complete: true }) ? ExitCode.Done : ExitCode.TasksOpen);
    }
}
