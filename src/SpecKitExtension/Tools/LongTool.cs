using Medallion.Shell;

namespace SpecKitExtension.Tools;

/// <summary>A program that serves us until we end, however we end.</summary>
/// <remarks>
/// A shell holds the program and reads a pipe from us. The pipe closes with this process, even by SIGKILL, and the shell then
/// ends the program; kubectl itself would live on. A terminal sends Ctrl+C to the shell too, which is none of its business.
/// </remarks>
internal sealed class LongTool : IAsyncDisposable
{
    private const int NotFound = 127;
    private const string Keeper = """
        trap '' INT QUIT
        exec 3<&0
        "${@:2}" < /dev/null 3<&- & tool=$!
        { read -r -u 3 _; kill "$tool"; } 2> /dev/null & guard=$!
        wait "$tool"; code=$?
        kill "$guard" 2> /dev/null
        rm -rf -- "$1"
        exit "$code"
        """;

    private readonly Command command;
    private readonly Task<string> error;

    private LongTool(ToolCall call, string scratch)
    {
        Call = call;
        command = Command.Run("bash", ["-c", Keeper, "bash", scratch, call.Tool, .. call.Arguments], options => options.ThrowOnError(false).StartInfo(info =>
        {
            info.WorkingDirectory = call.WorkingDirectory ?? "";
            foreach (var (name, value) in call.Environment)
            {
                info.Environment[name] = value;
            }
        }));
        error = command.StandardError.ReadToEndAsync();
        _ = command.StandardOutput.ReadToEndAsync();
    }

    /// <summary>What runs.</summary>
    public ToolCall Call { get; }

    /// <summary>Whether it has ended.</summary>
    public bool HasEnded => command.Task.IsCompleted;

    /// <summary>Starts a program.</summary>
    /// <param name="call">The program.</param>
    /// <param name="scratch">A directory of the program that goes away with it.</param>
    public static LongTool Start(ToolCall call, string scratch) => new(call, scratch);

    /// <summary>Why it ended.</summary>
    public async Task<ToolFailedException> FailureAsync()
    {
        var code = (await command.Task).ExitCode;
        return code == NotFound ? new ToolMissingException(Call.Tool) : new ToolFailedException(Call, code, await error);
    }

    public async ValueTask DisposeAsync()
    {
        command.StandardInput.Close();
        if (await Task.WhenAny(command.Task, Task.Delay(TimeSpan.FromSeconds(5))) != command.Task)
        {
            command.Kill();
        }

        ((IDisposable)command).Dispose();
    }
}
