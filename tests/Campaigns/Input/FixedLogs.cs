using System.Runtime.CompilerServices;
using SpecKitExtension.Agents;
using SpecKitExtension.Logs;

namespace Campaigns.Input;

/// <summary>A runtime with one pod that has ended, and what its containers wrote.</summary>
/// <param name="lines">Container and line, in order.</param>
internal sealed class FixedLogs(IReadOnlyList<LogLine> lines) : IAgentRuntime
{
    internal static readonly AgentScope Scope = new("r", "f");

    public string Name => "fixed";

    public string Place => "here";

    public IReadOnlyList<string> Streams => ["event", .. LogLine.Containers];

    public Task<IReadOnlyList<AgentState>> ListAsync(AgentScope scope, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<AgentState>>([]);

    public async IAsyncEnumerable<IReadOnlyList<LogLine>> LogsAsync(
        AgentScope scope,
        string pod,
        string container,
        LogCursor from,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        foreach (var line in lines.Where(line => line.Container == container))
        {
            await Task.Yield();
            yield return [line];
        }
    }

    public Task<IReadOnlyList<StartAnswer>> StartAsync(
        IReadOnlyList<AgentSpec> specs,
        IReadOnlyList<AgentSpec> wave,
        CancellationToken ct
    ) => throw new NotSupportedException();

    public IAsyncEnumerable<AgentState> WatchAsync(AgentScope scope, CancellationToken ct) => throw new NotSupportedException();

    public Task StopAsync(AgentScope scope, string pod, CancellationToken ct, string? neverStarted = null) =>
        throw new NotSupportedException();

    public void Sweep() => throw new NotSupportedException();

    public Task RemoveAsync(AgentScope scope, string pod, CancellationToken ct) => throw new NotSupportedException();
}
