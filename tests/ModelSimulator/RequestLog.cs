using System.Collections.Concurrent;

namespace ModelSimulator;

/// <summary>Remembers every request, and writes it to a file of JSON lines where one is named.</summary>
internal sealed class RequestLog(string? file) : IDisposable
{
    private readonly ConcurrentQueue<ModelRequest> _requests = new();
    private readonly ConcurrentDictionary<(string Session, string Script, int Step), int> _attempts = new();
    private readonly Lock _writing = new();
    private readonly FileStream? _stream = file is null ? null : new(file, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);

    /// <summary>The sum of what was counted.</summary>
    public ModelUsage Used { get; private set; } = new(0, 0);

    /// <summary>Adds up what an answer said that it used.</summary>
    public void Count(ModelUsage usage)
    {
        lock (_writing)
        {
            Used = new(Used.Input + usage.Input, Used.Output + usage.Output, Used.Cached + usage.Cached);
        }
    }

    /// <summary>The requests so far, in order of arrival.</summary>
    public IReadOnlyList<ModelRequest> All => [.. _requests];

    /// <summary>Counts a request for a step.</summary>
    /// <returns>How often the session asked for that step before.</returns>
    public int CountAttempt(string session, ScriptStep step) =>
        _attempts.AddOrUpdate((session, step.Script, step.Step), 0, (_, before) => before + 1);

    /// <summary>Counts a request for a step.</summary>
    /// <returns>How often any session asked for that step before.</returns>
    public int CountEver(ScriptStep step) => _attempts.AddOrUpdate(("*", step.Script, step.Step), 0, (_, before) => before + 1);

    /// <summary>Adds a request.</summary>
    public void Add(ModelRequest request)
    {
        _requests.Enqueue(request);
        lock (_writing)
        {
            _stream?.Write(request.ToJsonLine());
            _stream?.Flush();
        }
    }

    public void Dispose() => _stream?.Dispose();
}
