using System.Globalization;

namespace SpecKitExtension.Agents;

/// <summary>The limits of an attempt; times in seconds, sizes in bytes.</summary>
internal sealed record AgentLimits
{
    public int AgentSeconds { get; init; } = 7_200;

    public int AgentKillSeconds { get; init; } = 15;

    public int FirstOutputSeconds { get; init; } = 600;

    public int CloneSeconds { get; init; } = 600;

    public int CloneDepth { get; init; } = 50;

    public int DeliverySeconds { get; init; } = 600;

    public int CheckpointSeconds { get; init; } = 300;

    public int HeartbeatSeconds { get; init; } = 5;

    public int HeartbeatStaleSeconds { get; init; } = 60;

    public int TerminationGraceSeconds { get; init; } = 120;

    /// <summary>The limits as the roles read them.</summary>
    public IReadOnlyDictionary<string, string> ToVariables() => new Dictionary<string, string>
    {
        ["AGENT_TIMEOUT_SECONDS"] = Text(AgentSeconds),
        ["AGENT_KILL_SECONDS"] = Text(AgentKillSeconds),
        ["FIRST_OUTPUT_SECONDS"] = Text(FirstOutputSeconds),
        ["CLONE_TIMEOUT_SECONDS"] = Text(CloneSeconds),
        ["CLONE_DEPTH"] = Text(CloneDepth),
        ["DELIVERY_TIMEOUT_SECONDS"] = Text(DeliverySeconds),
        ["CHECKPOINT_SECONDS"] = Text(CheckpointSeconds),
        ["HEARTBEAT_SECONDS"] = Text(HeartbeatSeconds),
        ["HEARTBEAT_STALE_SECONDS"] = Text(HeartbeatStaleSeconds),
    };

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
