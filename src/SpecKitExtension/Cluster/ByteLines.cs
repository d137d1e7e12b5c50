namespace SpecKitExtension.Cluster;

/// <summary>Lines as a container wrote them: only a line feed ends one, because a progress bar is full of carriage returns.</summary>
/// <param name="stream">What is read.</param>
/// <param name="most">Bytes of a line that are kept; what comes between them and the line's end is dropped.</param>
internal sealed class ByteLines(Stream stream, int most = 1 << 20)
{
    /// <summary>A server sends every line by itself. Where a read has brought this much, more is probably here, and is taken along up to a
    /// multiple.</summary>
    private const int Much = 2_048;
    private const int Enough = 16_384;

    private byte[] buffer = new byte[Much];
    private int begin;
    private int end;
    private Task<int>? coming;

    /// <summary>What stands behind the last line feed.</summary>
    public ReadOnlyMemory<byte> Rest => buffer.AsMemory(begin, end - begin);

    /// <summary>Whether so little came last that a read a moment later brings more for the same price.</summary>
    public bool IsSlow { get; private set; }

    /// <summary>Reads what comes next.</summary>
    /// <returns>How many bytes came; 0 at the stream's end.</returns>
    public async ValueTask<int> ReadAsync(CancellationToken ct)
    {
        var all = await Arriving(ct);
        coming = null;
        end += all;
        for (var last = all; last >= Much && all < Enough; all += last)
        {
            // Its bytes, its end or its failure come next time.
            coming = Begin(ct).AsTask();
            if (!coming.IsCompletedSuccessfully || (last = await coming) == 0)
            {
                break;
            }

            coming = null;
            end += last;
        }

        IsSlow = all < Much;
        return all;
    }

    /// <summary>What comes next, which <see cref="ReadAsync"/> then takes.</summary>
    public Task<int> Arriving(CancellationToken ct) => coming ??= Begin(ct).AsTask();

    /// <summary>Takes the lines that are here as a whole, each with its line feed, in memory of their own; empty when none is.</summary>
    public ReadOnlyMemory<byte> Take()
    {
        var whole = buffer.AsSpan(begin, end - begin).LastIndexOf((byte)'\n') + 1;
        var lines = whole == 0 ? [] : buffer.AsSpan(begin, whole).ToArray();
        begin += whole;
        return lines;
    }

    /// <summary>Only here does the buffer change its place: nobody is reading into it now.</summary>
    private ValueTask<int> Begin(CancellationToken ct)
    {
        if (begin > 0)
        {
            buffer.AsSpan(begin, end - begin).CopyTo(buffer);
            (begin, end) = (0, end - begin);
        }

        end = Math.Min(end, most);
        if (buffer.Length - end < Much)
        {
            Array.Resize(ref buffer, buffer.Length * 2);
        }

        return stream.ReadAsync(buffer.AsMemory(end), ct);
    }
}
