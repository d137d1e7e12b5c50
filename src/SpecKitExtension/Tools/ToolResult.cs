namespace SpecKitExtension.Tools;

/// <summary>How a call ended.</summary>
/// <param name="Call">What was called.</param>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">All of its standard output.</param>
/// <param name="Error">All of its standard error.</param>
internal sealed record ToolResult(ToolCall Call, int ExitCode, string Output, string Error)
{
    /// <summary>Whether it exited with 0.</summary>
    public bool Succeeded => ExitCode == 0;

    /// <summary>Standard output without its last line end.</summary>
    public string Text => Output.TrimEnd('\n', '\r');

    /// <summary>The lines of standard output.</summary>
    public IReadOnlyList<string> Lines => Text.Length == 0 ? [] : Text.Split('\n');

    /// <summary>This result, when the call succeeded.</summary>
    /// <exception cref="ToolFailedException">It did not.</exception>
    public ToolResult OrThrow() => Succeeded ? this : throw new ToolFailedException(Call, ExitCode, Error.Length > 0 ? Error : Output);
}
