using System.Text;

namespace SpecKitExtension.Logs;

/// <summary>One line that a container of an agent's pod wrote.</summary>
/// <param name="Pod">The pod.</param>
/// <param name="Container"><c>clone</c>, <c>agent</c>, <c>courier</c>, or <c>event</c> for what the cluster says of the pod.</param>
/// <param name="At">When the runtime took the line.</param>
/// <param name="Utf8">The line as it came, in UTF-8; untrusted, without its line end. Lines that came together share their memory.</param>
internal sealed record LogLine(string Pod, string Container, DateTimeOffset At, ReadOnlyMemory<byte> Utf8)
{
    /// <param name="pod">The pod.</param>
    /// <param name="container">The container.</param>
    /// <param name="at">When the runtime took the line.</param>
    /// <param name="text">The line.</param>
    public LogLine(string pod, string container, DateTimeOffset at, string text)
        : this(pod, container, at, Encoding.UTF8.GetBytes(text)) { }

    /// <summary>The line as text, made anew at each call: thousands of lines a second are better handled as the bytes that they
    /// are.</summary>
    public string Text => Encoding.UTF8.GetString(Utf8.Span);

    /// <summary>The containers of a pod in the order they start.</summary>
    public static readonly IReadOnlyList<string> Containers = ["clone", "agent", "courier"];

    /// <summary>Whether the log was given up here though it has more, which may be had later.</summary>
    public bool Cut { get; init; }
}

/// <summary>Where a reader of a container's log stands: the second of the last line, and how many lines of that second it has
/// seen.</summary>
/// <param name="Second">A whole second.</param>
/// <param name="Seen">Lines seen of that second.</param>
/// <param name="Total">Lines seen in all.</param>
internal readonly record struct LogCursor(DateTimeOffset Second, long Seen, long Total)
{
    /// <summary>Before the first line.</summary>
    public static readonly LogCursor Start = new(DateTimeOffset.UnixEpoch, 0, 0);

    /// <summary>Where a reader stands after a line of a given time.</summary>
    public LogCursor After(DateTimeOffset at)
    {
        // Most lines share a second with the one before, and need no new one.
        var into = at.UtcTicks - Second.UtcTicks;
        return into is >= 0 and < TimeSpan.TicksPerSecond
            ? this with
            {
                Seen = Seen + 1,
                Total = Total + 1,
            }
            : new(DateTimeOffset.FromUnixTimeSeconds(at.ToUnixTimeSeconds()), 1, Total + 1);
    }
}
