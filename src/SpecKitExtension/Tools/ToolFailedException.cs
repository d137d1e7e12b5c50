namespace SpecKitExtension.Tools;

/// <summary>A program failed; the message is finished: what ran, how it ended, what it said, what to do.</summary>
internal class ToolFailedException(string message) : Exception(message)
{
    private const int TailLines = 12;

    public ToolFailedException(ToolCall call, int exitCode, string errorText)
        : this($"`{call}` exited with {exitCode}.\n{Tail(errorText)}\nRun `dotnet speckit-async doctor` to check the set-up.") { }

    private static string Tail(string text) =>
        string.Join('\n', text.TrimEnd().Split('\n').TakeLast(TailLines).Select(line => $"  {line.TrimEnd('\r')}"));
}

/// <summary>A program that is needed is not there.</summary>
internal sealed class ToolMissingException(string tool) : ToolFailedException(Explain(tool))
{
    private static string Explain(string tool) =>
        Path.IsPathFullyQualified(tool)
            ? $"`{tool}` is no program: there is no such file, or it may not be executed.\nCorrect the path, or make the file executable with `chmod +x`."
        : Path.GetFileName(tool) != tool
            ? $"`{tool}` is a relative path, and no program is looked up in the working directory.\nName a program on PATH, or give its whole path."
        : $"`{tool}` was not found on PATH.\nInstall it, or add its folder to PATH (relative folders do not count). `dotnet speckit-async doctor` lists everything that is needed.";
}

/// <summary>The directory that a program is to run in is not there, or not there any more.</summary>
internal sealed class ToolDirectoryMissingException(string? directory)
    : ToolFailedException(
        $"The working directory{(directory is null ? "" : $" {directory}")} does not exist any more.\nChange to a directory that exists (`cd`), then run the command again."
    );

/// <summary>A program took longer than it may.</summary>
internal sealed class ToolTimeoutException(ToolCall call)
    : ToolFailedException(
        $"`{call}` did not finish within {call.Timeout.TotalSeconds:0} s and was stopped.\nCheck the network and the server behind it, then run the command again."
    );

/// <summary>A program printed more than this process wants to hold.</summary>
internal sealed class ToolOutputException(ToolCall call)
    : ToolFailedException(
        $"`{call}` printed more than {call.OutputLimit} bytes and was stopped.\nRun it yourself to see what it prints; nothing of it was used."
    );
