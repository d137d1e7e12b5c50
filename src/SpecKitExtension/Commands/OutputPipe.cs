using System.Runtime.InteropServices;

namespace SpecKitExtension.Commands;

/// <summary>The pipe behind our output. .NET writes into a broken one without a word, and a follower may have nothing to write for
/// long.</summary>
internal static class OutputPipe
{
    private const short Error = 0x8;
    private const short HangUp = 0x10;

    [StructLayout(LayoutKind.Sequential)]
    private struct Polled
    {
        public int File;
        public short Events;
        public short Happened;
    }

    /// <summary>Whether our output is a pipe, socket or terminal that nobody reads any more.</summary>
    public static bool IsBroken()
    {
        Polled output = new() { File = 1 };
        return !OperatingSystem.IsWindows() && NativeMethods.Poll(ref output, 1, 0) > 0 && (output.Happened & (Error | HangUp)) != 0;
    }

    private static class NativeMethods
    {
        [DllImport("libc", EntryPoint = "poll")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Poll(ref Polled file, nuint count, int timeout);
    }
}
