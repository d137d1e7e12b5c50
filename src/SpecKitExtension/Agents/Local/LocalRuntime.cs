using System.Runtime.CompilerServices;
using SpecKitExtension.Logs;
using SpecKitExtension.Tools;

namespace SpecKitExtension.Agents.Local;

/// <summary>Runs agents as processes on this machine, without any isolation.</summary>
/// <param name="tools">Starts the supervisor.</param>
/// <param name="gitConfig">The developer's git settings for addresses and credentials.</param>
/// <param name="options">How agents run here.</param>
/// <param name="clock">The time.</param>
internal sealed class LocalRuntime(IToolRunner tools, string gitConfig, LocalOptions options, TimeProvider clock) : IAgentRuntime
{
    private const int AlreadyThere = 17;
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(150);

    public string Name => "local";

    public string Place => options.Directory;

    public IReadOnlyList<string> Streams => LogLine.Containers;

    public Task<IReadOnlyList<AgentState>> ListAsync(AgentScope scope, CancellationToken ct)
    {
        var folder = FolderOf(scope);
        return Task.FromResult<IReadOnlyList<AgentState>>(Directory.Exists(folder)
            ? [.. Directory.EnumerateDirectories(folder).Select(path => LocalCard.Read(new(path))).OfType<AgentState>().OrderBy(state => state.CreatedAt)]
            : []);
    }

    public async Task<IReadOnlyList<StartAnswer>> StartAsync(IReadOnlyList<AgentSpec> specs, IReadOnlyList<AgentSpec> wave, CancellationToken ct)
    {
        List<StartAnswer> answers = [];
        foreach (var spec in specs)
        {
            answers.Add(await StartAsync(spec, ct));
        }

        return answers;
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

            await Task.Delay(Beat, clock, ct);
        }
    }

    public IAsyncEnumerable<LogLine> LogsAsync(AgentScope scope, string pod, string container, LogCursor from, CancellationToken ct) =>
        new LocalLog(Folder(scope, pod), container, clock).ReadAsync(from, ct);

    public async Task StopAsync(AgentScope scope, string pod, CancellationToken ct)
    {
        var folder = Folder(scope, pod);
        if (folder.Supervised)
        {
            await File.WriteAllTextAsync(folder.In("task", "stop"), "stop\n", ct);
        }
    }

    public async Task RemoveAsync(AgentScope scope, string pod, CancellationToken ct)
    {
        var folder = Folder(scope, pod);
        if (folder.Supervised && folder.Read("supervisor.pid") is { } supervisor)
        {
            await tools.TryAsync(new("kill", "-TERM", supervisor), ct);
            for (var waited = TimeSpan.Zero; folder.Supervised && waited < TimeSpan.FromSeconds(options.Limits.TerminationGraceSeconds + 5); waited += Beat)
            {
                await Task.Delay(Beat, clock, ct);
            }
        }

        await LocalOrphans.KillAsync(tools, folder, ct);
        if (Directory.Exists(folder.Path))
        {
            Directory.Delete(folder.Path, recursive: true);
        }
    }

    private async Task<StartAnswer> StartAsync(AgentSpec spec, CancellationToken ct)
    {
        var final = Folder(spec.Scope, spec.Pod);
        LocalFolder staging = new(Path.Combine(options.Directory, ".staging", Guid.NewGuid().ToString("N")));
        try
        {
            Directory.CreateDirectory(FolderOf(spec.Scope));
            LocalStaging.Prepare(staging, final, spec, options, gitConfig, clock.GetUtcNow());
            ToolCall call = new("bash", staging.In("local-pod.sh"), "start", staging.Path, final.Path)
            {
                Environment = new Dictionary<string, string?> { ["TERMINATION_GRACE_SECONDS"] = $"{options.Limits.TerminationGraceSeconds}" },
            };
            var started = await tools.TryAsync(call, ct);
            return started.ExitCode switch
            {
                0 => new StartAnswer.Started(),
                AlreadyThere => new StartAnswer.Exists(),
                _ => new StartAnswer.Refused($"the local supervisor did not start: {started.Error.Trim()}"),
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

    private string FolderOf(AgentScope scope) => Path.Combine(options.Directory, scope.RepositoryHash, scope.FeatureLabel);

    private LocalFolder Folder(AgentScope scope, string pod) => new(Path.Combine(FolderOf(scope), pod));
}
