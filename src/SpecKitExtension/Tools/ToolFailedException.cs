namespace SpecKitExtension.Tools;

/// <summary>A program failed; the message is finished: what ran, how it ended, what it said, what to do.</summary>
internal class ToolFailedException(string message) : Exception(message)
{
    private const int TailLines = 12;

    public ToolFailedException(ToolCall call, int exitCode, string errorText)
        : this($"`{call}` exited with {exitCode}.\n{Tail(errorText)}\nRun `dotnet speckit-async doctor` to check the set-up.")
    {
    }

    private static string Tail(string text) =>
        string.Join('\n', text.TrimEnd().Split('\n').TakeLast(TailLines).Select(line => $"  {line.TrimEnd('\r')}"));
}

/// <summary>A program that is needed is not there.</summary>
internal sealed class ToolMissingException(string tool)
    : ToolFailedException($"`{tool}` was not found on PATH.\nInstall it, or add its folder to PATH. `dotnet speckit-async doctor` lists everything that is needed.");

/// <summary>A program took longer than it may.</summary>
internal sealed class ToolTimeoutException(ToolCall call)
    : ToolFailedException($"`{call}` did not finish within {call.Timeout.TotalSeconds:0} s and was stopped.\nCheck the network and the server behind it, then run the command again.");
