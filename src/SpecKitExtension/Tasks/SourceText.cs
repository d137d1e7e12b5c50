using System.Text;

namespace SpecKitExtension.Tasks;

/// <summary>tasks.md as lines in which one character is one byte, so that every position is an offset in the file and no byte can be malformed.</summary>
/// <remarks>What Markdown is made of is ASCII, which UTF-8 keeps; only words need <see cref="Decode"/>.</remarks>
internal sealed class SourceText
{
    /// <summary>Stands for a byte of a comment; no byte reads as this character.</summary>
    public const char Hidden = '\uE000';

    private readonly char[] _characters;
    private readonly List<(int Start, int End)> _lines;

    public SourceText(ReadOnlySpan<byte> content)
    {
        _characters = new char[content.Length];
        Encoding.Latin1.GetChars(content, _characters);
        _lines = new(content.Count((byte)'\n') + 1);
        var start = content.StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
        while (start < _characters.Length)
        {
            var length = Characters[start..].IndexOfAny('\r', '\n');
            var end = length < 0 ? _characters.Length : start + length;
            _lines.Add((start, end));
            start = end + (Characters[end..].StartsWith("\r\n", StringComparison.Ordinal) ? 2 : 1);
        }
    }

    public int LineCount => _lines.Count;

    public ReadOnlySpan<char> Characters => _characters;

    /// <summary>Offset of the line's first character; lines count from 0.</summary>
    public int Start(int line) => _lines[line].Start;

    /// <summary>The line without its end.</summary>
    public ReadOnlySpan<char> Line(int line) => Characters[_lines[line].Start.._lines[line].End];

    /// <summary>The line that holds an offset; an offset inside a line's end belongs to that line.</summary>
    public int LineAt(int offset)
    {
        var found = _lines.BinarySearch((offset, int.MaxValue));
        return Math.Max(0, ~found - 1);
    }

    /// <summary>Takes a comment out of the text without moving anything.</summary>
    public void Hide(int start, int end)
    {
        foreach (ref var character in _characters.AsSpan(start..end))
        {
            character = character is '\r' or '\n' ? character : Hidden;
        }
    }

    /// <summary>A line's words from a column on, without comments; malformed bytes become U+FFFD.</summary>
    public string Decode(int line, int column = 0)
    {
        var source = Line(line)[column..];
        if (Ascii.IsValid(source))
        {
            return source.ToString();
        }

        var bytes = new byte[source.Length];
        var count = 0;
        foreach (var character in source)
        {
            if (character != Hidden)
            {
                bytes[count++] = (byte)character;
            }
        }

        return Encoding.UTF8.GetString(bytes, 0, count);
    }
}
