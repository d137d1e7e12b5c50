using System.Text;
using SpecKitExtension.Logs;
using SpecKitExtension.Running;
using SpecKitExtension.Tasks;

namespace SpecKitExtension.Reporting;

/// <summary>Tasks and their standing: a table where it fits, else two lines and more a task. Ids and branches are never cut.</summary>
internal static class TaskTable
{
    private const int NarrowestTitle = 24;

    /// <summary>The tasks for a screen.</summary>
    public static string Of(IEnumerable<TaskView> tasks, Screen screen)
    {
        List<(IReadOnlyList<string> Cells, bool IsTitle)> rows =
        [
            (["TASK", "MODE", "STATE", "BRANCH", "DETAIL"], true),
            .. tasks.Select(Row),
        ];
        int[] widths = [.. Enumerable.Range(0, 4).Select(column => rows.Max(row => Columns.Of(row.Cells[column])) + 2)];
        if (screen.Width is not { } width)
        {
            return TextTable.Of(rows.Select(row => row.Cells));
        }

        // A title may be cut, but not what a person has to know.
        var beside = width - widths.Sum();
        return beside >= rows.Max(row => row.IsTitle ? Math.Min(Columns.Of(row.Cells[4]), NarrowestTitle) : Columns.Of(row.Cells[4]))
            ? TextTable.Of(
                rows.Select(row => (IReadOnlyList<string>)[.. row.Cells.Take(4), Columns.Cut(row.Cells[4], beside, screen.Ellipsis)])
            )
            : Stacked(rows.Skip(1).Select(row => row.Cells), widths, width);
    }

    private static string Stacked(IEnumerable<IReadOnlyList<string>> rows, int[] widths, int width)
    {
        var beside = width - widths[..3].Sum();
        var indent = beside >= NarrowestTitle ? widths[..3].Sum() : 2;
        StringBuilder text = new();
        foreach (var row in rows)
        {
            var head = string.Concat(row.Take(3).Select((cell, column) => cell + new string(' ', widths[column] - Columns.Of(cell))));
            var lines = Columns.Wrap(row[4], width - indent, width - indent).Select(line => new string(' ', indent) + line).ToList();
            text.Append(beside >= NarrowestTitle ? head + lines[0][indent..] : $"{head.TrimEnd()}\n{lines[0]}").Append('\n');
            text.Append(string.Concat(lines.Skip(1).Select(line => line + "\n")));
            text.Append(row[3] == "-" ? "" : $"  {row[3]}\n");
        }

        return text.ToString();
    }

    private static (IReadOnlyList<string> Cells, bool IsTitle) Row(TaskView task)
    {
        var item = task.Planned.Item;
        var status = TaskStatus.Of(task);
        var detail =
            (status.Detail.Length > 0 ? status.Detail : item.Text)
            + (task.Usage is { Tokens: > 0 } used ? $" ({ReportNumbers.Short(used)})" : "");
        return (
            [
                item.Id.Value,
                item.Mode == TaskMode.Async ? "ASYNC" : "SYNC",
                status.Word,
                item.Mode == TaskMode.Async ? Sanitizer.Neutralize(task.Branch) : "-",
                Sanitizer.Clean(detail),
            ],
            status.Detail.Length == 0
        );
    }
}
