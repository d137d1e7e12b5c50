using SpecKitExtension.Git;
using SpecKitExtension.Logs;
using SpecKitExtension.Tasks;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace SpecKitExtension.Reporting;

/// <summary>A task on the board.</summary>
/// <param name="Task">The task.</param>
/// <param name="State">How far it is.</param>
/// <param name="Time">For how long.</param>
/// <param name="LastLine">Its agent's last line.</param>
internal sealed record BoardRow(TaskId Task, string State, TimeSpan Time, string LastLine)
{
    /// <summary>What it has used of the model; null when nobody knows.</summary>
    public TaskUsage? Used { get; init; }
}

/// <summary>How the board of a run looks on a terminal of any width: what a narrow one has no room for is left out, and no row takes two
/// lines.</summary>
internal static class BoardTable
{
    private const int State = 10;
    private const int Time = 11;
    private const int Used = 10;
    private const int NarrowestLine = 8;

    /// <summary>Least columns for a frame and the column of times.</summary>
    private const int Roomy = 64;

    /// <summary>The board.</summary>
    /// <param name="rows">The tasks that are worked on.</param>
    /// <param name="caption">What stands below.</param>
    /// <param name="screen">Whether more than ASCII can be drawn.</param>
    /// <param name="width">The terminal's columns now.</param>
    public static IRenderable Of(IReadOnlyList<BoardRow> rows, string caption, Screen screen, int width)
    {
        var task = rows.Select(row => row.Task.Value.Length).Append(4).Max();
        var roomy = width >= Roomy;
        var counted = roomy && rows.Any(row => row.Used is not null);
        var columns = 3 + (roomy ? 1 : 0) + (counted ? 1 : 0);

        var state = Math.Clamp(width - 1 - task - 4, 4, State);

        // Each column has a blank on either side; a frame takes one line more than there are columns.
        var line = width - 1 - task - state - (roomy ? Time : 0) - (counted ? Used : 0) - (2 * columns) - (roomy ? columns + 1 : 0);
        Table table = new()
        {
            Border =
                !roomy ? TableBorder.None
                : screen.Unicode ? TableBorder.Rounded
                : TableBorder.Ascii,
        };
        Add(table, "Task", task);
        Add(table, "State", state);
        if (roomy)
        {
            Add(table, "For", Time);
        }

        if (counted)
        {
            Add(table, "Used", Used);
        }

        if (line >= NarrowestLine)
        {
            Add(table, "Last line", line);
        }

        foreach (var row in rows)
        {
            string[] cells =
            [
                row.Task.Value,
                row.State,
                .. roomy ? [SummaryText.Duration(row.Time)] : Array.Empty<string>(),
                .. counted ? [row.Used is { } used ? ReportNumbers.Short(used) : ""] : Array.Empty<string>(),
                .. line >= NarrowestLine ? [Columns.Cut(Sanitizer.Clean(row.LastLine), line, screen.Ellipsis)] : Array.Empty<string>(),
            ];
            table.AddRow(cells.Select(cell => new Text(cell) { Overflow = Overflow.Crop }));
        }

        return new Rows(table, new Text(Columns.Cut(caption, width - 1, screen.Ellipsis)));
    }

    private static void Add(Table table, string name, int width) => table.AddColumn(new TableColumn(name).NoWrap().Width(width));
}
