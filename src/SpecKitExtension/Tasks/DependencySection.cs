using System.Text;

namespace SpecKitExtension.Tasks;

/// <summary>What the Dependencies section says, piece by piece: paragraphs and list items with what is indented below them, rows of tables, and code that may be a graph.</summary>
internal sealed class DependencySection
{
    // Of a paragraph any list right below it is a part.
    private const int OfParagraph = -1;

    private readonly StringBuilder _item = new();
    private List<int> _lines = [];
    private int _indent;
    private bool _isAfterBlank;

    /// <summary>Paragraphs and list items with the numbers of their lines, from 1; bullets inside are kept.</summary>
    public List<(List<int> Lines, string Text)> Items { get; } = [];

    /// <summary>Rows of tables that have a column for dependencies: who waits (or, reversed, who is waited for), and for whom.</summary>
    public List<(int Line, string Subject, string Objects, DependencyWay Way)> Rows { get; } = [];

    /// <summary>Blocks of code.</summary>
    public List<List<(int Line, string Text)>> Graphs { get; } = [];

    public bool IsEmpty => Items.Count == 0 && Rows.Count == 0 && Graphs.Count == 0;

    /// <param name="line">The line, from 1.</param>
    /// <param name="head">How it begins.</param>
    /// <param name="text">The line.</param>
    public void Add(int line, LineHead head, string text)
    {
        var isInside = _item.Length > 0 && head.Indent > _indent && (!_isAfterBlank || _indent > OfParagraph);
        if (_item.Length > 0 && (isInside || (!head.HasBullet && !_isAfterBlank)))
        {
            _item.Append(head.HasBullet ? "\n- " : "\n");
        }
        else
        {
            End();
            (_lines, _indent) = ([], head.HasBullet ? head.Indent : OfParagraph);
        }

        _lines.Add(line);
        _item.Append(text.AsSpan(Math.Min(text.Length, head.HasBullet ? head.BehindBullet : head.Text)).Trim());
        _isAfterBlank = false;
    }

    public void AddBlank() => _isAfterBlank = true;

    /// <param name="line">The line, from 1.</param>
    /// <param name="text">A line of code.</param>
    public void AddCode(int line, string text)
    {
        End();
        if (Graphs.Count == 0 || Graphs[^1][^1].Line != line - 1)
        {
            Graphs.Add([]);
        }

        Graphs[^1].Add((line, text));
    }

    /// <summary>Ends the piece that is being read.</summary>
    public void End()
    {
        if (_item.Length > 0)
        {
            Items.Add((_lines, _item.ToString()));
            _item.Clear();
        }

        _isAfterBlank = false;
    }
}
