namespace SpecKitExtension.Tasks;

/// <summary>Fences of code blocks at any indentation.</summary>
internal static class Fence
{
    private const int Shortest = 3;

    /// <summary>Whether a line opens a code block; Markdig knows only those that are indented by less than four columns.</summary>
    public static bool Opens(ReadOnlySpan<char> line, out char character, out int length)
    {
        var text = WithoutQuotes(line);
        character = text.IsEmpty ? '\0' : text[0];
        length = Run(text);
        return length >= Shortest && (character == '~' || !text[length..].Contains('`'));
    }

    /// <summary>The first of some lines (counted from 0, the last one included) that closes a code block.</summary>
    public static int? FindClosing(SourceText source, int first, int last, char character, int length)
    {
        for (var line = first; line <= last && line < source.LineCount; line++)
        {
            var text = WithoutQuotes(source.Line(line)).TrimEnd(" \t");
            if (text.Length >= length && text.Length == Run(text) && text[0] == character)
            {
                return line;
            }
        }

        return null;
    }

    private static ReadOnlySpan<char> WithoutQuotes(ReadOnlySpan<char> line) => line.TrimStart(" \t>");

    private static int Run(ReadOnlySpan<char> text)
    {
        if (text is not ['`' or '~', ..])
        {
            return 0;
        }

        var other = text.IndexOfAnyExcept(text[0]);
        return other < 0 ? text.Length : other;
    }
}
