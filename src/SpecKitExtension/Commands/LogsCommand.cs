using System.CommandLine;
using System.Text;
using SpecKitExtension.Logs;
using SpecKitExtension.Reporting;
using SpecKitExtension.Running;
using SpecKitExtension.Tasks;

namespace SpecKitExtension.Commands;

/// <summary><c>logs</c>: everything agents write, until they have ended.</summary>
internal static class LogsCommand
{
    private const int AtOnce = 16_384;
    private static readonly Option<bool> All = new("--all") { Description = "All agents of the feature." };

    /// <summary>The command.</summary>
    public static Command Create(Host host)
    {
        ToolCommand command = new(
            "logs",
            "Stream agents' logs until they have ended; finished ones are shown from the transcript.",
            "dotnet speckit-async logs T012",
            "dotnet speckit-async logs --all"
        )
        {
            CommonOptions.Tasks,
            All,
            CommonOptions.Json,
        };
        command.AddWhere();
        command.SetAction((parsed, ct) => RunAsync(host, parsed, ct));
        return command;
    }

    private static async Task<int> RunAsync(Host host, ParseResult parsed, CancellationToken ct)
    {
        await using var session = await Session.OpenAsync(host, parsed, starts: false, ct);
        session.RequireValidTasks(quietly: true);
        var names = parsed.GetValue(CommonOptions.Tasks) ?? [];
        if (names.Length == 0 && !parsed.GetValue(All))
        {
            throw new UsageException("Name tasks or pods, or say --all.");
        }

        var followed = await FollowedAgents.FindAsync(session, names, LogCursors.Start, ct);
        host.Interrupts.EndWithReader(host.Clock);
        await PrintAsync(
            host,
            LogFollower.FollowAsync(session.Runtime, session.Context.Scope, followed.Logs, host.Clock, ct),
            parsed.GetValue(CommonOptions.Json)
        );

        // A log is complete a moment before its agent has ended, and only then is there a verdict.
        await AgentEnds.WaitAsync(
            session.Runtime,
            session.Context.Scope,
            [.. followed.Logs.Select(log => log.Transcript.Pod)],
            host.Clock,
            ct
        );
        var view = await session.Observer.ObserveAsync(ct);
        return (int)(followed.Tasks.All(task => view[task].Outcome is { Complete: true }) ? ExitCode.Done : ExitCode.TasksOpen);
    }

    private static async Task PrintAsync(Host host, IAsyncEnumerable<(TaskId Task, IReadOnlyList<LogLine> Lines)> logs, bool json)
    {
        RunLines lines = new(new(host.Screen.Colours));
        StringBuilder text = new();
        await using var log = logs.GetAsyncEnumerator();
        while (true)
        {
            // Written as soon as nothing else is there: what comes together costs one call of the system, not one a line.
            var next = log.MoveNextAsync();
            if (text.Length > 0 && (!next.IsCompletedSuccessfully || text.Length > AtOnce))
            {
                host.Out.Write(text);
                text.Clear();
            }

            if (!await next)
            {
                host.Out.Write(text);
                return;
            }

            foreach (var line in log.Current.Lines)
            {
                _ = json
                    ? text.Append(RunJson.For(new RunEvent.Log(log.Current.Task, line), host.Clock.GetUtcNow())).Append('\n')
                    : lines.Append(text, log.Current.Task, line);
            }
        }
    }
}
