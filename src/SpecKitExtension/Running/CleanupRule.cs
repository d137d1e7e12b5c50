using SpecKitExtension.Agents;
using SpecKitExtension.Configuration;
using SpecKitExtension.Outcomes;

namespace SpecKitExtension.Running;

/// <summary>When an ended agent may go: a pure decision.</summary>
/// <param name="Settings">Which ones go, and how long those are kept that did not deliver: they are all that records what happened.</param>
internal sealed record CleanupRule(CleanupSettings Settings)
{
    /// <summary>Whether an agent may be removed now.</summary>
    /// <param name="agent">The agent.</param>
    /// <param name="outcome">What became of its attempt; null when that is not known.</param>
    /// <param name="onlyRecord">Whether nothing else says which branch its work is on.</param>
    /// <param name="now">The time.</param>
    public bool Allows(AgentState agent, Outcome? outcome, bool onlyRecord, DateTimeOffset now) =>
        (agent.Live, Settings.Policy) switch
        {
            (true, _) or (_, CleanupPolicy.Never) => false,
            _ when onlyRecord && outcome is { Succeeded: true } => false,
            (_, CleanupPolicy.Always) => true,
            _ => outcome is { Succeeded: true } || now - (agent.EndedAt ?? agent.CreatedAt) > TimeSpan.FromDays(Settings.KeepFailedDays),
        };
}
