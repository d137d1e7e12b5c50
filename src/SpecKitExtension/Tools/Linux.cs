using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

[assembly: DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]

namespace SpecKitExtension.Tools;

/// <summary>A call of the system failed.</summary>
/// <param name="what">What was tried.</param>
/// <param name="error">The system's number of the error.</param>
internal sealed class LinuxException(string what, int error) : IOException($"{what}: {Marshal.GetPInvokeErrorMessage(error)}")
{
    /// <summary>The system's number of the error.</summary>
    public int Error => error;
}

/// <summary>What a path is, without following it.</summary>
/// <param name="Mode">Kind and permissions, as in <c>st_mode</c>.</param>
/// <param name="Size">Bytes that it claims to have.</param>
/// <param name="Blocks">Units of 512 bytes that it takes.</param>
/// <param name="Modified">Nanoseconds since 1970 at which it was changed last.</param>
internal readonly record struct LinuxStat(int Mode, long Size, long Blocks, Int128 Modified)
{
    public bool IsFile => (Mode & Linux.KindMask) == Linux.RegularFile;

    public bool IsDirectory => (Mode & Linux.KindMask) == Linux.Folder;

    public bool IsLink => (Mode & Linux.KindMask) == Linux.Link;

    public bool IsExecutable => (Mode & 0b001_000_000) != 0;
}

/// <summary>All calls of Linux that .NET has no way of its own for. Names are bytes, written as Latin-1 text: one character, one
/// byte.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Interoperability", "CA1416", Justification = "Whoever calls has asked for Linux.")]
internal static partial class Linux
{
    /// <summary>Stands for no directory: a name is then a path.</summary>
    public const int HereFolder = -100;
    public const int NoEntry = 2;
    public const int NoAccess = 13;
    public const int Exists = 17;
    public const int Full = 28;
    public const int TermSignal = 15;
    public const int KillSignal = 9;
    internal const int KindMask = 0xF000;
    internal const int RegularFile = 0x8000;
    internal const int Folder = 0x4000;
    internal const int Link = 0xA000;
    private const int RemoveFolder = 0x200;
    private const int DoNotFollow = 0x100;
    private const int ReadOnly = 0;
    private const int Create = 0x40 | 0x80 | 1;
    private const int NonBlocking = 0x800;
    private const int CloseOnExec = 0x80000;
    private const int NoTerminal = 0x100;
    private const int SetPipeSize = 1031;

    private static readonly bool Arm = RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm;
    private static readonly int OnlyFolder = Arm ? 0x4000 : 0x10000;
    private static readonly int NoLink = Arm ? 0x8000 : 0x20000;

    /// <summary>Opens a directory; its last component is never followed.</summary>
    /// <param name="parent">An open directory, or null for a path.</param>
    /// <param name="name">The name.</param>
    /// <returns>An open descriptor, to be closed by <see cref="Close"/>.</returns>
    /// <exception cref="LinuxException">It is no directory, or must not be read.</exception>
    public static int OpenFolder(int? parent, string name) =>
        Checked(openat(parent ?? HereFolder, Bytes(name), ReadOnly | OnlyFolder | NoLink | CloseOnExec, 0), name);

    /// <summary>Opens a file for reading; never follows a link and never waits for a writer.</summary>
    /// <exception cref="LinuxException">It cannot be opened.</exception>
    public static int OpenFile(int? parent, string name) =>
        Checked(openat(parent ?? HereFolder, Bytes(name), ReadOnly | NoLink | NonBlocking | NoTerminal | CloseOnExec, 0), name);

    /// <summary>Makes a new file for writing.</summary>
    /// <exception cref="LinuxException">It exists, or cannot be made.</exception>
    public static int CreateFile(int? parent, string name, int mode) =>
        Checked(openat(parent ?? HereFolder, Bytes(name), Create | NoLink | CloseOnExec, mode), name);

    /// <summary>Makes a directory.</summary>
    /// <exception cref="LinuxException">It cannot be made.</exception>
    public static void MakeFolder(int parent, string name) => Checked(mkdirat(parent, Bytes(name), 0x1C0), name);

    /// <summary>Makes a link.</summary>
    /// <exception cref="LinuxException">It cannot be made.</exception>
    public static void MakeLink(int parent, string name, string target) => Checked(symlinkat(Bytes(target), parent, Bytes(name)), name);

    /// <summary>Where a link leads.</summary>
    /// <exception cref="LinuxException">It is no link.</exception>
    public static string ReadLink(int parent, string name)
    {
        var buffer = new byte[4096];
        var length = Checked((int)readlinkat(parent, Bytes(name), buffer, (nuint)buffer.Length), name);
        return Encoding.Latin1.GetString(buffer, 0, length);
    }

    /// <summary>Removes a name: a file or link, or an empty directory.</summary>
    /// <returns>Whether it is gone.</returns>
    public static bool Remove(int parent, string name, bool isFolder) => unlinkat(parent, Bytes(name), isFolder ? RemoveFolder : 0) == 0;

    /// <summary>Gives a directory's owner all rights to it.</summary>
    public static void Unlock(int parent, string name) => _ = fchmodat(parent, Bytes(name), 0x1C0, 0);

    /// <summary>Moves a name from one directory to another.</summary>
    /// <returns>Whether it moved.</returns>
    public static bool Move(int from, string name, int to, string newName) => renameat(from, Bytes(name), to, Bytes(newName)) == 0;

    /// <summary>Moves a directory to a name that must be free or an empty directory.</summary>
    /// <returns>Whether it moved.</returns>
    public static bool Move(string from, string to) => renameat(HereFolder, Utf8(from), HereFolder, Utf8(to)) == 0;

    /// <summary>What a name is; null when it is not there.</summary>
    public static LinuxStat? Stat(int parent, string name) => Stat(parent, Bytes(name), DoNotFollow);

    /// <summary>What a path is; null when it is not there.</summary>
    public static LinuxStat? Stat(string path) => Stat(HereFolder, Utf8(path), DoNotFollow);

    /// <summary>The path without links, or null when it leads nowhere.</summary>
    public static string? RealPath(string path)
    {
        var found = realpath(Utf8(path), 0);
        var text = Marshal.PtrToStringUTF8(found);
        free(found);
        return text;
    }

    /// <summary>What an open descriptor is.</summary>
    /// <exception cref="LinuxException">It is closed.</exception>
    public static LinuxStat Stat(int descriptor) =>
        Stat(descriptor, [0], 0x1000) ?? throw new LinuxException("stat", Marshal.GetLastPInvokeError());

    private static LinuxStat? Stat(int parent, byte[] name, int flags)
    {
        var buffer = new byte[256];
        return statx(parent, name, flags, 0x7FF, buffer) != 0
            ? null
            : new(
                BinaryPrimitives.ReadUInt16LittleEndian(buffer.AsSpan(28)),
                BinaryPrimitives.ReadInt64LittleEndian(buffer.AsSpan(40)),
                BinaryPrimitives.ReadInt64LittleEndian(buffer.AsSpan(48)),
                ((Int128)BinaryPrimitives.ReadInt64LittleEndian(buffer.AsSpan(112)) * 1_000_000_000)
                    + BinaryPrimitives.ReadUInt32LittleEndian(buffer.AsSpan(120))
            );
    }

    /// <summary>The names in an open directory, from its beginning, in no order.</summary>
    /// <exception cref="LinuxException">It cannot be read.</exception>
    public static List<string> Names(int folder)
    {
        List<string> names = [];
        var buffer = new byte[32_768];
        _ = lseek(folder, 0, 0);
        int count;
        while ((count = Checked((int)getdents64(folder, buffer, (nuint)buffer.Length), "read directory")) > 0)
        {
            for (var at = 0; at < count; at += BinaryPrimitives.ReadUInt16LittleEndian(buffer.AsSpan(at + 16)))
            {
                var name = buffer.AsSpan(at + 19);
                var text = Encoding.Latin1.GetString(name[..name.IndexOf((byte)0)]);
                if (text is not "." and not "..")
                {
                    names.Add(text);
                }
            }
        }

        return names;
    }

    /// <summary>Closes a descriptor.</summary>
    public static void Close(int descriptor) => _ = close(descriptor);

    /// <summary>A pipe; both ends are closed when another program is executed.</summary>
    /// <exception cref="LinuxException">There are too many.</exception>
    public static (int Read, int Write) Pipe()
    {
        var ends = new int[2];
        Checked(pipe2(ends, CloseOnExec), "pipe");
        _ = fcntl(ends[0], SetPipeSize, 1 << 20);
        return (ends[0], ends[1]);
    }

    /// <summary>A file that only this process and whoever it gives it to knows, with a content, to be read from its beginning.</summary>
    /// <exception cref="LinuxException">There is no memory.</exception>
    public static int MemoryFile(ReadOnlySpan<byte> content)
    {
        var file = Checked(memfd_create(Bytes("input"), 1), "memory file");
        WriteAll(file, content);
        _ = lseek(file, 0, 0);
        return file;
    }

    /// <summary>Leaves a hole.</summary>
    public static void Skip(int descriptor, long count) => _ = lseek(descriptor, count, 1);

    /// <summary>Reads what is there.</summary>
    /// <returns>Number of bytes, 0 at the end, -1 when it cannot be read (now).</returns>
    public static int Read(int descriptor, Span<byte> into) =>
        (int)read(descriptor, ref MemoryMarshal.GetReference(into), (nuint)into.Length);

    /// <summary>Writes all of it.</summary>
    /// <exception cref="LinuxException">Nobody reads any more, or there is no room.</exception>
    public static void WriteAll(int descriptor, ReadOnlySpan<byte> text)
    {
        while (text.Length > 0)
        {
            var count = (int)write(descriptor, ref MemoryMarshal.GetReference(text), (nuint)text.Length);
            var error = Marshal.GetLastPInvokeError();
            if (count < 0 && error == 11)
            {
                Wait([(descriptor, true)], 100);
            }
            else if (count < 0 && error != 4)
            {
                throw new LinuxException("write", error);
            }

            text = text[Math.Max(0, count)..];
        }
    }

    /// <summary>Waits until one of some descriptors can be read (or written), or has ended.</summary>
    /// <returns>Which can; none when the time is over.</returns>
    public static bool[] Wait(ReadOnlySpan<(int Descriptor, bool Writes)> of, int milliseconds)
    {
        var request = new byte[of.Length * 8];
        for (var i = 0; i < of.Length; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(request.AsSpan(i * 8), of[i].Descriptor);
            BinaryPrimitives.WriteInt16LittleEndian(request.AsSpan((i * 8) + 4), (short)(of[i].Writes ? 4 : 1));
        }

        var found = poll(request, (nuint)of.Length, milliseconds);
        var result = new bool[of.Length];
        for (var i = 0; i < of.Length; i++)
        {
            result[i] = found > 0 && BinaryPrimitives.ReadInt16LittleEndian(request.AsSpan((i * 8) + 6)) != 0;
        }

        return result;
    }

    private static int Checked(int result, string what) =>
        result >= 0 ? result : throw new LinuxException(what, Marshal.GetLastPInvokeError());

    /// <summary>A text as the bytes that UTF-8 writes it with.</summary>
    public static string InBytes(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));

    private static byte[] Bytes(string name) => Encoding.Latin1.GetBytes(name + "\0");

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text + "\0");
}
