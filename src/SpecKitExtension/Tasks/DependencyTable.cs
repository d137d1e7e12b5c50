namespace SpecKitExtension.Tasks;

/// <summary>Reads tables that have a column such as "Depends on" or "Blocks".</summary>
internal sealed class DependencyTable(DependencySection section)
{
    private int _lastLine = -1;
    private int _task;
    private int _other;
    private DependencyWay? _way;

    /// <param name="line">The line, from 1.</param>
    /// <param name="text">A row, beginning with its bar.</param>
    public void Add(int line, string text)
    {
        var cells = text.Trim().Trim('|').Split('|');
        if (line != _lastLine + 1)
        {
            Begin(cells);
        }
        else if (_way is not null && Math.Max(_task, _other) < cells.Length)
        {
            section.Rows.Add((line, cells[_task], cells[_other], _way));
        }

        _lastLine = line;
    }

    private void Begin(string[] cells)
    {
        _other = Array.FindIndex(cells, cell => DependencyWords.OfColumn(cell) is not null);
        _way = _other < 0 ? null : DependencyWords.OfColumn(cells[_other]);
        _task = Array.FindIndex(cells, cell => cell.Trim(" *`".ToCharArray()) is { Length: > 0 } heading && (heading.Contains("task", StringComparison.OrdinalIgnoreCase) || heading.Equals("id", StringComparison.OrdinalIgnoreCase)));
        if (_task < 0 || _task == _other)
        {
            _task = _other == 0 ? 1 : 0;
        }
    }
}
