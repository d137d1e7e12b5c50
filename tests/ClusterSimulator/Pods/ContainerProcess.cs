using System.Diagnostics;

namespace ClusterSimulator.Pods;

/// <summary>One container as a session of processes: its first process, its output, its end.</summary>
internal sealed class ContainerProcess : IContainerProcess
{
    private readonly Process _process;
    private readonly string _marker;
    private readonly Task _output;

    private ContainerProcess(Process process, string marker, ContainerLog log)
    {
        (_process, _marker) = (process, marker);
        _output = PumpAsync(process.StandardOutput.BaseStream, log);
    }

    /// <param name="marker">A variable's value that no other container's environment has.</param>
    internal static ContainerProcess Start(
        IEnumerable<string> command,
        IReadOnlyDictionary<string, string> environment,
        string directory,
        string marker,
        ContainerLog log
    )
    {
        // stdout and stderr share one pipe, so that their order is the order of writing, as in a terminal.
        ProcessStartInfo start = new("setsid", ["bash", "-c", "exec \"$@\" 2>&1 </dev/null", "bash", .. command])
        {
            RedirectStandardOutput = true,
            WorkingDirectory = directory,
        };
        start.Environment.Clear();
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        start.Environment["SIMULATOR_CONTAINER"] = marker;

        // The program of the image is native and opens no pipes for debuggers.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        return new(Process.Start(start)!, marker, log);
    }

    /// <summary>Waits for the first process; the others die with it, as in a container.</summary>
    public async Task<int> WaitAsync()
    {
        await _process.WaitForExitAsync();
        Kill();

        // As containerd, which tells of an end only when it has all of the output; a busy machine brings it late, and nobody but a stray
        // process keeps the pipe open.
        await Task.WhenAny(_output, Task.Delay(TimeSpan.FromSeconds(30)));
        return _process.ExitCode;
    }

    public void Terminate() => Signals.TerminateFirst(_process.Id);

    public void Kill() => Signals.KillAll(_process.Id, $"SIMULATOR_CONTAINER={_marker}");

    public void Dispose() => _process.Dispose();

    private static async Task PumpAsync(Stream output, ContainerLog log)
    {
        var buffer = new byte[65536];
        using MemoryStream line = new();
        int read;
        while ((read = await output.ReadAsync(buffer)) > 0)
        {
            for (var (start, end) = (0, 0); start < read; start = end)
            {
                var feed = Array.IndexOf(buffer, (byte)'\n', start, read - start);
                end = feed < 0 ? read : feed + 1;
                line.Write(buffer, start, end - start);
                if (feed >= 0)
                {
                    log.Append(line.ToArray());
                    line.SetLength(0);
                }
            }
        }

        if (line.Length > 0)
        {
            log.Append(line.ToArray());
        }
    }
}
