using SpecKitExtension.Configuration;
using SpecKitExtension.Logs;
using SpecKitExtension.Naming;
using SpecKitExtension.Rendering;
using SpecKitExtension.Running;
using SpecKitExtension.Tools;

namespace SpecKitExtension.Commands;

/// <summary>The command line is legal but makes no sense here; the message is finished.</summary>
internal sealed class UsageException(string message) : Exception(message);

/// <summary>tasks.md cannot be worked with; the message is finished.</summary>
internal sealed class TasksFileException(string message) : Exception(message);

/// <summary>What every failure means for the caller: the message, line by line harmless, and the exit code.</summary>
internal static class Failures
{
    /// <summary>The exit code and the message of a failure.</summary>
    public static (ExitCode Code, string Message) Explain(Exception failure) =>
        failure switch
        {
            OperationCanceledException => (ExitCode.Interrupted, "Interrupted."),
            UsageException => (ExitCode.Usage, failure.Message),
            TasksFileException
            or InvalidTasksException
            or SettingsProblemException
            or TemplateException
            or PromptTooLargeException
            or RepositoryUrlException => (ExitCode.BadInput, failure.Message),
            ToolTimeoutException => (ExitCode.TimedOut, failure.Message),
            ToolFailedException => (ExitCode.ToolFailed, failure.Message),
            IOException or UnauthorizedAccessException => (
                ExitCode.ToolFailed,
                $"{failure.Message}\nCheck that the disk has room and that the file may be written, then run the command again: nothing is lost."
            ),
            _ => (ExitCode.ToolFailed, $"This is a defect of the tool; please report it with these lines:\n{failure}"),
        };

    /// <summary>A message that quotes other programs, made harmless line by line.</summary>
    public static string Harmless(string message) =>
        string.Join('\n', message.ReplaceLineEndings("\n").Split('\n').Select(Sanitizer.Clean));
}
