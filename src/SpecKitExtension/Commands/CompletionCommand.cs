using System.CommandLine;
using SpecKitExtension.Tools;

namespace SpecKitExtension.Commands;

/// <summary><c>completion</c>: a script that lets a shell complete what is typed.</summary>
internal static class CompletionCommand
{
    private static readonly Argument<string> Shell = new Argument<string>("SHELL")
    {
        Description = "The shell that reads the script.",
    }.AcceptOnlyFromAmong("bash", "zsh", "fish", "pwsh");

    /// <summary>The command.</summary>
    public static Command Create(Host host)
    {
        ToolCommand command = new(
            "completion",
            "Print a script that lets a shell complete commands, options and task ids.",
            "source <(dotnet-speckit-async completion bash)",
            "source <(dotnet-speckit-async completion zsh)",
            "dotnet-speckit-async completion fish | source",
            "dotnet-speckit-async completion pwsh | Out-String | Invoke-Expression"
        )
        {
            Shell,
        };
        command.SetAction(parsed =>
        {
            host.Out.Write(EmbeddedText.Read($"completion/completion.{parsed.GetValue(Shell)}"));
            return (int)ExitCode.Done;
        });
        return command;
    }
}
