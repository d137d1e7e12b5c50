using System.Text;
using System.Text.Unicode;

namespace SpecKitExtension.Tasks;

/// <summary>Tells UTF-8 from other encodings.</summary>
internal static class FileEncoding
{
    private const int Sample = 512;

    /// <summary>Whether bytes are UTF-16, with a mark or, by every other byte being zero, without one.</summary>
    public static bool IsUtf16(ReadOnlySpan<byte> content)
    {
        if (content.StartsWith(Encoding.Unicode.Preamble) || content.StartsWith(Encoding.BigEndianUnicode.Preamble))
        {
            return true;
        }

        var (even, odd) = (0, 0);
        var sample = content[..Math.Min(content.Length, Sample)];
        for (var at = 0; at < sample.Length; at++)
        {
            (even, odd) = sample[at] != 0 ? (even, odd) : at % 2 == 0 ? (even + 1, odd) : (even, odd + 1);
        }

        return Math.Min(even, odd) == 0 && Math.Max(even, odd) > Math.Max(2, sample.Length / 4);
    }

    /// <summary>Offset of the first byte that is no UTF-8, or null.</summary>
    public static int? FirstNotUtf8(ReadOnlySpan<byte> content)
    {
        if (Utf8.IsValid(content))
        {
            return null;
        }

        var at = 0;
        while (Rune.DecodeFromUtf8(content[at..], out _, out var length) == System.Buffers.OperationStatus.Done)
        {
            at += length;
        }

        return at;
    }
}
