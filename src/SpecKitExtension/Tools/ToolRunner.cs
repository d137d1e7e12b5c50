using System.Buffers;
using System.ComponentModel;
using System.Text;
using CliWrap;

namespace SpecKitExtension.Tools;

/// <summary>Runs other programs: the only door to them.</summary>
internal interface IToolRunner
{
    /// <summary>Runs a program to its end and collects what it says.</summary>
    /// <exception cref="ToolMissingException">The program is not installed.</exception>
    /// <exception cref="ToolDirectoryMissingException">Its working directory is not there.</exception>
    /// <exception cref="ToolTimeoutException">It ran longer than its call allows.</exception>
    /// <exception cref="ToolOutputException">It printed more than its call allows.</exception>
    /// <exception cref="ToolFailedException">The system could not start it.</exception>
    Task<ToolResult> TryAsync(ToolCall call, CancellationToken ct);

    /// <summary>The variables that programs see.</summary>
    Variables Variables => Variables.None;
}

/// <summary>Runs programs through CliWrap, which ends a program together with all that it has started.</summary>
/// <param name="variables">The variables that programs see; PATH says where they lie.</param>
internal sealed class ToolRunner(Variables variables) : IToolRunner
{
    private const int ErrorLimit = 1024 * 1024;

    private readonly Programs programs = Programs.Of(variables);

    public Variables Variables => variables;

    public async Task<ToolResult> TryAsync(ToolCall call, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(ct);
        Collected output = new(call.OutputLimit, end.Cancel);
        Collected error = new(Math.Min(ErrorLimit, call.OutputLimit), null);
        var command = ToolCommand
            .Of(call, programs, variables)
            .WithStandardInputPipe(PipeSource.FromBytes(call.InputBytes))
            .WithStandardOutputPipe(PipeTarget.Create(output.TakeAsync))
            .WithStandardErrorPipe(PipeTarget.Create(error.TakeAsync));
        try
        {
            end.CancelAfter(call.Timeout);
            var result = await command.ExecuteAsync(end.Token, CancellationToken.None).ConfigureAwait(false);
            return new(call, result.ExitCode, output.Text, error.Text) { Bytes = output.Bytes };
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw output.Overflown ? new ToolOutputException(call) : new ToolTimeoutException(call);
        }
        catch (Win32Exception refused)
        {
            throw new ToolFailedException(
                $"`{call}` could not be started: {(refused.InnerException ?? refused).Message}.\nRun `dotnet speckit-async doctor` to check the set-up."
            );
        }
    }

    /// <summary>The first bytes of a stream.</summary>
    /// <param name="limit">How many are kept.</param>
    /// <param name="overflow">What happens when there are more; null drops them.</param>
    private sealed class Collected(int limit, Action? overflow)
    {
        private readonly ArrayBufferWriter<byte> kept = new();

        public bool Overflown { get; private set; }

        public ReadOnlyMemory<byte> Bytes => kept.WrittenMemory;

        public string Text => Encoding.UTF8.GetString(Bytes.Span);

        public async Task TakeAsync(Stream stream, CancellationToken ct)
        {
            var buffer = new byte[16_384];
            while (await stream.ReadAsync(buffer, ct).ConfigureAwait(false) is var count and > 0)
            {
                var room = Math.Min(count, limit - kept.WrittenCount);
                kept.Write(buffer.AsSpan(0, room));
                if (room < count && !Overflown)
                {
                    Overflown = true;
                    overflow?.Invoke();
                }
            }
        }
    }
}

/// <summary>A call as CliWrap takes it.</summary>
internal static class ToolCommand
{
    /// <summary>The command of a call: a whole path, the folders of PATH that are whole paths, and no judgement of its exit code.</summary>
    /// <exception cref="ToolMissingException">The program is not installed.</exception>
    /// <exception cref="ToolDirectoryMissingException">Its working directory is not there.</exception>
    public static Command Of(ToolCall call, Programs programs, Variables environment)
    {
        var directory = DirectoryOf(call);
        Dictionary<string, string?> variables = new(environment.Changes) { ["PATH"] = programs.Path };
        foreach (var (name, value) in call.Environment)
        {
            variables[name] = value;
        }

        if (OperatingSystem.IsWindows())
        {
            // What the program starts in turn is not looked up in the working directory either.
            variables["NoDefaultCurrentDirectoryInExePath"] = "1";
        }

        return Cli.Wrap(programs.Find(call.Tool))
            .WithArguments(call.Arguments)
            .WithWorkingDirectory(directory)
            .WithEnvironmentVariables(variables)
            .WithValidation(CommandResultValidation.None);
    }

    private static string DirectoryOf(ToolCall call)
    {
        try
        {
            var directory = call.WorkingDirectory ?? Directory.GetCurrentDirectory();
            return Directory.Exists(directory) ? directory : throw new ToolDirectoryMissingException(directory);
        }
        catch (FileNotFoundException)
        {
            throw new ToolDirectoryMissingException(null);
        }
    }
}

/// <summary>Short forms of calls.</summary>
internal static class ToolRunnerExtensions
{
    /// <summary>Runs a program that has to succeed.</summary>
    /// <exception cref="ToolFailedException">It is missing, exited with another code than 0, or took too long.</exception>
    public static async Task<ToolResult> RunAsync(this IToolRunner tools, ToolCall call, CancellationToken ct) =>
        (await tools.TryAsync(call, ct).ConfigureAwait(false)).OrThrow();
}
