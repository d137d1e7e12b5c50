using System.Text;

namespace SpecKitExtension.Reporting;

/// <summary>A part of a tree.</summary>
/// <param name="Head">What is never broken, e.g. a task's id.</param>
/// <param name="Text">What follows it and may be broken between words.</param>
internal sealed record TreeNode(string Head, string Text)
{
    /// <summary>The colour of the head; null for none.</summary>
    public int? Colour { get; init; }

    /// <summary>What else there is to say, each with a name in a column of its own.</summary>
    public IReadOnlyList<TreeLine> Lines { get; init; } = [];

    /// <summary>The nodes below.</summary>
    public IReadOnlyList<TreeNode> Children { get; init; } = [];
}

/// <summary>A line below a node's own.</summary>
/// <param name="Name">What the text is; may be empty.</param>
/// <param name="Text">The text.</param>
/// <param name="Whole">Whether the text is one word, e.g. a branch, that people copy and that is never broken or cut.</param>
internal sealed record TreeLine(string Name, string Text, bool Whole = false);

/// <summary>Draws trees, in Unicode or ASCII, in lines of the screen's width.</summary>
/// <param name="screen">What is drawn on.</param>
internal sealed class TextTree(Screen screen)
{
    private const int NarrowestText = 16;

    private readonly StringBuilder text = new();

    private (string Middle, string Last, string Beside, string Below) Guides => screen.Unicode ? ("├─ ", "└─ ", "│  ", "   ") : ("|- ", "`- ", "|  ", "   ");

    /// <summary>The drawn trees, a line feed behind each line.</summary>
    public static string Of(Screen screen, IReadOnlyList<TreeNode> nodes)
    {
        TextTree tree = new(screen);
        tree.Append("", nodes);
        return tree.text.ToString();
    }

    private void Append(string before, IReadOnlyList<TreeNode> nodes)
    {
        foreach (var (index, node) in nodes.Index())
        {
            var last = index == nodes.Count - 1;
            Append(before + (last ? Guides.Last : Guides.Middle), before + (last ? Guides.Below : Guides.Beside), node);
        }
    }

    private void Append(string before, string below, TreeNode node)
    {
        var inside = below + (node.Children.Count > 0 ? Guides.Beside : "  ");
        AppendText(before, inside, node.Head, node.Text, node.Colour);
        var names = node.Lines.Select(line => line.Name.Length).DefaultIfEmpty().Max();
        foreach (var line in node.Lines)
        {
            var name = line.Name.Length > 0 ? line.Name.PadRight(names) : "";
            if (line.Whole)
            {
                text.Append(inside).Append(name).Append(' ').Append(line.Text).Append('\n');
            }
            else
            {
                AppendText(inside, inside + new string(' ', name.Length > 0 ? names + 1 : 0), name, line.Text, null);
            }
        }

        Append(below, node.Children);
    }

    private void AppendText(string before, string below, string head, string words, int? colour)
    {
        var start = head.Length > 0 && words.Length > 0 ? head + " " : head;
        var lines = screen.Width is { } width
            ? Columns.Wrap(words, Math.Max(NarrowestText, width - Columns.Of(before + start)), Math.Max(NarrowestText, width - Columns.Of(below)))
            : [words];
        foreach (var (index, line) in lines.Index())
        {
            text.Append(index == 0 ? before + screen.Paint(start, colour) : below).Append(line).Append('\n');
        }
    }
}
