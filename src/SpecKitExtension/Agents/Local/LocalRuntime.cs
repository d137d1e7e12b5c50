using System.Runtime.CompilerServices;
using System.Text;
using SpecKitExtension.Logs;
using SpecKitExtension.Pod;
using SpecKitExtension.Tools;

namespace SpecKitExtension.Agents.Local;

/// <summary>Runs agents as processes on this machine, without any isolation.</summary>
/// <param name="gitConfig">The developer's git settings for addresses and credentials.</param>
/// <param name="options">How agents run here.</param>
/// <param name="clock">The time.</param>
internal sealed class LocalRuntime(string gitConfig, LocalOptions options, TimeProvider clock) : IAgentRuntime
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(150);
    private readonly LocalPlace place = new(options.Directory);

    public string Name => "local";

    public string Place => options.Directory;

    public IReadOnlyList<string> Streams => LogLine.Containers;

    public Task<IReadOnlyList<AgentState>> ListAsync(AgentScope scope, CancellationToken ct)
    {
        var folder = place.Of(scope);
        return Task.FromResult<IReadOnlyList<AgentState>>(
            Directory.Exists(folder)
                ?
                [
                    .. Directory
                        .EnumerateDirectories(folder)
                        .Select(path => LocalCard.Read(new(path)))
                        .OfType<AgentState>()
                        .OrderBy(state => state.CreatedAt),
                ]
                : []
        );
    }

    public async Task<IReadOnlyList<StartAnswer>> StartAsync(
        IReadOnlyList<AgentSpec> specs,
        IReadOnlyList<AgentSpec> wave,
        CancellationToken ct
    )
    {
        if (specs.Count == 0)
        {
            return [];
        }

        try
        {
            place.Sweep(clock.GetUtcNow());
            using var alone = await place.LockAsync(specs[0].Scope, clock, ct);
            var live = (await ListAsync(specs[0].Scope, ct)).Count(agent => agent.Live);
            List<StartAnswer> answers = [];
            foreach (var spec in specs)
            {
                answers.Add(
                    live >= options.Settings.MaxParallel && !Directory.Exists(place.Of(spec.Scope, spec.Pod).Path)
                        ? new StartAnswer.NoRoom($"{live} agents live already")
                        : Start(spec)
                );
                live += answers[^1] is StartAnswer.Started ? 1 : 0;
            }

            return answers;
        }
        catch (Exception full) when (full is IOException or UnauthorizedAccessException)
        {
            return [.. specs.Select(_ => new StartAnswer.Refused($"{options.Directory} cannot be used: {full.Message}"))];
        }
    }

    public async IAsyncEnumerable<AgentState> WatchAsync(AgentScope scope, [EnumeratorCancellation] CancellationToken ct)
    {
        Dictionary<string, AgentState> known = [];
        while (true)
        {
            foreach (var state in await ListAsync(scope, ct))
            {
                if (known.GetValueOrDefault(state.Pod) is not { } before || before.Phase != state.Phase)
                {
                    known[state.Pod] = state;
                    yield return state;
                }
            }

            await Task.Delay(PollInterval, clock, ct);
        }
    }

    public IAsyncEnumerable<IReadOnlyList<LogLine>> LogsAsync(
        AgentScope scope,
        string pod,
        string container,
        LogCursor from,
        CancellationToken ct
    ) => new LocalLog(place.Of(scope, pod), container, clock).ReadAsync(from, ct);

    public Task StopAsync(AgentScope scope, string pod, CancellationToken ct, string? neverStarted = null)
    {
        var folder = place.Of(scope, pod);
        if (folder.Supervised)
        {
            Folders.Replace(folder.Path, "task", "stop", "stop\n");
        }

        return Task.CompletedTask;
    }

    public void Sweep()
    {
        ScratchFolder.Sweep();
        place.Sweep(clock.GetUtcNow());
    }

    public async Task RemoveAsync(AgentScope scope, string pod, CancellationToken ct)
    {
        var folder = place.Of(scope, pod);
        if (folder.Supervised)
        {
            LocalOrphans.AskSupervisor(folder);
            for (
                var waited = TimeSpan.Zero;
                folder.Supervised && waited < TimeSpan.FromSeconds(options.Settings.TerminationGraceSeconds + 5);
                waited += PollInterval
            )
            {
                await Task.Delay(PollInterval, clock, ct);
            }
        }

        LocalOrphans.Kill(folder);
        place.Remove(folder);
    }

    private StartAnswer Start(AgentSpec spec)
    {
        var final = place.Of(spec.Scope, spec.Pod);
        LocalFolder staging = new(place.Aside());
        try
        {
            LocalStaging.Prepare(staging, final, spec, options, gitConfig, clock.GetUtcNow());
            return LocalSupervisor.Start(staging, final, options.Settings.TerminationGraceSeconds, options.Variables) switch
            {
                null => new StartAnswer.Started(),
                { ExitCode: LocalSupervisor.AlreadyThere } => new StartAnswer.Exists(),
                var failed => new StartAnswer.Refused(
                    $"the local supervisor did not start: {Encoding.UTF8.GetString(failed.Error).Trim()}"
                ),
            };
        }
        catch (Exception full) when (full is IOException or UnauthorizedAccessException)
        {
            return new StartAnswer.Refused($"its directory could not be made: {full.Message}");
        }
        finally
        {
            if (Directory.Exists(staging.Path))
            {
                Directory.Delete(staging.Path, recursive: true);
            }
        }
    }
}
