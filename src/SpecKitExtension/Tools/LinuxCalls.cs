using System.Runtime.InteropServices;

namespace SpecKitExtension.Tools;

/// <summary>The calls themselves.</summary>
internal static partial class Linux
{
#pragma warning disable IDE1006, SA1300 // The names are the system's.
    [LibraryImport("libc", SetLastError = true)]
    private static partial int openat(int folder, byte[] name, int flags, int mode);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int mkdirat(int folder, byte[] name, int mode);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int symlinkat(byte[] target, int folder, byte[] name);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint readlinkat(int folder, byte[] name, byte[] buffer, nuint size);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int unlinkat(int folder, byte[] name, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fchmodat(int folder, byte[] name, int mode, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int renameat(int from, byte[] name, int to, byte[] newName);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int statx(int folder, byte[] name, int flags, uint mask, byte[] buffer);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint getdents64(int folder, byte[] buffer, nuint size);

    [LibraryImport("libc")]
    private static partial nint realpath(byte[] path, nint into);

    [LibraryImport("libc")]
    private static partial void free(nint memory);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int close(int descriptor);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int pipe2(int[] ends, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fcntl(int descriptor, int command, int argument);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int memfd_create(byte[] name, uint flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial long lseek(int descriptor, long offset, int whence);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint read(int descriptor, ref byte buffer, nuint size);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint write(int descriptor, ref byte buffer, nuint size);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int poll(byte[] request, nuint count, int milliseconds);

    [LibraryImport("libc")]
    private static partial int posix_spawn(
        out int process,
        byte[] path,
        nint actions,
        nint attributes,
        nint[] arguments,
        nint[] environment
    );

    [LibraryImport("libc")]
    private static partial int posix_spawn_file_actions_init(nint actions);

    [LibraryImport("libc")]
    private static partial int posix_spawn_file_actions_destroy(nint actions);

    [LibraryImport("libc")]
    private static partial int posix_spawn_file_actions_adddup2(nint actions, int descriptor, int target);

    [LibraryImport("libc")]
    private static partial int posix_spawn_file_actions_addchdir_np(nint actions, byte[] directory);

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_init(nint attributes);

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_destroy(nint attributes);

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_setflags(nint attributes, short flags);

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_setsigdefault(nint attributes, nint set);

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_setsigmask(nint attributes, nint set);

    [LibraryImport("libc")]
    private static partial int sigfillset(nint set);

    [LibraryImport("libc")]
    private static partial int sigemptyset(nint set);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int waitpid(int process, out int status, int options);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int process, int signal);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int prctl(int option, nuint a, nuint b, nuint c, nuint d);

    [LibraryImport("libc")]
    private static partial nint signal(int number, nint handler);
#pragma warning restore IDE1006, SA1300
}
