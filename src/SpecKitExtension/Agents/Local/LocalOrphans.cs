using System.Text;
using SpecKitExtension.Tools;

namespace SpecKitExtension.Agents.Local;

/// <summary>Ends what still runs of an attempt whose supervisor was killed.</summary>
internal static class LocalOrphans
{
    private const int Rounds = 5;

    /// <summary>Kills the attempt's roles, the agent's command, and whatever that has started.</summary>
    public static async Task KillAsync(IToolRunner tools, LocalFolder folder, CancellationToken ct)
    {
        // Who is killed may just have started another one.
        for (var round = 0; round < Rounds && Find(folder) is { Count: > 0 } left; round++)
        {
            await tools.TryAsync(new("kill", ["-KILL", "--", .. left]), ct);
        }
    }

    private static List<string> Find(LocalFolder folder)
    {
        // The roles' own variables: a developer's shell that stands in the directory has none of them.
        string[] marks = [$"SIGNAL_DIR={folder.In("signals")}", $"AGENT_REPORT={folder.In("tmp", "agent-report")}"];
        return !Directory.Exists("/proc") ? [] : [.. Directory.EnumerateDirectories("/proc")
            .Select(path => Path.GetFileName(path))
            .Where(name => name.All(char.IsAsciiDigit) && Variables(name).Intersect(marks).Any())];
    }

    private static string[] Variables(string process)
    {
        try
        {
            return Encoding.UTF8.GetString(File.ReadAllBytes($"/proc/{process}/environ")).Split('\0');
        }
        catch (Exception notOurs) when (notOurs is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
