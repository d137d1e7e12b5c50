using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace SpecKitExtension.Cluster;

/// <summary>Lines as a container wrote them: only a line feed ends one, because a progress bar is full of carriage returns.</summary>
/// <param name="stream">What is read.</param>
/// <param name="most">Bytes of a line that are kept; what comes between them and the line's end is dropped.</param>
internal sealed class ByteLines(Stream stream, int most = 1 << 20)
{
    private byte[] buffer = new byte[16_384];
    private int start;
    private int searched;
    private int end;

    /// <summary>What stands behind the last line feed.</summary>
    public string Rest => Encoding.UTF8.GetString(buffer, start, end - start);

    /// <summary>The next line without its line feed, if all of it is here.</summary>
    public bool TryNext([NotNullWhen(true)] out string? line)
    {
        var feed = buffer.AsSpan(searched, end - searched).IndexOf((byte)'\n');
        (line, searched) = feed < 0 ? (null, end) : (Encoding.UTF8.GetString(buffer, start, searched + feed - start), searched + feed + 1);
        start = feed < 0 ? start : searched;
        return line is not null;
    }

    /// <summary>The next line without its line feed, or null at the stream's end.</summary>
    public async ValueTask<string?> NextAsync(CancellationToken ct)
    {
        string? line;
        while (!TryNext(out line))
        {
            MakeRoom();
            var read = await stream.ReadAsync(buffer.AsMemory(end), ct);
            if (read == 0)
            {
                return null;
            }

            end += read;
        }

        return line;
    }

    private void MakeRoom()
    {
        if (start > 0)
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            (start, searched, end) = (0, searched - start, end - start);
        }

        if (end > most)
        {
            searched = end = most;
        }

        if (end == buffer.Length)
        {
            Array.Resize(ref buffer, buffer.Length * 2);
        }
    }
}
