using System.Diagnostics;
using System.Globalization;

namespace Benchmarks.Comparing;

/// <summary>What a program and all that it started have used.</summary>
/// <param name="ExitCode">How it ended.</param>
/// <param name="Wall">Seconds from start to exit.</param>
/// <param name="Cpu">Seconds of processor time, children included.</param>
/// <param name="PeakMegabytes">Largest resident sets at one time, MiB; 0 for a program that was over too soon to be looked at.</param>
/// <param name="Output">What it printed on stdout, unless somebody else has read that.</param>
internal sealed record Cost(int ExitCode, double Wall, double Cpu, double PeakMegabytes, string Output);

/// <summary>A program that is measured. The shell's <c>time</c> counts its processor time, because only a parent that waits learns of
/// grandchildren.</summary>
internal sealed class Metered : IDisposable
{
    private const string Timed = """TIMEFORMAT='%R %U %S'; { time "${@:2}" 2>&3; } 3>&2 2>"$1" """;
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(200);

    private readonly Process process;
    private readonly string times = Path.GetTempFileName();
    private readonly Task<string> output;
    private readonly Task<string> error;
    private readonly Task<double> peak;

    private Metered(
        IEnumerable<string> command,
        IReadOnlyDictionary<string, string> environment,
        string directory,
        Func<Stream, Task>? reader
    )
    {
        ProcessStartInfo start = new("bash", ["-c", Timed, "bash", times, .. command])
        {
            WorkingDirectory = directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        process = Process.Start(start)!;
        process.StandardInput.Close();
        peak = reader is null ? Task.FromResult(0.0) : PeakAsync();
        output = reader is null ? process.StandardOutput.ReadToEndAsync() : ReadAsync(reader(process.StandardOutput.BaseStream));
        error = process.StandardError.ReadToEndAsync();
    }

    public int Id => process.Id;

    /// <summary>Starts a program.</summary>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="environment">The whole environment.</param>
    /// <param name="directory">Where it runs.</param>
    /// <param name="reader">Reads what it prints while it runs; its memory is looked at then.</param>
    public static Metered Start(
        IEnumerable<string> command,
        IReadOnlyDictionary<string, string> environment,
        string directory,
        Func<Stream, Task>? reader = null
    ) => new(command, environment, directory, reader);

    /// <summary>Runs a program to its end.</summary>
    public static async Task<Cost> RunAsync(
        IEnumerable<string> command,
        IReadOnlyDictionary<string, string> environment,
        string directory,
        params IReadOnlyList<int> codes
    )
    {
        using var metered = Start(command, environment, directory);
        return await metered.EndAsync(codes);
    }

    /// <summary>Waits for its end.</summary>
    /// <param name="codes">The exit codes it may end with; none is 0 only.</param>
    public async Task<Cost> EndAsync(params IReadOnlyList<int> codes)
    {
        await process.WaitForExitAsync();
        var said = await output;
        if (process.ExitCode != 0 && !codes.Contains(process.ExitCode))
        {
            throw new InvalidOperationException(
                $"`{string.Join(' ', process.StartInfo.ArgumentList.Skip(4))}` ended with {process.ExitCode}:\n{said}\n{await error}"
            );
        }

        var seconds = (await File.ReadAllTextAsync(times))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(text => double.Parse(text, CultureInfo.InvariantCulture))
            .ToArray();
        return new(process.ExitCode, seconds[0], seconds[1] + seconds[2], await peak, said);
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }

        process.Dispose();
        File.Delete(times);
    }

    private async Task<double> PeakAsync()
    {
        var most = 0.0;
        var ended = process.WaitForExitAsync();
        while (await Task.WhenAny(ended, Task.Delay(PollInterval)) != ended)
        {
            most = Math.Max(most, ProcessTree.PeakMegabytes(process.Id));
        }

        return most;
    }

    private static async Task<string> ReadAsync(Task reading)
    {
        await reading;
        return "";
    }
}
