namespace SpecKitExtension.Tools;

/// <summary>One call of another program; a value until a runner starts it.</summary>
/// <param name="Tool">The program's name or path.</param>
/// <param name="Arguments">Its arguments, handed over as they are: no shell is involved.</param>
internal sealed record ToolCall(string Tool, params IReadOnlyList<string> Arguments)
{
    /// <summary>Where it runs; null is the tool's own working directory.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Variables set besides the inherited ones; a null value removes one.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>What it reads on standard input; nothing by default.</summary>
    public string Input { get; init; } = "";

    /// <summary>How long it may take before it is killed.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The call as a person would type it.</summary>
    public override string ToString() => Arguments.Count == 0 ? Tool : $"{Tool} {string.Join(' ', Arguments)}";
}
