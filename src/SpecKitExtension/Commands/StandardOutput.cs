using System.Runtime.InteropServices;

namespace SpecKitExtension.Commands;

/// <summary>The process's output, which notices when its reader has gone: .NET writes into a broken pipe without a word.</summary>
/// <param name="inner">The output.</param>
/// <param name="readerLeft">Called after a write that nobody will read.</param>
internal sealed class StandardOutput(Stream inner, Action readerLeft) : Stream
{
    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Flush() => inner.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        inner.Write(buffer);
        if (!OperatingSystem.IsWindows() && NativeMethods.IsBroken())
        {
            readerLeft();
        }
    }

    private static class NativeMethods
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

        /// <summary>Whether stdout is a pipe or socket that nobody reads.</summary>
        public static bool IsBroken()
        {
            Polled output = new() { File = 1 };
            return Poll(ref output, 1, 0) > 0 && (output.Happened & (Error | HangUp)) != 0;
        }

        [DllImport("libc", EntryPoint = "poll")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        private static extern int Poll(ref Polled file, nuint count, int timeout);
    }
}
