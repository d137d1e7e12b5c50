using System.Buffers;
using System.Globalization;
using System.Text;

namespace SpecKitExtension.Logs;

/// <summary>Where the transcripts of a feature's agents lie: on this machine, outside every checkout, so that no repository decides where
/// they are written.</summary>
/// <param name="Path">The folder; it need not exist.</param>
internal sealed record TranscriptFolder(string Path)
{
    /// <summary>The folder of a feature; all clones of its repository share it.</summary>
    /// <param name="state">Where this user's programs keep what is theirs alone.</param>
    /// <param name="repository">The hash of the repository's key.</param>
    /// <param name="feature">The feature's label.</param>
    public static TranscriptFolder Of(string state, string repository, string feature) =>
        new(System.IO.Path.Combine(state, "logs", repository, feature));

    /// <summary>An agent's transcript.</summary>
    public TranscriptFile Of(string pod) => new(pod, System.IO.Path.Combine(Path, $"{pod}.log"));

    /// <summary>The pod of the newest attempt at a task that has a transcript here, or null.</summary>
    /// <param name="first">The pod of its first attempt.</param>
    public string? Newest(string first) =>
        !Directory.Exists(Path)
            ? null
            : Directory
                .EnumerateFiles(Path, $"{first}*.log")
                .Select(file => System.IO.Path.GetFileNameWithoutExtension(file))
                .Where(pod =>
                    pod == first
                    || (pod.StartsWith(first + "-", StringComparison.Ordinal) && int.TryParse(pod.AsSpan(first.Length + 1), out _))
                )
                .MaxBy(pod => pod == first ? 1 : int.Parse(pod.AsSpan(first.Length + 1), CultureInfo.InvariantCulture));
}

/// <summary>An agent's log on the developer's disk: <c>time container text</c> a line, written by one process at a time and read by
/// any.</summary>
/// <param name="Pod">The agent's pod.</param>
/// <param name="Path">The file.</param>
internal sealed record TranscriptFile(string Pod, string Path)
{
    /// <summary>The container name of the line that closes a complete transcript.</summary>
    public const string Closing = "end";

    /// <summary>The container name of the first line, whose time is the pod's creation: a pod that is made again gets its name
    /// again.</summary>
    public const string Opening = "begin";

    /// <summary>The container name of lines that tell what is missing.</summary>
    public const string Hole = "notice";

    private const string TimeFormat = "yyyy-MM-ddTHH:mm:ss.fffffffZ";

    /// <summary>Writes a line as the file holds it.</summary>
    public static void Write(IBufferWriter<byte> writer, LogLine line)
    {
        var head = writer.GetSpan(TimeFormat.Length + line.Container.Length + 2);
        line.At.UtcDateTime.TryFormat(head, out var length, "O", CultureInfo.InvariantCulture);
        head[length++] = (byte)' ';
        length += Encoding.ASCII.GetBytes(line.Container, head[length..]);
        head[length++] = (byte)' ';
        writer.Advance(length);
        writer.Write(line.Utf8.Span);
        writer.Write("\n"u8);
    }

    /// <summary>A line of the file, or null when it is none.</summary>
    public LogLine? Parse(string text)
    {
        var parts = text.Split(' ', 3);
        return
            parts.Length == 3
            && DateTimeOffset.TryParseExact(parts[0], TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? new(Pod, parts[1], at, parts[2])
            : null;
    }

    /// <summary>Whether this is the transcript of the pod of that name that was created then, as far as anybody can tell.</summary>
    public bool IsOf(DateTimeOffset? created) =>
        created is null || All().FirstOrDefault() is not { Container: Opening } first || first.At == created;

    /// <summary>The complete lines from a line number on; a last line without an end is still being written and is left out.</summary>
    /// <param name="skip">How many lines the reader has had.</param>
    public IEnumerable<LogLine> Read(int skip) => All().Where(line => line.Container != Opening).Skip(skip);

    /// <summary>Whether lines of the log are known to be missing here; false where nothing was written yet.</summary>
    public bool HasHole => All().Any(line => line.Container == Hole);

    private IEnumerable<LogLine> All()
    {
        if (!File.Exists(Path))
        {
            yield break;
        }

        using FileStream stream = new(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using StreamReader reader = new(stream);
        LineReader lines = new(reader);
        while (lines.Next() is { } text)
        {
            if (Parse(text) is { } line)
            {
                yield return line;
            }
        }
    }
}
