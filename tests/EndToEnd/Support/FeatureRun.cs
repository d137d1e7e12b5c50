using System.Diagnostics;
using System.Text;

namespace EndToEnd.Support;

/// <summary>How a call of the tool ended.</summary>
/// <param name="ExitCode">Its exit code; 137 when it was killed.</param>
/// <param name="Output">What it printed on stdout.</param>
/// <param name="Error">What it printed on stderr.</param>
internal sealed record FeatureResult(int ExitCode, string Output, string Error)
{
    /// <summary>Everything, for the message of a failed test.</summary>
    internal string All => $"exit code {ExitCode}\n--- stdout\n{Output}\n--- stderr\n{Error}";

    /// <summary>Fails unless the call ended with this code, and as a finished message at that: no stack, no .NET exception's
    /// name.</summary>
    /// <param name="code">The exit code.</param>
    /// <param name="because">Why.</param>
    internal FeatureResult ShouldEndWith(int code, string because = "")
    {
        ExitCode.ShouldBe(code, $"{because}\n{All}");
        Error.ShouldNotContain("defect of the tool", customMessage: All);
        Error.ShouldNotContain("Exception", customMessage: All);
        Error.ShouldNotContain("   at ", customMessage: All);
        return this;
    }
}

/// <summary>A call of the tool that runs, stdout and stderr apart.</summary>
internal sealed class FeatureRun : IDisposable
{
    private readonly Process process;
    private readonly StringBuilder output = new();
    private readonly StringBuilder error = new();
    private readonly Task drained;

    private FeatureRun(Process process)
    {
        this.process = process;
        drained = Task.WhenAll(DrainAsync(process.StandardOutput, output), DrainAsync(process.StandardError, error));
    }

    /// <summary>What it printed on stdout so far.</summary>
    internal string Output => Text(output);

    /// <summary>What it printed on stderr so far.</summary>
    internal string Error => Text(error);

    internal bool HasEnded => process.HasExited;

    /// <summary>Starts a program in a session of its own, so that a signal to the group reaches only what a terminal's would.</summary>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="environment">The whole environment.</param>
    /// <param name="directory">Where it runs.</param>
    internal static FeatureRun Start(IEnumerable<string> command, IReadOnlyDictionary<string, string> environment, string directory)
    {
        // A test run in the background ignores SIGINT and hands that on.
        ProcessStartInfo start = new("setsid", ["--wait", "/usr/bin/env", "--default-signal=INT,QUIT,TERM,HUP,PIPE", .. command])
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            StandardOutputEncoding = new UTF8Encoding(false),
            StandardErrorEncoding = new UTF8Encoding(false),
        };
        start.Environment.Clear();
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start) ?? throw new InvalidOperationException("setsid did not start");
        process.StandardInput.Close();
        return new(process);
    }

    /// <summary>Waits for its end.</summary>
    /// <exception cref="TimeoutException">It still runs after the limit; the message has its output.</exception>
    internal async Task<FeatureResult> EndAsync(double limitSeconds = 240)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(limitSeconds));
        try
        {
            await process.WaitForExitAsync(limit.Token);
            await drained.WaitAsync(limit.Token);
            return new(process.ExitCode, Output, Error);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"still runs after {limitSeconds} s:\n{Output}\n--- stderr\n{Error}");
        }
    }

    /// <summary>Waits until stdout or stderr holds a text.</summary>
    internal async Task SaysAsync(string text, double limitSeconds = 90)
    {
        await Eventually.HoldsAsync(() => Has(text) || HasEnded, $"`{text}` in\n{Output}\n--- stderr\n{Error}", limitSeconds);
        if (!Has(text))
        {
            await EndAsync();
            Has(text).ShouldBeTrue($"`{text}` in\n{Output}\n--- stderr\n{Error}");
        }
    }

    /// <summary>Sends a signal as Ctrl+C does: to the tool and to the programs it has started, not to what it has put into sessions of its
    /// own.</summary>
    internal void Signal(string name) => Send(name, "--", $"-{process.Id}");

    /// <summary>Kills the tool itself; git, if it runs, goes on alone.</summary>
    internal void Kill() => Send("KILL", $"{process.Id}");

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }

        process.Dispose();
    }

    private bool Has(string text) => Output.Contains(text, StringComparison.Ordinal) || Error.Contains(text, StringComparison.Ordinal);

    private static void Send(string name, params string[] target)
    {
        using var kill = Process.Start("bash", ["-c", "kill \"$@\"", "-", $"-{name}", .. target]);
        kill.WaitForExit();
    }

    private static string Text(StringBuilder text)
    {
        lock (text)
        {
            return text.ToString();
        }
    }

    private static async Task DrainAsync(StreamReader reader, StringBuilder text)
    {
        var buffer = new char[4096];
        for (int read; (read = await reader.ReadAsync(buffer)) > 0;)
        {
            lock (text)
            {
                text.Append(buffer, 0, read);
            }
        }
    }
}
