namespace SpecKitExtension.Logs;

/// <summary>One line that a container of an agent's pod wrote.</summary>
/// <param name="Pod">The pod.</param>
/// <param name="Container"><c>clone</c>, <c>agent</c>, <c>courier</c>, or <c>event</c> for what the cluster says of the pod.</param>
/// <param name="At">When the runtime took the line.</param>
/// <param name="Text">The line as it came; untrusted, without its line end.</param>
internal sealed record LogLine(string Pod, string Container, DateTimeOffset At, string Text)
{
    /// <summary>The containers of a pod in the order they start.</summary>
    public static readonly IReadOnlyList<string> Containers = ["clone", "agent", "courier"];

    /// <summary>Whether the log was given up here though it has more, which may be had later.</summary>
    public bool Cut { get; init; }
}

/// <summary>Where a reader of a container's log stands: the second of the last line, and how many lines of that second it has seen.</summary>
/// <param name="Second">A whole second; the epoch where lines carry no time.</param>
/// <param name="Seen">Lines seen of that second.</param>
internal readonly record struct LogCursor(DateTimeOffset Second, long Seen)
{
    /// <summary>Before the first line.</summary>
    public static readonly LogCursor Start = new(DateTimeOffset.UnixEpoch, 0);

    /// <summary>Where a reader stands after a line of a given time.</summary>
    public LogCursor After(DateTimeOffset at)
    {
        var second = DateTimeOffset.FromUnixTimeSeconds(at.ToUnixTimeSeconds());
        return second == Second ? this with { Seen = Seen + 1 } : new(second, 1);
    }
}
