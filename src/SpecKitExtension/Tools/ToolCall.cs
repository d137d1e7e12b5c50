using System.Text;

namespace SpecKitExtension.Tools;

/// <summary>One call of another program; a value until a runner starts it.</summary>
/// <param name="Tool">The program's name, looked up on PATH, or its whole path.</param>
/// <param name="Arguments">Its arguments, handed over as they are: no shell is involved.</param>
internal sealed record ToolCall(string Tool, params IReadOnlyList<string> Arguments)
{
    /// <summary>Where it runs; null is this process's own working directory.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Variables set besides the inherited ones; a null value removes one.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>What it reads on standard input, as text; nothing by default.</summary>
    public string Input
    {
        get => Encoding.UTF8.GetString(InputBytes.Span);
        init => InputBytes = Encoding.UTF8.GetBytes(value);
    }

    /// <summary>What it reads on standard input.</summary>
    public ReadOnlyMemory<byte> InputBytes { get; init; }

    /// <summary>How long it may take before it and all that it has started is killed.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How many bytes it may print before it is killed; of its standard error so many are kept, and the rest is dropped.</summary>
    public int OutputLimit { get; init; } = 256 * 1024 * 1024;

    /// <summary>The call as a person would type it.</summary>
    public override string ToString() => Arguments.Count == 0 ? Tool : $"{Tool} {string.Join(' ', Arguments)}";
}
