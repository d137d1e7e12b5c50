namespace SpecKitExtension.Cluster;

/// <summary>Lines as a container wrote them: only a line feed ends one, because a progress bar is full of carriage returns.</summary>
/// <param name="stream">What is read.</param>
/// <param name="most">Bytes of a line that are kept; what comes between them and the line's end is dropped.</param>
internal sealed class ByteLines(Stream stream, int most = 1 << 20)
{
    private byte[] buffer = new byte[8_192];
    private int end;

    /// <summary>What stands behind the last line feed.</summary>
    public ReadOnlyMemory<byte> Rest => buffer.AsMemory(0, end);

    /// <summary>Reads what comes next.</summary>
    /// <returns>How many bytes came; 0 at the stream's end.</returns>
    public async ValueTask<int> ReadAsync(CancellationToken ct)
    {
        if (end > most)
        {
            end = most;
        }

        if (end == buffer.Length)
        {
            Array.Resize(ref buffer, buffer.Length * 2);
        }

        var read = await stream.ReadAsync(buffer.AsMemory(end), ct);
        end += read;
        return read;
    }

    /// <summary>Takes the lines that are here as a whole, each with its line feed, in memory of their own; empty when none is.</summary>
    public ReadOnlyMemory<byte> Take()
    {
        var whole = buffer.AsSpan(0, end).LastIndexOf((byte)'\n') + 1;
        if (whole == 0)
        {
            return default;
        }

        var lines = buffer.AsSpan(0, whole).ToArray();
        buffer.AsSpan(whole, end - whole).CopyTo(buffer);
        end -= whole;
        return lines;
    }
}
