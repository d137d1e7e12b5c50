namespace SpecKitExtension.Cluster;

/// <summary>Tells a person once that logs of running agents cannot be read, and once that all of them can be again: a node that is away
/// takes many with it.</summary>
/// <param name="tell">Takes a sentence for a person.</param>
internal sealed class LogTrouble(Action<string> tell)
{
    private readonly Lock gate = new();
    private readonly HashSet<string> streams = new(StringComparer.Ordinal);

    /// <summary>A log is refused again and again.</summary>
    /// <param name="stream">Which one.</param>
    /// <param name="why">What was said, its first line.</param>
    public void Failed(string stream, string why)
    {
        bool first;
        lock (gate)
        {
            first = streams.Count == 0;
            streams.Add(stream);
        }

        if (first)
        {
            tell($"Logs cannot be read for now, they are asked for again and again; agents go on. {why.Split('\n')[0]}");
        }
    }

    /// <summary>A log is read again, or given up.</summary>
    public void Over(string stream)
    {
        bool last;
        lock (gate)
        {
            last = streams.Remove(stream) && streams.Count == 0;
        }

        if (last)
        {
            tell("Logs are read again.");
        }
    }
}
