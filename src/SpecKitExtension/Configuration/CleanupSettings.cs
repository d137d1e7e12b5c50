namespace SpecKitExtension.Configuration;

/// <summary>Which ended agents are removed at once.</summary>
internal enum CleanupPolicy
{
    OnSuccess,
    Always,
    Never,
}

/// <summary>What is removed, and when.</summary>
/// <param name="Policy">Which ended agents are removed at once.</param>
/// <param name="KeepFailedDays">Days for which the others are kept.</param>
internal sealed record CleanupSettings(CleanupPolicy Policy, int KeepFailedDays)
{
    public static CleanupSettings From(SettingReader read) => new(
        read.Choice("cleanup.policy", CleanupPolicy.OnSuccess, ("onSuccess", CleanupPolicy.OnSuccess), ("always", CleanupPolicy.Always), ("never", CleanupPolicy.Never)),
        read.Integer("cleanup.keepFailedDays", 7, 0, 365));
}
