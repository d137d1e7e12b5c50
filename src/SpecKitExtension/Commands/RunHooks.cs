using System.Runtime.CompilerServices;
using SpecKitExtension.Configuration;
using SpecKitExtension.Logs;
using SpecKitExtension.Reporting;
using SpecKitExtension.Running;
using SpecKitExtension.Tools;

namespace SpecKitExtension.Commands;

/// <summary>The developer's own commands that a run calls, one after the other beside it. None of them changes how the run ends.</summary>
/// <param name="host">The world.</param>
/// <param name="hooks">The commands.</param>
/// <param name="directory">Where they run.</param>
internal sealed class RunHooks(Host host, HookSettings hooks, string directory) : IDisposable
{
    private static readonly TimeSpan Each = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan AfterTheRun = TimeSpan.FromSeconds(60);

    private readonly CancellationTokenSource end = new();
    private readonly List<string> failures = [];
    private Task last = Task.CompletedTask;

    /// <summary>The same events; those that have a hook call it.</summary>
    public async IAsyncEnumerable<RunEvent> Observe(
        IAsyncEnumerable<RunEvent> events,
        [EnumeratorCancellation] CancellationToken ct = default
    )
    {
        await foreach (var happened in events.WithCancellation(ct))
        {
            yield return happened;
            if (happened is RunEvent.Judged && hooks.OnOutcome is { } onOutcome)
            {
                last = CallAsync(last, "hooks.onOutcome", onOutcome, RunJson.For(happened, host.Clock.GetUtcNow())!);
            }
            else if (happened is RunEvent.Summary && hooks.OnDone is { } onDone)
            {
                last = CallAsync(last, "hooks.onDone", onDone, RunJson.For(happened, host.Clock.GetUtcNow())!);
            }
        }
    }

    /// <summary>Waits for those that still run, within a limit, and says what went wrong.</summary>
    public async Task EndAsync()
    {
        end.CancelAfter(AfterTheRun);
        await last;
        host.Error.Write(string.Concat(failures.Select(failure => Sanitizer.Clean(failure) + "\n")));
    }

    public void Dispose() => end.Dispose();

    private async Task CallAsync(Task before, string name, string command, string json)
    {
        await before;
        try
        {
            var result = await host.Tools.TryAsync(
                (OperatingSystem.IsWindows() ? new("cmd", "/d", "/c", command) : new ToolCall("sh", "-c", command)) with
                {
                    Input = json + "\n",
                    WorkingDirectory = directory,
                    Timeout = Each,
                },
                end.Token
            );
            if (!result.Succeeded)
            {
                failures.Add(
                    $"{name} ended with exit code {result.ExitCode}{(result.Error.Trim().Split('\n')[^1] is { Length: > 0 } said ? $": {said}" : "")}. The run is not affected."
                );
            }
        }
        catch (Exception failure) when (failure is ToolFailedException or OperationCanceledException)
        {
            failures.Add($"{name} did not end in time, or did not begin: {failure.Message.Split('\n')[0]} The run is not affected.");
        }
    }
}
