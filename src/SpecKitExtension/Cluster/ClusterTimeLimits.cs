namespace SpecKitExtension.Cluster;

/// <summary>How long the cluster may keep silent before a connection counts as dead; TCP itself may take hours to notice.</summary>
internal sealed record ClusterTimeLimits
{
    /// <summary>For the answer to a question.</summary>
    public TimeSpan Answer { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>For one connection of a watch; the server ends it by itself after this time.</summary>
    public TimeSpan Watch { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>For the next line of a container that runs. A relay that has forgotten the connection still answers TCP's keep-alives;
    /// asking again costs one request and repeats nothing.</summary>
    public TimeSpan Line { get; init; } = TimeSpan.FromSeconds(40);

    /// <summary>For the rest of a log whose container has ended.</summary>
    public TimeSpan Rest { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>For a server that has answered before: it restarts, or is upgraded.</summary>
    public TimeSpan Away { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>For a server that is away before a person is told.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>For a watch that cannot be opened again before everything is listed anew.</summary>
    public TimeSpan Reopen { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>For the log of a container that has ended, while the server is overloaded or cannot reach the node.</summary>
    public TimeSpan Log { get; init; } = TimeSpan.FromMinutes(3);
}
