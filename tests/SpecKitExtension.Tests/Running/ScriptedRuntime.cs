using System.Runtime.CompilerServices;
using SpecKitExtension.Agents;
using SpecKitExtension.Logs;
using SpecKitExtension.Tools;

namespace SpecKitExtension.Tests.Running;

/// <summary>A runtime with one pod whose logs are written by the test.</summary>
internal sealed class ScriptedRuntime : IAgentRuntime
{
    private readonly Dictionary<string, List<string>> logs = LogLine.Containers.ToDictionary(
        container => container,
        _ => new List<string>()
    );

    public static readonly AgentScope Scope = new("r", "f");

    public string Name => "scripted";

    public string Place => "here";

    public IReadOnlyList<string> Streams => LogLine.Containers;

    /// <summary>What the runtime knows of agents.</summary>
    public List<AgentState> Agents { get; } = [];

    /// <summary>Why the agent's log is given up before its end.</summary>
    public string? Cut { get; set; }

    /// <summary>What was started and removed, in order.</summary>
    public List<string> Done { get; } = [];

    /// <summary>Why nothing can be removed.</summary>
    public string? KeepsAll { get; set; }

    /// <summary>Whether the pod has ended, and with it its logs.</summary>
    public bool Ended { get; set; }

    public void Write(string container, params string[] lines)
    {
        lock (logs)
        {
            logs[container].AddRange(lines);
        }
    }

    public Task<IReadOnlyList<AgentState>> ListAsync(AgentScope scope, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<AgentState>>([.. Agents]);

    public async IAsyncEnumerable<IReadOnlyList<LogLine>> LogsAsync(
        AgentScope scope,
        string pod,
        string container,
        LogCursor from,
        [EnumeratorCancellation] CancellationToken ct
    )
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
                if (Cut is { } why && container == "agent")
                {
                    yield return [new(pod, "notice", DateTimeOffset.UnixEpoch, why) { Cut = true }];
                }

                yield break;
            }

            await Task.Delay(5, ct);
        }
    }

    public Task<IReadOnlyList<StartAnswer>> StartAsync(IReadOnlyList<AgentSpec> specs, IReadOnlyList<AgentSpec> wave, CancellationToken ct)
    {
        Done.AddRange(specs.Select(spec => $"started {spec.Pod}"));
        return Task.FromResult<IReadOnlyList<StartAnswer>>([.. specs.Select(_ => new StartAnswer.Started())]);
    }

    /// <summary>The agents as they are now; they never change.</summary>
    public async IAsyncEnumerable<AgentState> WatchAsync(AgentScope scope, [EnumeratorCancellation] CancellationToken ct)
    {
        foreach (var agent in Agents)
        {
            yield return agent;
        }

        await Task.Delay(Timeout.Infinite, ct);
    }

    public Task StopAsync(AgentScope scope, string pod, CancellationToken ct, string? neverStarted = null) =>
        throw new NotSupportedException();

    public void Sweep() { }

    public Task RemoveAsync(AgentScope scope, string pod, CancellationToken ct)
    {
        if (KeepsAll is { } why)
        {
            throw new ToolFailedException(why);
        }

        Done.Add($"removed {pod}");
        return Task.CompletedTask;
    }

    private string? Line(string container, int at)
    {
        lock (logs)
        {
            return at < logs[container].Count ? logs[container][at] : null;
        }
    }
}
