using System.Globalization;
using SpecKitExtension.Tools;

namespace SpecKitExtension.Pod;

/// <summary>The agent's command and all that it starts, wherever that goes: this process is the parent of whatever loses its own.</summary>
/// <param name="process">The command: the leader of its session and group.</param>
internal sealed class AgentProcesses(int process)
{
    private const int Rounds = 50;
    private ProcessEnd? end;

    /// <summary>How the command ended; null while it runs.</summary>
    public ProcessEnd? End => end ??= Linux.Reap(process);

    /// <summary>Asks the group to end.</summary>
    public void Ask() => Linux.Signal(-process, Linux.TermSignal);

    /// <summary>Whether anybody of the group lives; the dead that wait for their parent do not count.</summary>
    public bool Lives
    {
        get
        {
            ReapOrphans();
            return End is null || Linux.Signal(-process, 0);
        }
    }

    /// <summary>Ends whoever is left, in the group or out of it.</summary>
    public void EndAll()
    {
        Linux.Signal(-process, Linux.KillSignal);

        // Whoever dies may leave children, which come to us.
        for (var round = 0; round < Rounds && Children() is { Count: > 0 } left; round++)
        {
            left.ForEach(child => Linux.Signal(child, Linux.KillSignal));
            ReapOrphans();
            Thread.Sleep(round < 5 ? 2 : 20);
        }
    }

    /// <summary>Takes note of the ends of adopted children, each by its own number: the command itself is waited for elsewhere.</summary>
    private void ReapOrphans()
    {
        foreach (var child in Children().Where(child => child != process))
        {
            Linux.Reap(child);
        }
    }

    private List<int> Children()
    {
        List<int> children = [];
        foreach (var thread in Directory.EnumerateDirectories("/proc/self/task"))
        {
            try
            {
                var words = File.ReadAllText(Path.Combine(thread, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries);
                children.AddRange(words.Select(word => int.Parse(word, CultureInfo.InvariantCulture)));
            }
            catch (IOException)
            {
                // A thread that has ended meanwhile.
                continue;
            }
        }

        return End is null ? children : [.. children.Where(child => child != process)];
    }
}
