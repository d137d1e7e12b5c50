using System.Text;

namespace SpecKitExtension.Reporting;

/// <summary>Columns of text, aligned and never wrapped, so that a line can be searched for.</summary>
internal static class TextTable
{
    /// <summary>The rows, each column as wide as its widest cell.</summary>
    public static string Of(IEnumerable<IReadOnlyList<string>> rows)
    {
        List<IReadOnlyList<string>> all = [.. rows];
        int[] widths = [.. Enumerable.Range(0, all[0].Count).Select(column => all.Max(row => Columns.Of(row[column])))];
        StringBuilder text = new();
        foreach (var row in all)
        {
            text.Append(
                    string.Join("  ", row.Select((cell, column) => cell + new string(' ', widths[column] - Columns.Of(cell)))).TrimEnd()
                )
                .Append('\n');
        }

        return text.ToString();
    }
}
