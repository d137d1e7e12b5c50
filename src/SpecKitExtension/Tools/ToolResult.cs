using System.Text;

namespace SpecKitExtension.Tools;

/// <summary>How a call ended.</summary>
/// <param name="Call">What was called.</param>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">All of its standard output, as text.</param>
/// <param name="Error">Its standard error.</param>
internal sealed record ToolResult(ToolCall Call, int ExitCode, string Output, string Error)
{
    private readonly ReadOnlyMemory<byte>? bytes;

    /// <summary>Whether it exited with 0.</summary>
    public bool Succeeded => ExitCode == 0;

    /// <summary>All of its standard output, byte for byte: text loses what is no UTF-8.</summary>
    public ReadOnlyMemory<byte> Bytes
    {
        get => bytes ?? Encoding.UTF8.GetBytes(Output);
        init => bytes = value;
    }

    /// <summary>Standard output without its last line end.</summary>
    public string Text => Output.TrimEnd('\n', '\r');

    /// <summary>The lines of standard output.</summary>
    public IReadOnlyList<string> Lines => Text.Length == 0 ? [] : Text.Split('\n');

    /// <summary>This result, when the call succeeded.</summary>
    /// <exception cref="ToolFailedException">It did not.</exception>
    public ToolResult OrThrow() => Succeeded ? this : throw new ToolFailedException(Call, ExitCode, Error.Length > 0 ? Error : Output);
}
