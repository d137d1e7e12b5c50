namespace ModelSimulator;

/// <summary>One scripted answer of the model: what it says, which tools it calls, and how the answer goes wrong.</summary>
/// <remarks>The generated JSON reader sets members that are absent to null, hence the setters that put the default back.</remarks>
internal sealed record ModelTurn
{
    /// <summary>Words of the answer, streamed word by word.</summary>
    public string? Text { get; init; }

    /// <summary>Thoughts before the answer, as `reasoning_content`.</summary>
    public string? Reasoning { get; init; }

    /// <summary>Tool calls that end the turn.</summary>
    public IReadOnlyList<ModelToolCall> Tools
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>Milliseconds of silence before the first byte of the answer.</summary>
    public int DelayMs { get; init; }

    /// <summary>Milliseconds between two chunks.</summary>
    public int ChunkMs { get; init; }

    /// <summary>How the answer goes wrong; <see cref="Fault.None"/> is a complete answer.</summary>
    public Fault Fault { get; init; }

    /// <summary>Text of the error message, instead of the fault's own.</summary>
    public string? Message { get; init; }

    /// <summary>Value of the Retry-After header of a refused request: seconds or an HTTP date.</summary>
    public string? RetryAfter { get; init; }

    /// <summary>Finish reason of a complete answer; by default `stop`, or `tool_calls` where there are calls.</summary>
    public string? Finish { get; init; }

    /// <summary>Token counts that the answer reports.</summary>
    public ModelUsage Usage
    {
        get;
        init => field = value ?? new();
    } = new();

    /// <summary>Whether a script that ends with this turn plays it again for every further step.</summary>
    public bool Forever { get; init; }

    /// <summary>Answers to the first requests for this step in all sessions together: a limit that is over for whoever comes
    /// back.</summary>
    public IReadOnlyList<ModelTurn> Once
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>Answers to the first requests for this step, one each; only then comes the turn itself. For faults that pass.</summary>
    public IReadOnlyList<ModelTurn> First
    {
        get;
        init => field = value ?? [];
    } = [];
}
