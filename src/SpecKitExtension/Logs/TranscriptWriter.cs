namespace SpecKitExtension.Logs;

/// <summary>The one process that may append to a transcript, and where it has to go on.</summary>
internal sealed class TranscriptWriter : IDisposable
{
    private readonly FileStream guard;
    private readonly StreamWriter writer;
    private readonly Dictionary<string, LogCursor> cursors = [];

    private TranscriptWriter(TranscriptFile file, FileStream guard)
    {
        this.guard = guard;
        foreach (var line in file.Read(0))
        {
            Note(line);
        }

        FileStream stream = new(file.Path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        CutHalfLine(stream);
        writer = new(stream) { AutoFlush = true, NewLine = "\n" };
    }

    /// <summary>Whether the transcript is complete.</summary>
    public bool Closed { get; private set; }

    /// <summary>Where each container's log goes on.</summary>
    public IReadOnlyDictionary<string, LogCursor> Cursors => cursors;

    /// <summary>Becomes the writer of a transcript.</summary>
    /// <returns>Null when another process is.</returns>
    /// <exception cref="IOException">The folder cannot be made or the disk is full.</exception>
    public static TranscriptWriter? TryOpen(TranscriptFile file)
    {
        var folder = Directory.CreateDirectory(Path.GetDirectoryName(file.Path)!).FullName;
        var lockFile = Path.Combine(folder, $".{file.Pod}.lock");
        try
        {
            return new(file, new(lockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException) when (File.Exists(lockFile))
        {
            return null;
        }
    }

    /// <summary>Appends a line.</summary>
    public void Append(LogLine line)
    {
        writer.Write(TranscriptFile.Format(line) + "\n");
        Note(line);
    }

    public void Dispose()
    {
        writer.Dispose();
        guard.Dispose();
    }

    private void Note(LogLine line)
    {
        cursors[line.Container] = cursors.GetValueOrDefault(line.Container, LogCursor.Start).After(line.At);
        Closed |= line.Container == TranscriptFile.Closing;
    }

    /// <summary>A process that was killed may have left a line without its end; the runtime still has the whole line.</summary>
    private static void CutHalfLine(FileStream stream)
    {
        var end = stream.Length;
        while (end > 0)
        {
            stream.Position = end - 1;
            if (stream.ReadByte() == '\n')
            {
                break;
            }

            end--;
        }

        stream.SetLength(end);
        stream.Position = end;
    }
}
