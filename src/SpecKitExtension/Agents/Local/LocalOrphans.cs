using SpecKitExtension.Tools;

namespace SpecKitExtension.Agents.Local;

/// <summary>Ends the roles of an attempt whose supervisor was killed.</summary>
internal static class LocalOrphans
{
    /// <summary>Kills the process groups of roles that still run from the attempt's directory.</summary>
    public static async Task KillAsync(IToolRunner tools, LocalFolder folder, CancellationToken ct)
    {
        foreach (var role in Logs.LogLine.Containers)
        {
            if (folder.Read($"{role}.pid") is { Length: > 0 } pid && WorksIn(pid, folder.Path))
            {
                await tools.TryAsync(new("kill", "-KILL", "--", $"-{pid}"), ct);
            }
        }
    }

    /// <summary>A number may long belong to another process: only one that works in the directory is ours.</summary>
    private static bool WorksIn(string pid, string directory)
    {
        var link = new FileInfo($"/proc/{pid}/cwd");
        return link.Exists && link.LinkTarget is { } target && (target == directory || target.StartsWith(directory + "/", StringComparison.Ordinal));
    }
}
