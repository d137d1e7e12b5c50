using System.Globalization;
using System.Text;
using SpecKitExtension.Tools;

namespace SpecKitExtension.Agents.Local;

/// <summary>Finds the processes of an attempt by what they say of themselves: a number in a file may be anybody's.</summary>
internal static class LocalOrphans
{
    private const int Rounds = 5;

    /// <summary>Asks the attempt's supervisor to end it.</summary>
    public static void AskSupervisor(LocalFolder folder)
    {
        if (
            int.TryParse(folder.Read("supervisor.pid"), NumberStyles.None, CultureInfo.InvariantCulture, out var process)
            && process > 1
            && Words(process, "cmdline") is var words
            && words.Contains("supervise")
            && words.Contains(folder.Path)
        )
        {
            Linux.Signal(process, Linux.TermSignal);
        }
    }

    /// <summary>Kills the attempt's roles, the agent's command, and whatever that has started, when its supervisor was killed.</summary>
    public static void Kill(LocalFolder folder)
    {
        // Who is killed may just have started another one.
        for (var round = 0; round < Rounds && Find(folder) is { Count: > 0 } left; round++)
        {
            left.ForEach(process => Linux.Signal(process, Linux.KillSignal));
        }
    }

    private static List<int> Find(LocalFolder folder)
    {
        // The roles' own variables: a developer's shell that stands in the directory has none of them.
        string[] marks = [$"SIGNAL_DIR={folder.In("signals")}", $"AGENT_REPORT={folder.In("tmp", "agent-report")}"];
        return
        [
            .. Directory
                .EnumerateDirectories("/proc")
                .Select(path =>
                    int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out var process) ? process : 0
                )
                .Where(process => process > 1 && Words(process, "environ").Intersect(marks).Any()),
        ];
    }

    private static string[] Words(int process, string file)
    {
        try
        {
            return Encoding.UTF8.GetString(File.ReadAllBytes($"/proc/{process}/{file}")).Split('\0');
        }
        catch (Exception notOurs) when (notOurs is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
