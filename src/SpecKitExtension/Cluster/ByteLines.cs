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
    public ReadOnlySpan<byte> Rest => buffer.AsSpan(start, end - start);

    /// <summary>The next line without its line feed, if all of it is here; it stands until more is read.</summary>
    public bool TryNext(out ReadOnlySpan<byte> line)
    {
        var feed = buffer.AsSpan(searched, end - searched).IndexOf((byte)'\n');
        if (feed < 0)
        {
            line = [];
            searched = end;
            return false;
        }

        line = buffer.AsSpan(start, searched + feed - start);
        start = searched += feed + 1;
        return true;
    }

    /// <summary>Reads what comes next.</summary>
    /// <returns>False at the stream's end.</returns>
    public async ValueTask<bool> ReadAsync(CancellationToken ct)
    {
        MakeRoom();
        var read = await stream.ReadAsync(buffer.AsMemory(end), ct);
        end += read;
        return read > 0;
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
