using System.Diagnostics;
using System.Text;

namespace EndToEnd.Support;

/// <summary>A program that runs with exactly the environment it is given; ends with its test at the latest.</summary>
internal sealed class ProgramRun : IDisposable
{
    private readonly Process process;
    private readonly StringBuilder output = new();
    private readonly Task drained;

    private ProgramRun(Process process)
    {
        this.process = process;
        drained = Task.WhenAll(DrainAsync(process.StandardOutput), DrainAsync(process.StandardError));
    }

    internal int Id => process.Id;

    internal bool HasEnded => process.HasExited;

    /// <summary>What it printed so far, stdout and stderr as they came.</summary>
    internal string Output
    {
        get
        {
            lock (output)
            {
                return output.ToString();
            }
        }
    }

    /// <param name="environment">The whole environment besides PATH.</param>
    internal static ProgramRun Start(
        string program,
        IEnumerable<string> arguments,
        IEnumerable<KeyValuePair<string, string>> environment,
        string directory
    )
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        start.Environment.Clear();
        start.Environment["PATH"] = Environment.GetEnvironmentVariable("PATH");
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
        process.StandardInput.Close();
        return new ProgramRun(process);
    }

    /// <summary>Waits for its end.</summary>
    /// <returns>Its exit code.</returns>
    /// <exception cref="TimeoutException">It still runs after the limit; the message has its output.</exception>
    internal async Task<int> EndAsync(double limitSeconds = 120)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(limitSeconds));
        try
        {
            await process.WaitForExitAsync(limit.Token);
            await drained.WaitAsync(limit.Token);
            return process.ExitCode;
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"{process.StartInfo.FileName} still runs after {limitSeconds} s:\n{Output}");
        }
    }

    /// <summary>Sends SIGTERM to the process alone, as a container's runtime does, once it listens for it.</summary>
    internal void Terminate()
    {
        SpinWait.SpinUntil(HandlesSigterm, TimeSpan.FromSeconds(60));
        Process.Start("bash", ["-c", "kill \"$@\"", "-", "-TERM", $"{Id}"]).WaitForExit();
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }

        process.Dispose();
    }

    private bool HandlesSigterm()
    {
        const ulong Sigterm = 1UL << 14;
        if (HasEnded)
        {
            return true;
        }

        Thread.Sleep(20);
        var caught = File.ReadLines($"/proc/{Id}/status").First(line => line.StartsWith("SigCgt:", StringComparison.Ordinal));
        return (Convert.ToUInt64(caught[7..].Trim(), 16) & Sigterm) != 0;
    }

    private async Task DrainAsync(StreamReader reader)
    {
        var buffer = new char[4096];
        for (int read; (read = await reader.ReadAsync(buffer)) > 0;)
        {
            lock (output)
            {
                output.Append(buffer, 0, read);
            }
        }
    }
}
