namespace SpecKitExtension.Tasks;

/// <summary>Reads files of a repository, which anybody may have written: a bounded number of bytes, and never through a link that leads out
/// of it.</summary>
internal static class RepositoryFile
{
    /// <summary>The most bytes that a file may have.</summary>
    public const int MostBytes = 4 << 20;

    private const int MostLinks = 40;

    /// <summary>The bytes of a file. What has no length, as a device or a pipe, is never opened and counts as empty.</summary>
    /// <param name="path">The file.</param>
    /// <param name="root">The top of the repository; a file outside it, which somebody has named, may be anywhere.</param>
    /// <exception cref="IOException">It is not there, too large, or a link that leads out.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static byte[] Read(string path, string root)
    {
        var links = MostLinks;
        var real = Real(path, ref links);
        if (IsBelow(path, root) && !IsBelow(real, Real(root, ref links)))
        {
            throw new IOException($"{path} is, or lies behind, a link that leads out of the repository, so it is not read.");
        }

        if (new FileInfo(real).Length == 0)
        {
            return [];
        }

        using FileStream file = new(real, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[Math.Min(file.Length, MostBytes) + 1];
        var read = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);

        // One more than it had: it is too large, or somebody writes to it.
        return read < bytes.Length ? bytes[..read]
            : read > MostBytes ? throw new IOException($"{path} has more than {MostBytes >> 20} MiB, so it is not read.")
            : Read(path, root);
    }

    private static bool IsBelow(string path, string root) =>
        path.StartsWith(Path.TrimEndingDirectorySeparator(root) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    /// <summary>Where a path leads when every link on the way is followed.</summary>
    private static string Real(string path, ref int links)
    {
        var at = Path.GetPathRoot(path)!;
        foreach (var name in path[at.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            var next = Path.Combine(at, name);
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                at = next;
                continue;
            }

            if (--links < 0)
            {
                throw new IOException($"{path} leads through too many links, so it is not read.");
            }

            at = Real(Path.GetFullPath(target, at), ref links);
        }

        return at;
    }
}
