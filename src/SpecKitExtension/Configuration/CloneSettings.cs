namespace SpecKitExtension.Configuration;

/// <summary>How an agent gets the repository.</summary>
/// <param name="TimeoutSeconds">Seconds for cloning.</param>
/// <param name="Depth">Commits of history; 0 for all.</param>
internal sealed record CloneSettings(int TimeoutSeconds, int Depth)
{
    public static CloneSettings From(SettingReader read) => new(
        read.Integer("clone.timeoutSeconds", 600, 1, 86_400),
        read.Integer("clone.depth", 50, 0, 1_000_000));
}
