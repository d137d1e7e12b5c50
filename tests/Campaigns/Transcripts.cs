using EndToEnd.Support;

namespace Campaigns;

/// <summary>What a clone's transcripts hold.</summary>
internal static class Transcripts
{
    /// <summary>The lines that a container of a task's attempts wrote.</summary>
    internal static IReadOnlyList<string> Lines(FeatureClone clone, string feature, string task, string container = "agent")
    {
        var folder = clone.Transcripts(feature);
        var files = Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder, $"agent-{task.ToLowerInvariant()}-*.log").Order(StringComparer.Ordinal)
            : Enumerable.Empty<string>();
        return
        [
            .. files
                .SelectMany(File.ReadLines)
                .Select(line => line.Split(' ', 3))
                .Where(parts => parts.Length == 3 && parts[1] == container)
                .Select(parts => parts[2]),
        ];
    }
}
