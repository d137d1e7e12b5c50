using System.Runtime.CompilerServices;
using SpecKitExtension.Agents;
using SpecKitExtension.Logs;

namespace SpecKitExtension.Tests.Running;

/// <summary>A runtime with one pod whose logs are written by the test.</summary>
internal sealed class ScriptedRuntime : IAgentRuntime
{
    private readonly Dictionary<string, List<string>> logs = LogLine.Containers.ToDictionary(container => container, _ => new List<string>());

    public static readonly AgentScope Scope = new("r", "f");

    public string Name => "scripted";

    public string Place => "here";

    public IReadOnlyList<string> Streams => LogLine.Containers;

    /// <summary>What the runtime knows of agents.</summary>
    public List<AgentState> Agents { get; } = [];

    /// <summary>Whether the pod has ended, and with it its logs.</summary>
    public bool Ended { get; set; }

    public void Write(string container, params string[] lines)
    {
        lock (logs)
        {
            logs[container].AddRange(lines);
        }
    }

    public Task<IReadOnlyList<AgentState>> ListAsync(AgentScope scope, CancellationToken ct) => Task.FromResult<IReadOnlyList<AgentState>>([.. Agents]);

    public async IAsyncEnumerable<IReadOnlyList<LogLine>> LogsAsync(AgentScope scope, string pod, string container, LogCursor from, [EnumeratorCancellation] CancellationToken ct)
    {
        for (var at = (int)from.Seen; ;)
        {
            var over = Ended;
            while (Line(container, at) is { } text)
            {
                at++;
                yield return [new(pod, container, DateTimeOffset.UnixEpoch, text)];
            }

            if (over)
            {
                yield break;
            }

            await Task.Delay(5, ct);
        }
    }

    public Task<IReadOnlyList<StartAnswer>> StartAsync(IReadOnlyList<AgentSpec> specs, IReadOnlyList<AgentSpec> wave, CancellationToken ct) => throw new NotSupportedException();

    public IAsyncEnumerable<AgentState> WatchAsync(AgentScope scope, CancellationToken ct) => throw new NotSupportedException();

    public Task StopAsync(AgentScope scope, string pod, CancellationToken ct) => throw new NotSupportedException();

    public Task RemoveAsync(AgentScope scope, string pod, CancellationToken ct) => throw new NotSupportedException();

    private string? Line(string container, int at)
    {
        lock (logs)
        {
            return at < logs[container].Count ? logs[container][at] : null;
        }
    }
}
