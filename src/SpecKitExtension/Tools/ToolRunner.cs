using System.ComponentModel;
using System.Text;
using Medallion.Shell;

namespace SpecKitExtension.Tools;

/// <summary>Runs other programs: the only door to them.</summary>
internal interface IToolRunner
{
    /// <summary>Runs a program to its end and collects what it says.</summary>
    /// <exception cref="ToolMissingException">The program is not installed.</exception>
    /// <exception cref="ToolTimeoutException">It ran longer than its call allows.</exception>
    Task<ToolResult> TryAsync(ToolCall call, CancellationToken ct);
}

/// <summary>Runs programs through MedallionShell.</summary>
internal sealed class ToolRunner : IToolRunner
{
    public async Task<ToolResult> TryAsync(ToolCall call, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        using var command = Start(call, ct);
        var output = command.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var error = command.StandardError.ReadToEndAsync(CancellationToken.None);
        await FeedAsync(command, call.Input).ConfigureAwait(false);
        try
        {
            var result = await command.Task.ConfigureAwait(false);
            return new(call, result.ExitCode, await output.ConfigureAwait(false), await error.ConfigureAwait(false));
        }
        catch (TimeoutException)
        {
            throw new ToolTimeoutException(call);
        }
    }

    private static Command Start(ToolCall call, CancellationToken ct)
    {
        try
        {
            return Command.Run(call.Tool, call.Arguments, options =>
            {
                options.ThrowOnError(false).Timeout(call.Timeout).CancellationToken(ct);
                options.StartInfo(info =>
                {
                    if (call.WorkingDirectory is { } directory)
                    {
                        info.WorkingDirectory = directory;
                    }

                    foreach (var (name, value) in call.Environment)
                    {
                        info.Environment[name] = value;
                    }
                });
            });
        }
        catch (Win32Exception) when (call.WorkingDirectory is null || Directory.Exists(call.WorkingDirectory))
        {
            throw new ToolMissingException(call.Tool);
        }
    }

    /// <summary>A program that ends without reading its input is no error of ours: its exit code tells.</summary>
    private static async Task FeedAsync(Command command, string input)
    {
        try
        {
            // In one piece: as text it would go a kilobyte at a time, each with a call of the system of its own.
            await command.StandardInput.BaseStream.WriteAsync(Encoding.UTF8.GetBytes(input)).ConfigureAwait(false);
            command.StandardInput.Close();
        }
        catch (IOException)
        {
            return;
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
