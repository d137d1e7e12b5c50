using System.Runtime.InteropServices;

namespace SpecKitExtension.Tools;

/// <summary>How a process ended.</summary>
/// <param name="ExitCode">Its exit code; 128 and the signal's number for one that a signal ended.</param>
/// <param name="Signal">The signal that ended it; 0 for none.</param>
internal readonly record struct ProcessEnd(int ExitCode, int Signal);

/// <summary>Processes: sessions of their own, ends by number, orphans, signals.</summary>
internal static partial class Linux
{
    private const int ChildSubreaper = 36;
    private const int DeathSignal = 1;
    private const int SpawnSetsDefaults = 0x04;
    private const int SpawnSetsMask = 0x08;
    private const int SpawnSetsSession = 0x80;
    private const int ChildSignal = 17;
    private const int DoNotWait = 1;
    private const int DuplicateAbove = 1030;

    /// <summary>Starts a program in a session of its own, with default signals, exactly the given environment and three
    /// descriptors.</summary>
    /// <param name="program">Its whole path.</param>
    /// <param name="arguments">Its name and its arguments, in bytes.</param>
    /// <param name="environment">Its variables as <c>NAME=value</c>, in bytes.</param>
    /// <param name="directory">Where it runs.</param>
    /// <param name="input">What it reads.</param>
    /// <param name="output">Where it writes.</param>
    /// <param name="error">Where it complains.</param>
    /// <param name="third">What it finds as descriptor 3; null for nothing.</param>
    /// <returns>Its process.</returns>
    /// <exception cref="LinuxException">The program or the directory is not there, or there is no room for a process.</exception>
    public static int Spawn(
        string program,
        IReadOnlyList<string> arguments,
        IEnumerable<string> environment,
        string directory,
        int input,
        int output,
        int error,
        int? third
    )
    {
        nint actions = Marshal.AllocHGlobal(1024),
            attributes = Marshal.AllocHGlobal(1024),
            set = Marshal.AllocHGlobal(256);
        var texts = new Texts();

        // Out of the way of the three that come first.
        var high = third is { } more ? fcntl(more, DuplicateAbove, 10) : -1;
        try
        {
            _ = posix_spawn_file_actions_init(actions);
            _ = posix_spawnattr_init(attributes);
            _ = posix_spawn_file_actions_adddup2(actions, input, 0);
            _ = posix_spawn_file_actions_adddup2(actions, output, 1);
            _ = posix_spawn_file_actions_adddup2(actions, error, 2);
            _ = high >= 0 ? posix_spawn_file_actions_adddup2(actions, high, 3) : 0;
            _ = posix_spawn_file_actions_addchdir_np(actions, Utf8(directory));
            _ = posix_spawnattr_setflags(attributes, SpawnSetsSession | SpawnSetsDefaults | SpawnSetsMask);
            _ = sigfillset(set);
            _ = posix_spawnattr_setsigdefault(attributes, set);
            _ = sigemptyset(set);
            _ = posix_spawnattr_setsigmask(attributes, set);
            var failed = posix_spawn(out var process, Utf8(program), actions, attributes, texts.Of(arguments), texts.Of(environment));
            return failed == 0 ? process : throw new LinuxException(program, failed);
        }
        finally
        {
            _ = posix_spawn_file_actions_destroy(actions);
            _ = posix_spawnattr_destroy(attributes);
            Marshal.FreeHGlobal(actions);
            Marshal.FreeHGlobal(attributes);
            Marshal.FreeHGlobal(set);
            texts.Free();
            _ = high >= 0 ? close(high) : 0;
        }
    }

    /// <summary>Takes note of a child's end.</summary>
    /// <returns>How it ended; null while it runs.</returns>
    public static ProcessEnd? Reap(int process)
    {
        var found = waitpid(process, out var status, DoNotWait);
        return found == 0 ? null
            : found < 0 ? new(255, 0)
            : (status & 0x7F) == 0 ? new((status >> 8) & 0xFF, 0)
            : new(128 + (status & 0x7F), status & 0x7F);
    }

    /// <summary>Sends a signal to a process, or to a group when the number is negative; 0 only asks.</summary>
    /// <returns>Whether there was somebody.</returns>
    public static bool Signal(int process, int signal) => kill(process, signal) == 0;

    /// <summary>From now on this process is the parent of whatever its descendants leave behind, and its children's ends wait for
    /// it.</summary>
    public static void AdoptOrphans()
    {
        _ = prctl(ChildSubreaper, 1, 0, 0, 0);
        KeepChildren();
    }

    /// <summary>From now on this process is killed when its parent is.</summary>
    public static void EndWithParent() => _ = prctl(DeathSignal, KillSignal, 0, 0, 0);

    /// <summary>Children's ends wait for us, whatever the parent has said.</summary>
    public static void KeepChildren() => _ = signal(ChildSignal, 0);

    /// <summary>Lists of texts in memory that is not moved.</summary>
    private sealed class Texts
    {
        private readonly List<nint> held = [];

        public nint[] Of(IEnumerable<string> texts)
        {
            nint[] list = [.. texts.Select(text => Held(Bytes(text))), 0];
            held.AddRange(list);
            return list;
        }

        public void Free() => held.ForEach(Marshal.FreeHGlobal);

        private static nint Held(byte[] text)
        {
            var place = Marshal.AllocHGlobal(text.Length);
            Marshal.Copy(text, 0, place, text.Length);
            return place;
        }
    }
}
