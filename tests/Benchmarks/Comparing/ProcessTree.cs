using System.Globalization;
using System.Text;

namespace Benchmarks.Comparing;

/// <summary>A process with all that it has started, as /proc shows them.</summary>
internal static class ProcessTree
{
    private const double TicksPerSecond = 100;

    /// <summary>Processor time of a tree that lives, in seconds: its own, and that of children which have ended.</summary>
    public static double Cpu(int root) => Of(root).Sum(process => process.Ticks) / TicksPerSecond;

    /// <summary>The sum of the largest resident sets that the living processes of a tree ever had, in MiB.</summary>
    public static double PeakMegabytes(int root) => Of(root).Sum(process => Peak(process.Id)) / 1024;

    private static List<(int Id, double Ticks)> Of(int root)
    {
        var all = Directory
            .EnumerateDirectories("/proc")
            .Select(path => int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id > 0)
            .Select(id => (Id: id, Fields: Fields(id)))
            .Where(process => process.Fields.Length > 15)
            .ToList();
        HashSet<int> members = [root];
        for (var before = 0; before != members.Count;)
        {
            before = members.Count;
            members.UnionWith(
                all.Where(process => members.Contains(int.Parse(process.Fields[1], CultureInfo.InvariantCulture)))
                    .Select(process => process.Id)
            );
        }

        // Behind the command's name: state, parent, …; the times are the 12th to the 15th of those.
        return
        [
            .. all.Where(process => members.Contains(process.Id))
                .Select(process => (process.Id, process.Fields[11..15].Sum(ticks => double.Parse(ticks, CultureInfo.InvariantCulture)))),
        ];
    }

    private static string[] Fields(int id)
    {
        var stat = Read($"/proc/{id}/stat");
        return stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }

    private static double Peak(int id) =>
        Read($"/proc/{id}/status").Split('\n').FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)) is { } line
            ? double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture)
            : 0;

    /// <summary>Nothing of a process that has just ended.</summary>
    private static string Read(string file)
    {
        try
        {
            return Encoding.Latin1.GetString(File.ReadAllBytes(file));
        }
        catch (IOException)
        {
            return "";
        }
    }
}
