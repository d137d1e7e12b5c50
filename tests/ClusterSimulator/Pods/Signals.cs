using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace ClusterSimulator.Pods;

/// <summary>Signals as a container's processes get them.</summary>
internal static class Signals
{
    private const int Kill = 9;
    private const int Terminate = 15;

    /// <summary>
    /// SIGTERM to a container's first process only, and only when it has a handler: the kernel withholds it from a PID 1 without one.
    /// </summary>
    internal static void TerminateFirst(int pid)
    {
        if (
            Status(pid, "SigCgt:") is { } mask
            && (ulong.Parse(mask, NumberStyles.HexNumber, CultureInfo.InvariantCulture) & (1UL << (Terminate - 1))) != 0
        )
        {
            _ = Send(pid, Terminate);
        }
    }

    /// <summary>
    /// SIGKILL to every process of the session and its descendants, and to those that left it but carry <paramref name="marker"/> in
    /// their environment: what the end of a container's PID namespace does.
    /// </summary>
    internal static void KillAll(int session, string marker)
    {
        var needle = Encoding.UTF8.GetBytes(marker);
        var processes = Directory
            .EnumerateDirectories("/proc")
            .Select(path => int.TryParse(Path.GetFileName(path), CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id > 1)
            .Select(id => (Id: id, Of: Stat(id), IsMarked: Read($"/proc/{id}/environ").AsSpan().IndexOf(needle) >= 0))
            .ToArray();
        HashSet<int> doomed =
        [
            session,
            .. processes.Where(process => process.IsMarked || process.Of.Session == session).Select(process => process.Id),
        ];
        for (var found = -1; found != doomed.Count;)
        {
            found = doomed.Count;
            doomed.UnionWith(processes.Where(process => doomed.Contains(process.Of.Parent)).Select(process => process.Id));
        }

        foreach (var pid in doomed.Where(pid => pid > 1))
        {
            _ = Send(pid, Kill);
        }
    }

    private static (int Parent, int Session) Stat(int pid)
    {
        var stat = Encoding.Latin1.GetString(Read($"/proc/{pid}/stat"));
        var fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length > 3
            ? (int.Parse(fields[1], CultureInfo.InvariantCulture), int.Parse(fields[3], CultureInfo.InvariantCulture))
            : default;
    }

    private static string? Status(int pid, string field) =>
        Encoding
            .Latin1.GetString(Read($"/proc/{pid}/status"))
            .Split('\n')
            .FirstOrDefault(line => line.StartsWith(field, StringComparison.Ordinal))
            ?[field.Length..].Trim();

    /// <returns>Nothing for a process that has just ended, or is somebody else's.</returns>
    private static byte[] Read(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Send(int pid, int signal);
}
