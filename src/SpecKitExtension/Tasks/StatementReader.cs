using System.Text.RegularExpressions;

namespace SpecKitExtension.Tasks;

/// <summary>Takes the Dependencies section apart: paragraphs and list items with the lines they are wrapped over, rows of tables, lines of
/// code.</summary>
/// <param name="lines">The whole file.</param>
/// <param name="section">The lines (indices) of the section.</param>
internal sealed partial class StatementReader(IReadOnlyList<MarkdownLine> lines, IReadOnlyList<int> section)
{
    private readonly Dictionary<int, IReadOnlyList<Named>> _subjects = [];
    private string[]? _columns;

    /// <param name="read">Reads a statement, given what the list item above it is about, and gives what it is about itself.</param>
    public void Read(Func<Statement, IReadOnlyList<Named>, IReadOnlyList<Named>> read)
    {
        for (var at = 0; at < section.Count;)
        {
            var first = lines[section[at]];
            var isRow = first.Text.AsSpan(first.Head.Text) is ['|', ..];
            var count = 1;
            while (
                !isRow
                && !first.IsCode
                && first.Block >= 0
                && at + count < section.Count
                && lines[section[at + count]].Block == first.Block
                && !lines[section[at + count]].IsCode
            )
            {
                count++;
            }

            var text = isRow
                ? Row(first.Shown.AsSpan(first.Head.Text).Trim().ToString())
                : string.Join(' ', Enumerable.Range(at, count).Select(index => Words(lines[section[index]])));
            _columns = isRow ? _columns : null;
            if (text.Length > 0 && !IsFence(first))
            {
                var above =
                    first.Block == first.Item
                        ? first.Item >= 0
                            ? first.Outer
                            : -1
                        : first.Item;
                _subjects[section[at]] = read(new(section[at] + 1, text), _subjects.GetValueOrDefault(above, []));
            }

            at += count;
        }
    }

    private static string Words(MarkdownLine line) =>
        line.Shown[Math.Min(line.Shown.Length, line.Head.HasBullet ? line.Head.BehindBullet : line.Head.Text)..].Trim();

    private static bool IsFence(MarkdownLine line) => line.IsCode && line.Text.AsSpan(line.Head.Text) is ['`', '`', ..] or ['~', '~', ..];

    /// <summary>A row as the statement that its table's head makes of it.</summary>
    private string Row(string row)
    {
        string[] cells = [.. row.Trim('|').Split('|', StringSplitOptions.TrimEntries)];
        if (_columns is null || Array.TrueForAll(cells, cell => cell.AsSpan().Trim("-:").IsEmpty))
        {
            _columns ??= cells;
            return "";
        }

        var columns = Enumerable
            .Range(1, Math.Max(0, Math.Min(cells.Length, _columns.Length) - 1))
            .Where(cell => Says().IsMatch(_columns[cell]))
            .ToList();
        var says = columns.Select(cell =>
            Nothing().IsMatch(cells[cell]) ? "no dependencies"
            : _columns[cell].StartsWith("block", StringComparison.OrdinalIgnoreCase)
            && !_columns[cell].Contains(' ', StringComparison.Ordinal)
                ? $"blocks {cells[cell]}"
            : $"depends on {cells[cell]}"
        );
        return string.Join(
            "; ",
            (string[])[$"{cells[0]}: {string.Join("; ", says)}", .. cells.Skip(1).Where((_, cell) => !columns.Contains(cell + 1))]
        );
    }

    [GeneratedRegex(
        @"^[*_]*(?:depends? ?(?:on)?|dependenc(?:y|ies)|requires|needs|after|waits for|blocked by|prerequisites?|blocks)[*_]*$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Says();

    [GeneratedRegex("^(?:|-+|–|—|none|nothing|n/a)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Nothing();
}
