namespace ModelSimulator;

/// <summary>What a simulated provider listens on and answers.</summary>
internal sealed record ModelServerOptions
{
    /// <summary>Address to listen on.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>Port to listen on; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>JSON text of the scripts; used when no file is named.</summary>
    public string Scripts { get; init; } = "{}";

    /// <summary>File with the scripts, read again at every request.</summary>
    public string? ScriptsFile { get; init; }

    /// <summary>File that gets one JSON line per request.</summary>
    public string? LogFile { get; init; }

    /// <summary>The only key that is let in; null lets everybody in.</summary>
    public string? ApiKey { get; init; }

    /// <summary>Source of time for delays and the log.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
