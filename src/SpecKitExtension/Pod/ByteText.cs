using System.Text;

namespace SpecKitExtension.Pod;

/// <summary>Names of files are bytes. Here they are texts in which a character is a byte, so that they compare, sort and split like any
/// text.</summary>
internal static class ByteText
{
    /// <summary>The bytes.</summary>
    public static byte[] ToBytes(string name) => Encoding.Latin1.GetBytes(name);

    /// <summary>The name that some bytes are.</summary>
    public static string Of(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);

    /// <summary>The name as people read it; what is no UTF-8 becomes a mark.</summary>
    public static string Show(string name) => Encoding.UTF8.GetString(ToBytes(name));

    /// <summary>The names that a program has printed, each ended by NUL.</summary>
    public static string[] Split(byte[] output) => Of(output).Split('\0', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Names for a program that reads them ended by NUL.</summary>
    public static byte[] Join(IEnumerable<string> names) => ToBytes(string.Concat(names.Select(name => name + "\0")));
}
