using System.Globalization;

namespace SpecKitExtension.Logs;

/// <summary>An agent's log on the developer's disk: <c>time container text</c> a line, written by one process at a time and read by any.</summary>
/// <param name="Pod">The agent's pod.</param>
/// <param name="Path">The file.</param>
internal sealed record TranscriptFile(string Pod, string Path)
{
    /// <summary>The container name of the line that closes a complete transcript.</summary>
    public const string Closing = "end";

    /// <summary>The container name of the first line, whose time is the pod's creation: a pod that is made again gets its name again.</summary>
    public const string Opening = "begin";

    private const string TimeFormat = "yyyy-MM-ddTHH:mm:ss.fffffffZ";

    /// <summary>Writes a line as the file holds it.</summary>
    public static void Write(TextWriter writer, LogLine line)
    {
        Span<char> time = stackalloc char[TimeFormat.Length];
        line.At.UtcDateTime.TryFormat(time, out var length, "O", CultureInfo.InvariantCulture);
        writer.Write(time[..length]);
        writer.Write(' ');
        writer.Write(line.Container);
        writer.Write(' ');
        writer.Write(line.Text);
        writer.Write('\n');
    }

    /// <summary>A line of the file, or null when it is none.</summary>
    public LogLine? Parse(string text)
    {
        var parts = text.Split(' ', 3);
        return parts.Length == 3 && DateTimeOffset.TryParseExact(parts[0], TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? new(Pod, parts[1], at, parts[2])
            : null;
    }

    /// <summary>Whether this is the transcript of the pod of that name that was created then, as far as anybody can tell.</summary>
    public bool IsOf(DateTimeOffset? created) => created is null || All().FirstOrDefault() is not { Container: Opening } first || first.At == created;

    /// <summary>The complete lines from a line number on; a last line without an end is still being written and is left out.</summary>
    /// <param name="skip">How many lines the reader has had.</param>
    public IEnumerable<LogLine> Read(int skip) => All().Where(line => line.Container != Opening).Skip(skip);

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
