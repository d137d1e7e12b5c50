using System.Text;
using SpecKitExtension.Agents;
using SpecKitExtension.Logs;
using SpecKitExtension.Running;
using SpecKitExtension.Tasks;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace SpecKitExtension.Reporting;

/// <summary>The board under the log lines of a run: one row for each task that is worked on, with its last line.</summary>
/// <param name="console">The terminal.</param>
/// <param name="screen">What it can show.</param>
/// <param name="lines">How log lines look.</param>
/// <param name="clock">The time.</param>
internal sealed class RunBoard(IAnsiConsole console, Screen screen, RunLines lines, TimeProvider clock)
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(120);

    private readonly Dictionary<TaskId, Row> rows = [];
    private readonly StringBuilder pending = new();
    private FeatureView? view;
    private FeatureUsage usage = FeatureUsage.Nothing;
    private RunEvent.Paced? paced;
    private DateTimeOffset pausedUntil;

    private sealed record Row(string State, string LastLine, DateTimeOffset Since, bool Live, int Attempt);

    /// <summary>Shows events until they end.</summary>
    /// <returns>The summary, or null when the run was cut short.</returns>
    public async Task<RunEvent.Summary?> ShowAsync(IAsyncEnumerable<RunEvent> events, CancellationToken ct)
    {
        RunEvent.Summary? summary = null;
        await console
            .Live(Render())
            .AutoClear(true)
            .StartAsync(async live =>
            {
                using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
                var ticking = TickAsync(live, stop.Token);
                try
                {
                    await foreach (var happened in events.WithCancellation(ct))
                    {
                        Take(happened);
                        summary = happened as RunEvent.Summary ?? summary;
                        if (lines.For(happened) is { } text)
                        {
                            lock (rows)
                            {
                                // What stood there before, a row of the board, is erased behind the line.
                                pending.Append(text).Append("\e[K\n");
                            }
                        }
                    }
                }
                finally
                {
                    await stop.CancelAsync();
                    await ticking;
                    Flush();
                }
            });
        return summary;
    }

    private async Task TickAsync(LiveDisplayContext live, CancellationToken ct)
    {
        using PeriodicTimer timer = new(PollInterval, clock);
        try
        {
            do
            {
                Flush();
                lock (rows)
                {
                    live.UpdateTarget(Render());
                }
            } while (await timer.WaitForNextTickAsync(ct));
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return;
        }
    }

    /// <summary>Writes the lines of a beat at once: the board is redrawn below them once, not once a line.</summary>
    private void Flush()
    {
        lock (rows)
        {
            if (pending.Length > 0)
            {
                console.Write(new ControlCode(pending.ToString()));
                pending.Clear();
            }
        }
    }

    private void Take(RunEvent happened)
    {
        lock (rows)
        {
            switch (happened)
            {
                case RunEvent.Planned planned:
                    (view, usage) = (planned.View, planned.View.Usage.Copy());
                    break;
                case RunEvent.Paced now:
                    (paced, pausedUntil) = (now, clock.GetUtcNow() + now.Pause);
                    break;
                case RunEvent.State { Agent: var agent }:
                    rows[agent.Task] = new(
                        TaskStatus.Of(agent.Phase),
                        rows.GetValueOrDefault(agent.Task)?.LastLine ?? "",
                        agent.CreatedAt,
                        agent.Live,
                        agent.Attempt
                    );
                    break;
                case RunEvent.Log { Line.Container: "agent" } log when UsageLine.Of(log.Line) is { } used:
                    usage.Take(log.Task.Value, rows.GetValueOrDefault(log.Task)?.Attempt ?? 1, used);
                    break;
                case RunEvent.Log { Line.Container: "agent" } log when rows.TryGetValue(log.Task, out var row):
                    rows[log.Task] = row with { LastLine = log.Line.Text };
                    break;
                case RunEvent.Judged { Task: var task }:
                    rows[task.Id] = new(TaskStatus.Of(task).Word, "", clock.GetUtcNow(), false, task.Attempts);
                    usage.Take(task.Id.Value, task.Attempts, (task.Agent?.End as AgentEnd.Reported)?.Result.Usage);
                    break;
            }
        }
    }

    private IRenderable Render()
    {
        var done = rows.Values.Count(row => row.State is "Delivered" or "DeliveredOutOfScope" or "DeliveredIncomplete");
        var total = view?.Tasks.Count(task => task.Planned.Item.Mode == TaskMode.Async) ?? 0;
        var before = view?.Tasks.Count(task => task.Planned.Item.Mode == TaskMode.Async && task.Outcome is { Succeeded: true }) ?? 0;
        List<BoardRow> live =
        [
            .. rows.Where(row => row.Value.Live)
                .OrderBy(row => row.Key.Value, StringComparer.Ordinal)
                .Select(row => new BoardRow(row.Key, row.Value.State, clock.GetUtcNow() - row.Value.Since, row.Value.LastLine)
                {
                    Used = usage.Of(row.Key),
                }),
        ];
        return BoardTable.Of(
            live,
            string.Join("; ", new[] { $"{before + done} of {total} ASYNC tasks delivered", Spent(), Slowed() }.OfType<string>()),
            screen,
            console.Profile.Width
        );
    }

    private string? Spent() =>
        usage.Total is { Tokens: > 0 } total
            ? $"{ReportNumbers.Short(total)}{(usage.IsUnlimited ? "" : $" of {ReportNumbers.Usd(usage.Limit)}")} used"
            : null;

    private string? Slowed()
    {
        var left = pausedUntil - clock.GetUtcNow();
        return paced is null || (paced.Limit == paced.Most && left <= TimeSpan.Zero)
            ? null
            : RunLines.Paced(paced with { Pause = left > TimeSpan.Zero ? left : TimeSpan.Zero });
    }
}
