using System.CommandLine;
using SpecKitExtension.Agents;
using SpecKitExtension.Reporting;
using SpecKitExtension.Running;
using Spectre.Console;

namespace SpecKitExtension.Commands;

/// <summary><c>run</c>: the whole job, until every ASYNC task that can be done is done.</summary>
internal static class RunCommand
{
    /// <summary>Whoever has waited for so long does something else by now.</summary>
    private static readonly TimeSpan WorthABell = TimeSpan.FromMinutes(1);

    private static readonly Option<bool> Retry = new("--retry")
    {
        Description = "Give tasks that ended without delivering another attempt, on top of the work that they left, if any.",
    };

    /// <summary>The command.</summary>
    public static Command Create(Host host)
    {
        ToolCommand command = new(
            "run",
            "Start all ready ASYNC tasks wave by wave, show everything they do, prove from git what arrived.",
            "dotnet speckit-async run",
            "dotnet speckit-async run T012 T013 --max-parallel 2",
            "dotnet speckit-async run --runtime local --agent ./my-agent.sh",
            "dotnet speckit-async run --json > run.jsonl"
        )
        {
            CommonOptions.Tasks,
            CommonOptions.MaxParallel,
            CommonOptions.Agent,
            CommonOptions.AllowUnconfined,
            Retry,
            CommonOptions.Fresh,
            CommonOptions.Json,
        };
        command.AddWhere();
        command.SetAction((parsed, ct) => RunAsync(host, parsed, ct));
        return command;
    }

    private static async Task<int> RunAsync(Host host, ParseResult parsed, CancellationToken ct)
    {
        CommonOptions.RequireRetry(parsed, Retry);
        await using var session = await Session.OpenAsync(host, parsed, starts: true, ct);
        session.RequireValidTasks();
        await session.RequireCommittedAsync(ct);
        host.Interrupts.BeGraceful();
        host.Interrupts.EndWithReader(host.Clock);
        using var told = host.Interrupts.First.Register(() =>
            host.Error.WriteLine(
                "Stopping: nothing new starts, agents keep running; come back with the same command, or follow them with `dotnet speckit-async logs --all`. Press Ctrl+C again now to stop the agents too; their work so far goes to salvage refs."
            )
        );
        using var stopping = host.Interrupts.Second.Register(() =>
            host.Error.WriteLine("Stopping the agents; their work so far goes to salvage refs. Press Ctrl+C once more to leave at once.")
        );
        RunRequest request = new(
            session.Selected(parsed.GetValue(CommonOptions.Tasks) ?? []),
            parsed.GetValue(Retry),
            session.Cleanup,
            host.Interrupts.First,
            host.Interrupts.Second
        )
        {
            Fresh = parsed.GetValue(CommonOptions.Fresh),
        };
        if (session.Runtime.Name == "kubernetes")
        {
            host.Error.Write($"Agents run in {Logs.Sanitizer.Clean(session.Runtime.Whereabouts)}.\n");
        }

        PlanRun run = new(
            session.Context,
            session.Observer,
            session.Starter(),
            session.Branches,
            session.Runtime,
            session.Transcript,
            host.Clock
        );
        using RunHooks hooks = new(host, session.Settings.Hooks, session.Location.Root);
        var summary = await ShowAsync(host, parsed.GetValue(CommonOptions.Json), hooks.Observe(run.RunAsync(request, ct), ct), ct);
        await hooks.EndAsync();
        return (int)(
            summary is null or { Interrupted: true } ? ExitCode.Interrupted
            : summary.Selected.All(task => task.Outcome is { Complete: true } && task.RestsOn.Count == 0) ? ExitCode.Done
            : ExitCode.TasksOpen
        );
    }

    /// <summary>Shows a run as the reader wants it.</summary>
    public static async Task<RunEvent.Summary?> ShowAsync(Host host, bool json, IAsyncEnumerable<RunEvent> events, CancellationToken ct)
    {
        RunLines lines = new(new(host.Screen.Colours && !json));
        RunEvent.Summary? summary = null;
        if (host.Interactive && !json)
        {
            var console = AnsiConsole.Create(
                new()
                {
                    Out = new AnsiConsoleOutput(host.Out),
                    EnvironmentVariables = host.Variables.All.ToDictionary(),
                    Ansi = AnsiSupport.Yes,
                    ColorSystem = host.Screen.Colours ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
                }
            );
            summary = await new RunBoard(console, host.Screen, lines, host.Clock).ShowAsync(events, ct);
        }
        else
        {
            await foreach (var happened in events.WithCancellation(ct))
            {
                summary = happened as RunEvent.Summary ?? summary;
                Write(host, lines, json, happened);
            }
        }

        if (summary is not null && !json)
        {
            var bell = host.Interactive && summary.Took > WorthABell ? "\a" : "";
            host.Out.Write("\n" + SummaryText.Summary(summary, host.Screen) + bell);
        }

        return summary;
    }

    private static void Write(Host host, RunLines lines, bool json, RunEvent happened)
    {
        var (writer, text) = (json, happened) switch
        {
            (_, RunEvent.Notice) => (host.Error, lines.For(happened)),
            (true, _) => (host.Out, RunJson.For(happened, host.Clock.GetUtcNow())),
            _ => (host.Out, lines.For(happened)),
        };
        if (text is not null)
        {
            writer.Write(text + "\n");
        }
    }
}
