using SpecKitExtension.Logs;

namespace SpecKitExtension.Agents;

/// <summary>What a runtime answers to one start.</summary>
internal abstract record StartAnswer
{
    private StartAnswer() { }

    /// <summary>It runs.</summary>
    internal sealed record Started : StartAnswer;

    /// <summary>This very attempt was there already: it is ours.</summary>
    internal sealed record Exists : StartAnswer;

    /// <summary>There is no room now; try again when another one has ended.</summary>
    internal sealed record NoRoom(string Reason) : StartAnswer;

    /// <summary>It cannot start, and will not by itself; the remote or the runtime is against it.</summary>
    internal sealed record Refused(string Reason, bool ByRemote = false) : StartAnswer;
}

/// <summary>Where agents run.</summary>
internal interface IAgentRuntime
{
    /// <summary>The runtime's name, as the flag spells it.</summary>
    string Name { get; }

    /// <summary>Where that is, for a person, e.g. a namespace.</summary>
    string Place { get; }

    /// <summary>Where that is and why there, for a person.</summary>
    string Whereabouts => Place;

    /// <summary>The time by the runtime's own clock, which ages of agents are told by.</summary>
    DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    /// <summary>Every attempt that the runtime still knows.</summary>
    Task<IReadOnlyList<AgentState>> ListAsync(AgentScope scope, CancellationToken ct);

    /// <summary>One attempt, or null when the runtime does not know it.</summary>
    async Task<AgentState?> FindAsync(AgentScope scope, string pod, CancellationToken ct) =>
        (await ListAsync(scope, ct)).FirstOrDefault(agent => agent.Pod == pod);

    /// <summary>What an attempt's log is made of: its containers and, where there are any, the runtime's own remarks.</summary>
    IReadOnlyList<string> Streams { get; }

    /// <summary>Starts attempts; each is judged alone.</summary>
    /// <param name="specs">What to start now.</param>
    /// <param name="wave">Everything that could start if there were room, so that a runtime can prepare it in one go.</param>
    /// <param name="ct">Ends the starting.</param>
    /// <returns>One answer a spec, in their order.</returns>
    Task<IReadOnlyList<StartAnswer>> StartAsync(IReadOnlyList<AgentSpec> specs, IReadOnlyList<AgentSpec> wave, CancellationToken ct);

    /// <summary>States as they change, the present ones first; goes on until it is cancelled.</summary>
    IAsyncEnumerable<AgentState> WatchAsync(AgentScope scope, CancellationToken ct);

    /// <summary>A container's log from a cursor on, lines that come together in one list; ends when the container has ended and everything
    /// was read.</summary>
    IAsyncEnumerable<IReadOnlyList<LogLine>> LogsAsync(
        AgentScope scope,
        string pod,
        string container,
        LogCursor from,
        CancellationToken ct
    );

    /// <summary>Asks an agent to stop and deliver what it has to a salvage ref.</summary>
    /// <param name="scope">The feature.</param>
    /// <param name="pod">The agent's pod.</param>
    /// <param name="ct">Ends the asking.</param>
    /// <param name="neverStarted">Why it was given up before it had begun, to be remembered should it begin after all; null for one that
    /// works.</param>
    Task StopAsync(AgentScope scope, string pod, CancellationToken ct, string? neverStarted = null);

    /// <summary>Removes what killed processes of this tool have left on this machine.</summary>
    void Sweep();

    /// <summary>Removes an attempt; one that lives is ended, with a short time to salvage.</summary>
    Task RemoveAsync(AgentScope scope, string pod, CancellationToken ct);
}
