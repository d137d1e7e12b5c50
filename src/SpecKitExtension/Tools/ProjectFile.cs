using System.Globalization;
using System.Text;

namespace SpecKitExtension.Tools;

/// <summary>Reads the files that a repository holds, which are data of unknown origin: of bounded size, and through no link.</summary>
internal static class ProjectFile
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>A file's bytes, or null when there is none.</summary>
    /// <param name="root">The project's root, absolute; the way to it may hold links.</param>
    /// <param name="path">The file, relative to it, with slashes.</param>
    /// <param name="limit">The most bytes it may have.</param>
    /// <exception cref="IOException">The file or a folder on the way is a link, it is a folder, it is larger, or it cannot be read; the message is whole sentences.</exception>
    public static byte[]? Read(string root, string path, int limit)
    {
        var at = root;
        foreach (var name in path.Split('/'))
        {
            at = Path.Combine(at, name);
            if (new FileInfo(at).LinkTarget is not null)
            {
                throw new IOException($"{Path.GetRelativePath(root, at)} is a link, and nothing is read through one. Put the file itself there.");
            }
        }

        if (Directory.Exists(at))
        {
            throw new IOException("It is a folder.");
        }

        return File.Exists(at) ? Bounded(at, limit) : null;
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
            var bytes = new byte[stream.CanSeek ? Math.Min(stream.Length, limit) + 1 : limit + 1L];
            var length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return length <= limit
                ? bytes[..length]
                : throw new IOException(string.Create(CultureInfo.InvariantCulture, $"It has more than {limit / 1024:N0} KiB. Make it shorter."));
        }
        catch (UnauthorizedAccessException)
        {
            throw new IOException("It may not be read. Give yourself the right to read it.");
        }
    }
}
