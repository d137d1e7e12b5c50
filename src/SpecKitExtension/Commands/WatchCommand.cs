using System.CommandLine;
using System.Globalization;
using SpecKitExtension.Reporting;
using SpecKitExtension.Running;

namespace SpecKitExtension.Commands;

/// <summary><c>watch</c>: what is new, within a bounded time and length, for callers that cannot block.</summary>
internal static class WatchCommand
{
    private static readonly Option<string> Cursor = new("--cursor")
    {
        Description = "The cursor that the last call printed; without it, from the beginning.",
        HelpName = "C",
        DefaultValueFactory = _ => "",
    };
    private static readonly Option<string> MaxWait = new("--max-wait")
    {
        Description = "How long to wait for agents to end, e.g. 90s or 2m.",
        HelpName = "TIME",
        DefaultValueFactory = _ => "90s",
    };
    private static readonly Option<int> MaxLines = new("--max-lines")
    {
        Description = "Most log lines to print; the newest ones.",
        HelpName = "N",
        DefaultValueFactory = _ => 20,
    };

    /// <summary>What opening, listing and git may take besides the wait: callers kill what takes much longer than they asked for.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(15);

    /// <summary>What a call may take in all, however short its wait: nobody gives up on it sooner.</summary>
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(30);

    /// <summary>The command.</summary>
    public static Command Create(Host host)
    {
        ToolCommand command = new(
            "watch",
            "Wait for a bounded time; print new log lines, states, and the cursor for the next call.",
            "dotnet speckit-async watch T012 --max-wait 90s",
            "dotnet speckit-async watch T012 --cursor agent-t012-001-albums-k3x9p2maqa:48"
        )
        {
            CommonOptions.Tasks,
            Cursor,
            MaxWait,
            MaxLines,
            CommonOptions.Json,
        };
        command.AddWhere();
        command.SetAction((parsed, ct) => RunAsync(host, parsed, ct));
        return command;
    }

    private static async Task<int> RunAsync(Host host, ParseResult parsed, CancellationToken ct)
    {
        var wait = Duration(parsed.GetValue(MaxWait)!);
        var cursors = LogCursors.TryParse(parsed.GetValue(Cursor)!)
            ?? throw new UsageException($"`{parsed.GetValue(Cursor)}` is no cursor.\nPass the value of the last call's `cursor:` line.");
        var bound = wait + Margin > Shortest ? wait + Margin : Shortest;

        // Half of the margin is left for git after the last line.
        using CancellationTokenSource latest = new(bound - (Margin / 2), host.Clock);
        using CancellationTokenSource deadline = new(bound, host.Clock);
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token);
        try
        {
            return await RunAsync(host, parsed, cursors, wait, latest.Token, bounded.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            host.Out.Write(WatchText.Unseen(cursors, parsed.GetValue(CommonOptions.Json)));
            return (int)ExitCode.Done;
        }
    }

    private static async Task<int> RunAsync(
        Host host,
        ParseResult parsed,
        LogCursors cursors,
        TimeSpan wait,
        CancellationToken latest,
        CancellationToken ct
    )
    {
        await using var session = await Session.OpenAsync(host, parsed, starts: false, ct);
        session.RequireValidTasks(quietly: true);
        var followed = await FollowedAgents.FindAsync(session, parsed.GetValue(CommonOptions.Tasks) ?? [], cursors, ct);
        WatchedLines lines = new(followed.Logs, Math.Max(0, parsed.GetValue(MaxLines)));
        using CancellationTokenSource limit = new(wait, host.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, latest, limit.Token);
        try
        {
            await foreach (
                var (task, some) in LogFollower.FollowAsync(session.Runtime, session.Context.Scope, followed.Logs, host.Clock, either.Token)
            )
            {
                foreach (var line in some)
                {
                    lines.Add(task, line);
                }
            }
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // The time is over: what came so far is the answer.
            lines.CutShort = true;
        }

        var view = await session.Observer.ObserveAsync(ct);
        var tasks = followed.Tasks.Select(task => view[task]).ToList();
        host.Out.Write(parsed.GetValue(CommonOptions.Json) ? WatchText.Json(lines, tasks) + "\n" : WatchText.For(lines, tasks));
        return (int)(
            tasks.Any(task => task.Live) || tasks.All(task => task.Outcome is { Complete: true }) ? ExitCode.Done : ExitCode.TasksOpen
        );
    }

    /// <summary>Reads <c>90</c>, <c>90s</c> or <c>2m</c>.</summary>
    private static TimeSpan Duration(string text)
    {
        var (number, unit) = text.Length > 0 && char.IsAsciiLetter(text[^1]) ? (text[..^1], text[^1]) : (text, 's');
        return
            double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            && unit is 's' or 'm'
            && value is > 0 and <= 86_400
            ? TimeSpan.FromSeconds(unit == 'm' ? value * 60 : value)
            : throw new UsageException($"--max-wait {text} is no time.\nWrite seconds or minutes, e.g. 90s or 2m.");
    }
}
