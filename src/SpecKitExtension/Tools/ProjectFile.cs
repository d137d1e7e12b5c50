using System.Globalization;
using System.Text;

namespace SpecKitExtension.Tools;

/// <summary>Reads, writes and removes files that a repository holds, which are data of unknown origin: of bounded size, and through no
/// link.</summary>
internal static class ProjectFile
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>A file's bytes, or null when there is none.</summary>
    /// <param name="root">The project's root, absolute; the way to it may hold links.</param>
    /// <param name="path">The file, relative to it, with slashes.</param>
    /// <param name="limit">The most bytes it may have.</param>
    /// <exception cref="IOException">The file or a folder on the way is a link, it is a folder, it is larger, or it cannot be read; the
    /// message is whole sentences.</exception>
    public static byte[]? Read(string root, string path, int limit)
    {
        var at = Place(root, path);
        if (new FileInfo(at).LinkTarget is not null)
        {
            throw new IOException($"{path} is a link, and nothing is read through one. Put the file itself there.");
        }

        if (Directory.Exists(at))
        {
            throw new IOException("It is a folder.");
        }

        return File.Exists(at) ? Bounded(at, limit) : null;
    }

    /// <summary>The bytes of a file that the user named, wherever it lies; it may be a pipe.</summary>
    /// <param name="file">The file, absolute.</param>
    /// <param name="limit">The most bytes it may have.</param>
    /// <exception cref="IOException">It is not there, is larger, or cannot be read.</exception>
    public static byte[] ReadNamed(string file, int limit) => Bounded(file, limit);

    /// <summary>All bytes of a stream.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="limit">The most bytes it may have.</param>
    /// <exception cref="IOException">It has more.</exception>
    public static byte[] ReadAll(Stream stream, int limit)
    {
        var bytes = new byte[stream.CanSeek ? Math.Min(stream.Length, limit) + 1 : limit + 1L];
        var length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return length <= limit
            ? bytes[..length]
            : throw new IOException(
                string.Create(CultureInfo.InvariantCulture, $"It has more than {limit / 1024:N0} KiB. Make it shorter.")
            );
    }

    /// <summary>Where a file of the project lies: every folder on the way to it is the project's own.</summary>
    /// <param name="root">The project's root, absolute; the way to it may hold links.</param>
    /// <param name="path">The file, relative to it, with slashes. It may be missing, or a link itself.</param>
    /// <exception cref="IOException">The path leads out of the project, or a folder on the way is a link; the message is whole
    /// sentences.</exception>
    public static string Place(string root, string path)
    {
        var names = path.Split('/');
        if (
            names.Any(name =>
                name is "" or "." or ".."
                || name.Contains('\0', StringComparison.Ordinal)
                || (OperatingSystem.IsWindows() && name.AsSpan().ContainsAny('\\', ':'))
            )
        )
        {
            throw new IOException(
                $"{path} is no path of the project. It must be relative to the root, with slashes, and lead nowhere else."
            );
        }

        for (var (at, next) = (root, 0); next < names.Length - 1; next++)
        {
            at = Path.Combine(at, names[next]);
            if (new FileInfo(at).LinkTarget is not null)
            {
                throw new IOException(
                    $"{string.Join('/', names[..(next + 1)])} is a link, and nothing is read, written or removed through one. Put the folder itself there."
                );
            }
        }

        return Path.Combine([root, .. names]);
    }

    /// <summary>Writes a file, and makes the folders on the way to it. A link in its place is replaced, and what it led to stays as it
    /// is.</summary>
    /// <param name="root">The project's root, absolute; the way to it may hold links.</param>
    /// <param name="path">The file, relative to it, with slashes.</param>
    /// <param name="content">Its bytes.</param>
    /// <exception cref="IOException">The path leads out of the project, a folder on the way is a link, or it cannot be written.</exception>
    public static void Write(string root, string path, ReadOnlySpan<byte> content)
    {
        var file = Place(root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        if (new FileInfo(file).LinkTarget is not null)
        {
            File.Delete(file);
        }

        using FileStream stream = new(file, FileMode.Create, FileAccess.Write);
        stream.Write(content);
    }

    /// <summary>Writes a text to where the user said; where that lies in the project, through no link, as everything there.</summary>
    /// <param name="root">The project's root, absolute.</param>
    /// <param name="file">The file, absolute.</param>
    /// <param name="text">The text.</param>
    /// <exception cref="IOException">A folder of the project on the way is a link, or it cannot be written.</exception>
    public static void WriteNamed(string root, string file, string text)
    {
        var path = Path.GetRelativePath(root, file).Replace(Path.DirectorySeparatorChar, '/');
        var isInside = !Path.IsPathRooted(path) && path.Split('/')[0] != "..";
        Write(
            isInside ? root : Path.GetDirectoryName(file)!,
            isInside ? path : Path.GetFileName(file),
            new UTF8Encoding(false).GetBytes(text)
        );
    }

    /// <summary>The text of UTF-8 bytes, without a byte order mark.</summary>
    /// <exception cref="IOException">They are not UTF-8; the message is whole sentences.</exception>
    public static string Text(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Strict.GetString(bytes.StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : bytes);
        }
        catch (DecoderFallbackException)
        {
            throw new IOException("It is not UTF-8. Save it in that encoding.");
        }
    }

    private static byte[] Bounded(string file, int limit)
    {
        try
        {
            using var stream = File.OpenRead(file);
            return ReadAll(stream, limit);
        }
        catch (UnauthorizedAccessException)
        {
            throw new IOException("It may not be read. Give yourself the right to read it.");
        }
    }
}
