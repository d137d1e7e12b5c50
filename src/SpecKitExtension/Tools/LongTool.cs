using CliWrap;
using CliWrap.Buffered;

namespace SpecKitExtension.Tools;

/// <summary>A program that serves us until we end, however we end.</summary>
/// <remarks>
/// A shell holds the program and reads a pipe from us. The pipe closes with this process, even by SIGKILL, and the shell then
/// ends the program; kubectl itself would live on. A terminal sends Ctrl+C to the shell too, which is none of its business.
/// </remarks>
internal sealed class LongTool : IAsyncDisposable
{
    private const string Keeper = """
        trap '' INT QUIT
        exec 3<&0
        "${@:2}" < /dev/null 3<&- > /dev/null & tool=$!
        { read -r -u 3 _; kill "$tool"; } 2> /dev/null & guard=$!
        wait "$tool"; code=$?
        kill "$guard" 2> /dev/null
        rm -rf -- "$1"
        exit "$code"
        """;

    private readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource kill = new();
    private readonly Task<BufferedCommandResult> ended;

    private LongTool(ToolCall call, string scratch)
    {
        var programs = Programs.Installed;
        Call = call;
        var keeper = ToolCommand.Of(call with { Tool = "bash", Arguments = ["-c", Keeper, "bash", scratch, programs.Find(call.Tool), .. call.Arguments] }, programs);
        ended = keeper.WithStandardInputPipe(PipeSource.Create((_, ct) => released.Task.WaitAsync(ct))).ExecuteBufferedAsync(kill.Token);
    }

    /// <summary>What runs.</summary>
    public ToolCall Call { get; }

    /// <summary>Whether it has ended.</summary>
    public bool HasEnded => ended.IsCompleted;

    /// <summary>Starts a program.</summary>
    /// <param name="call">The program.</param>
    /// <param name="scratch">A directory of the program that goes away with it.</param>
    /// <exception cref="ToolMissingException">The program is not installed.</exception>
    public static LongTool Start(ToolCall call, string scratch) => new(call, scratch);

    /// <summary>Why it ended.</summary>
    public async Task<ToolFailedException> FailureAsync()
    {
        var result = await ended;
        return new ToolFailedException(Call, result.ExitCode, result.StandardError);
    }

    public async ValueTask DisposeAsync()
    {
        released.TrySetResult();
        kill.CancelAfter(TimeSpan.FromSeconds(5));
        await Task.WhenAny(ended);
        kill.Dispose();
    }
}
