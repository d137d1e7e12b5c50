namespace SpecKitExtension.Configuration;

/// <summary>How an agent shows that it lives.</summary>
/// <param name="Seconds">Seconds between two signs of life.</param>
/// <param name="StaleSeconds">Seconds without one after which it counts as dead.</param>
internal sealed record HeartbeatSettings(int Seconds, int StaleSeconds)
{
    public static HeartbeatSettings From(SettingReader read) => new(
        read.Integer("heartbeat.seconds", 5, 1, 600),
        read.Integer("heartbeat.staleSeconds", 60, 3, 3_600));
}
