using System.Diagnostics;

namespace SpecKitExtension.Tools;

/// <summary>How a program is started in a session of its own.</summary>
/// <param name="Words">Its whole path and its arguments.</param>
/// <param name="Environment">Its whole environment.</param>
/// <param name="Directory">Where it runs.</param>
internal sealed record ChildStart(IReadOnlyList<string> Words, IReadOnlyDictionary<string, string> Environment, string Directory)
{
    /// <summary>What it reads.</summary>
    public ReadOnlyMemory<byte> Input { get; init; }

    /// <summary>A last argument in bytes, as a file's name may be.</summary>
    public string? LastInBytes { get; init; }

    /// <summary>Starts it.</summary>
    /// <param name="output">Where its standard output goes: a descriptor, which stays the caller's.</param>
    /// <param name="error">Where its standard error goes.</param>
    /// <param name="third">What it finds as descriptor 3; null for nothing.</param>
    /// <exception cref="LinuxException">The program or the directory is not there, or there is no room for a process.</exception>
    public int Spawn(int output, int error, int? third = null)
    {
        var input = Linux.MemoryFile(Input.Span);
        try
        {
            IEnumerable<string> arguments = [.. Words.Select(Linux.InBytes), .. LastInBytes is null ? [] : (string[])[LastInBytes]];
            return Linux.Spawn(
                Words[0],
                [.. arguments],
                Environment.Select(variable => Linux.InBytes($"{variable.Key}={variable.Value}")),
                Directory,
                input,
                output,
                error,
                third
            );
        }
        finally
        {
            Linux.Close(input);
        }
    }
}

/// <summary>How a program ended.</summary>
/// <param name="ExitCode">Its exit code; 128 and the signal's number when a signal ended it.</param>
/// <param name="Signal">The signal that ended it; 0 for none.</param>
/// <param name="Output">Its standard output.</param>
/// <param name="Error">The beginning of its standard error.</param>
/// <param name="Cut">Whether we ended it: its time was over, or the caller wanted no more.</param>
internal sealed record ChildEnd(int ExitCode, int Signal, byte[] Output, byte[] Error, bool Cut)
{
    /// <summary>Whether it ended by itself and well.</summary>
    public bool Succeeded => ExitCode == 0 && !Cut;

    /// <summary>Whether somebody else ended it: its work is to be done again, whatever it has printed.</summary>
    public bool WasKilled => Signal != 0 && !Cut;
}

/// <summary>Runs a program to its end, with all that it starts in one session, so that nothing of it outlives its time.</summary>
internal static class Child
{
    private const int ErrorLimit = 1 << 20;
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    /// <summary>Runs it.</summary>
    /// <param name="start">What to run.</param>
    /// <param name="mayGoOn">Asked several times a second; the program is ended when it says no.</param>
    /// <exception cref="LinuxException">It cannot be started.</exception>
    public static ChildEnd Run(ChildStart start, Func<bool> mayGoOn)
    {
        var output = Linux.Pipe();
        var error = Linux.Pipe();
        try
        {
            int process;
            try
            {
                process = start.Spawn(output.Write, error.Write);
            }
            finally
            {
                Linux.Close(output.Write);
                Linux.Close(error.Write);
            }

            return Follow(process, output.Read, error.Read, mayGoOn);
        }
        finally
        {
            Linux.Close(output.Read);
            Linux.Close(error.Read);
        }
    }

    private static ChildEnd Follow(int process, int output, int error, Func<bool> mayGoOn)
    {
        using Collector said = new(output, int.MaxValue),
            complained = new(error, ErrorLimit);
        var ending = 0L;
        ProcessEnd? code = null;
        while (code is null || !(said.Ended && complained.Ended))
        {
            Take(said, complained, code is null);
            code ??= Linux.Reap(process);
            if (ending == 0 && !mayGoOn())
            {
                ending = Stopwatch.GetTimestamp();
                Linux.Signal(-process, Linux.TermSignal);
            }

            // A child of it may hold the pipe open for ever.
            if ((ending != 0 && Stopwatch.GetElapsedTime(ending) > Grace) || (code is not null && !mayGoOn()))
            {
                Linux.Signal(-process, Linux.KillSignal);
                if (code is not null)
                {
                    break;
                }
            }
        }

        return new(code.Value.ExitCode, code.Value.Signal, said.Bytes, complained.Bytes, ending != 0);
    }

    private static void Take(Collector output, Collector error, bool lives)
    {
        if (output.Ended && error.Ended)
        {
            Thread.Sleep(lives ? 1 : 0);
            return;
        }

        Collector[] open = [.. new[] { output, error }.Where(known => !known.Ended)];
        var ready = Linux.Wait([.. open.Select(known => (known.Descriptor, false))], 50);
        for (var i = 0; i < open.Length; i++)
        {
            if (ready[i])
            {
                open[i].Take();
            }
        }
    }

    /// <summary>What comes out of a descriptor.</summary>
    private sealed class Collector(int descriptor, int limit) : IDisposable
    {
        private readonly MemoryStream kept = new();
        private readonly byte[] buffer = new byte[65_536];

        public int Descriptor => descriptor;

        public bool Ended { get; private set; }

        public byte[] Bytes => kept.ToArray();

        public void Dispose() => kept.Dispose();

        public void Take()
        {
            var count = Linux.Read(descriptor, buffer);
            Ended = count <= 0;
            kept.Write(buffer, 0, (int)Math.Min(Math.Max(0, count), limit - kept.Length));
        }
    }
}
