using System.Text;

namespace SpecKitExtension.Tasks;

/// <summary>What Markdig needs of tasks.md to find its blocks: the same lines, short and without what costs it more than linear time.</summary>
internal static class MarkdownSkeleton
{
    // Below Markdig's limit of 128 nested blocks, whatever a line is made of.
    private const int Columns = 100;
    private const int ColumnsOfTab = 4;

    /// <param name="source">The file.</param>
    /// <param name="first">Its first line to take, from 0.</param>
    /// <param name="end">The line before which to stop.</param>
    public static string Of(SourceText source, int first, int end)
    {
        StringBuilder skeleton = new();
        for (var line = first; line < end; line++)
        {
            Append(skeleton, source.Line(line));
            skeleton.Append('\n');
        }

        return skeleton.ToString();
    }

    private static void Append(StringBuilder skeleton, ReadOnlySpan<char> line)
    {
        var at = 0;
        for (var column = 0; at < line.Length && column < Columns; at++)
        {
            column += line[at] == '\t' ? ColumnsOfTab : 1;
            skeleton.Append(line[at] switch
            {
                // Many link definitions take Markdig quadratic time, and define nothing here.
                '[' => '(',
                // Of HTML only comments hide anything; a fence between tags is still a fence.
                '<' when !line[at..].StartsWith("<!--", StringComparison.Ordinal) => '(',
                var character => character,
            });
        }

        var rest = line[at..];
        if (rest.Contains('`'))
        {
            skeleton.Append('`');
        }

        if (rest.Contains("-->", StringComparison.Ordinal))
        {
            skeleton.Append("-->");
        }
    }
}
