using SpecKitExtension.Agents;
using SpecKitExtension.Outcomes;

namespace SpecKitExtension.Running;

/// <summary>Which ended agents are removed.</summary>
internal enum CleanupMode
{
    OnSuccess,
    Always,
    Never,
}

/// <summary>When an ended agent may go: a pure decision.</summary>
/// <param name="Mode">Which ones.</param>
/// <param name="KeepFailed">How long those are kept that did not deliver; they are all that records what happened.</param>
internal sealed record CleanupRule(CleanupMode Mode, TimeSpan KeepFailed)
{
    /// <summary>Whether an agent may be removed now.</summary>
    /// <param name="agent">The agent.</param>
    /// <param name="outcome">What became of its attempt; null when that is not known.</param>
    /// <param name="onlyRecord">Whether nothing else says which branch its work is on.</param>
    /// <param name="now">The time.</param>
    public bool Allows(AgentState agent, Outcome? outcome, bool onlyRecord, DateTimeOffset now) => (agent.Live, Mode) switch
    {
        (true, _) or (_, CleanupMode.Never) => false,
        _ when onlyRecord && outcome is { Succeeded: true } => false,
        (_, CleanupMode.Always) => true,
        _ => outcome is { Succeeded: true } || now - (agent.EndedAt ?? agent.CreatedAt) > KeepFailed,
    };
}
