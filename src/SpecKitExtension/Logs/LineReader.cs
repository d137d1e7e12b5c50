using System.Text;

namespace SpecKitExtension.Logs;

/// <summary>Reads complete lines of a file that another process may still be writing.</summary>
/// <param name="reader">The file, from where reading begins.</param>
internal sealed class LineReader(TextReader reader)
{
    private readonly StringBuilder partial = new();
    private readonly char[] buffer = new char[16_384];
    private int start;
    private int length;

    /// <summary>What stands behind the last line end; the caller may take it as a line once the writer has ended.</summary>
    public string Rest => partial.ToString();

    /// <summary>The next line without its line end, or null while there is no complete one.</summary>
    public string? Next()
    {
        while (true)
        {
            var rest = buffer.AsSpan(start, length);
            var end = rest.IndexOf('\n');
            if (end >= 0)
            {
                var line = partial.Append(rest[..end]).ToString();
                partial.Clear();
                start += end + 1;
                length -= end + 1;
                return line;
            }

            partial.Append(rest);
            start = 0;
            length = reader.Read(buffer, 0, buffer.Length);
            if (length <= 0)
            {
                length = 0;
                return null;
            }
        }
    }
}
