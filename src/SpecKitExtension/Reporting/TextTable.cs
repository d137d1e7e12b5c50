using System.Globalization;
using System.Text;

namespace SpecKitExtension.Reporting;

/// <summary>Columns of text, aligned and never wrapped, so that a line can be searched for.</summary>
internal static class TextTable
{
    /// <summary>The rows, each column as wide as its widest cell.</summary>
    public static string Of(IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string>> rows)
    {
        List<IReadOnlyList<string>> all = [header, .. rows];
        int[] widths = [.. Enumerable.Range(0, header.Count).Select(column => all.Max(row => Width(row[column])))];
        StringBuilder text = new();
        foreach (var row in all)
        {
            text.AppendLine(string.Join("  ", row.Select((cell, column) => cell + new string(' ', widths[column] - Width(cell)))).TrimEnd());
        }

        return text.Replace("\r\n", "\n").ToString();
    }

    private static int Width(string text) => new StringInfo(text).LengthInTextElements;
}
