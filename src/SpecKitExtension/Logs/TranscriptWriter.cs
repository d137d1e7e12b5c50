using System.Buffers;
using SpecKitExtension.Tools;

namespace SpecKitExtension.Logs;

/// <summary>The one process that may append to a transcript, and where it has to go on.</summary>
internal sealed class TranscriptWriter : IDisposable
{
    private readonly FileStream guard;
    private readonly FileStream stream;
    private readonly ArrayBufferWriter<byte> buffer = new();
    private readonly Dictionary<string, LogCursor> cursors = [];

    private TranscriptWriter(TranscriptFile file, DateTimeOffset? created, FileStream guard)
    {
        this.guard = guard;
        if (!file.IsOf(created))
        {
            // An earlier pod of the same name, e.g. of work whose branch was deleted; its transcript is kept aside.
            File.Move(file.Path, Path.ChangeExtension(file.Path, $".{Guid.NewGuid():N}.log"));
        }

        Note(file.Read(0));
        stream = new(file.Path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        CutHalfLine(stream);
        if (stream.Length == 0 && created is { } at)
        {
            Append([new(file.Pod, TranscriptFile.Opening, at, "")]);
        }
    }

    /// <summary>Where each container's log goes on.</summary>
    public IReadOnlyDictionary<string, LogCursor> Cursors => cursors;

    /// <summary>Becomes the writer of a transcript.</summary>
    /// <param name="file">The transcript.</param>
    /// <param name="created">When the pod was created; null when the runtime does not know it any more.</param>
    /// <returns>Null when another process is.</returns>
    /// <exception cref="IOException">The folder cannot be made, the file is a link, or the disk is full.</exception>
    public static TranscriptWriter? TryOpen(TranscriptFile file, DateTimeOffset? created)
    {
        var folder = Path.GetDirectoryName(file.Path)!;
        PrivateFolder.Create(folder);
        if (new FileInfo(file.Path).LinkTarget is not null)
        {
            throw new IOException($"{file.Path} is a link, and nothing is written through one. Remove it.");
        }

        if (Guard(Path.Combine(folder, $".{file.Pod}.lock")) is not { } guard)
        {
            return null;
        }

        try
        {
            return new(file, created, guard);
        }
        catch
        {
            guard.Dispose();
            throw;
        }
    }

    private static FileStream? Guard(string file)
    {
        try
        {
            return new(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (File.Exists(file))
        {
            return null;
        }
    }

    /// <summary>Appends lines; they are in the file when this returns.</summary>
    public void Append(IReadOnlyList<LogLine> lines)
    {
        foreach (var line in lines)
        {
            TranscriptFile.Write(buffer, line);
        }

        Note(lines);
        stream.Write(buffer.WrittenSpan);
        buffer.ResetWrittenCount();
    }

    public void Dispose()
    {
        stream.Dispose();
        guard.Dispose();
    }

    private void Note(IEnumerable<LogLine> lines)
    {
        var (container, cursor) = ("", LogCursor.Start);
        foreach (var line in lines)
        {
            if (line.Container != container)
            {
                cursors[container] = cursor;
                container = line.Container;
                cursor = cursors.GetValueOrDefault(container, LogCursor.Start);
            }

            cursor = cursor.After(line.At);
        }

        cursors[container] = cursor;
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
