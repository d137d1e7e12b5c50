namespace SpecKitExtension.Commands;

/// <summary>The lines of a YAML file in block style: keys, and lists whose items begin with <c>- </c>. Enough for adding and removing items
/// without touching the rest.</summary>
internal sealed class InitYaml(string text)
{
    // As on a checkout of Windows; what is added gets the same line ends.
    private readonly string lineEnd = text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";
    private readonly List<string> lines = [.. text.ReplaceLineEndings("\n").Split('\n')];

    /// <summary>Lines from a first one up to one that is not included.</summary>
    internal readonly record struct Span(int Start, int End);

    /// <summary>The line of a key at the left margin.</summary>
    public int? Find(string key) =>
        lines.FindIndex(line => line == $"{key}:" || line.StartsWith($"{key}: ", StringComparison.Ordinal)) is >= 0 and var at ? at : null;

    /// <summary>Whether a key at the left margin is spelt in a way that <see cref="Find"/> does not know, e.g. in quotes.</summary>
    public bool IsSpeltOtherwise(string key) =>
        Find(key) is null
        && lines.Any(line =>
            line.TrimStart('"', '\'', ' ').StartsWith(key, StringComparison.Ordinal)
            && line.Contains(':', StringComparison.Ordinal)
            && !char.IsWhiteSpace(line[0])
        );

    /// <summary>The line of a key at the left margin, made a block that can take items; null where its value has another form.</summary>
    /// <param name="key">The key; added at the end where it is missing.</param>
    /// <param name="empty">How an empty value is written.</param>
    public int? Open(string key, string empty)
    {
        if (Find(key) is not { } at)
        {
            at = lines.Count - (lines[^1].Length == 0 ? 1 : 0);
            lines.Insert(at, $"{key}:");
        }

        lines[at] = lines[at] == $"{key}: {empty}" ? $"{key}:" : lines[at];
        return lines[at] == $"{key}:" ? at : null;
    }

    /// <summary>Writes a key's value as empty when nothing is left in it.</summary>
    public void Close(int at, string empty)
    {
        if (lines[at].EndsWith(':') && End(at) == at + 1)
        {
            lines[at] += $" {empty}";
        }
    }

    /// <summary>The keys directly below a key.</summary>
    public IReadOnlyList<int> Children(int at)
    {
        var below = Enumerable.Range(at + 1, End(at) - at - 1).Where(line => !IsItem(line) && lines[line].Trim().Length > 0).ToList();
        return [.. below.Where(line => Indent(line) == below.Min(Indent))];
    }

    /// <summary>A key directly below a key.</summary>
    public int? Child(int at, string key) =>
        Children(at).Where(line => lines[line].Trim() == $"{key}:").Select(line => (int?)line).FirstOrDefault();

    /// <summary>The items of a list.</summary>
    public IReadOnlyList<Span> Items(int at)
    {
        var end = End(at);
        var starts = Enumerable.Range(at + 1, end - at - 1).Where(IsItem).ToList();
        starts = [.. starts.Where(line => Indent(line) == starts.Min(Indent))];
        return [.. starts.Select((start, index) => new Span(start, index + 1 < starts.Count ? starts[index + 1] : end))];
    }

    /// <summary>Adds an item at the end of a list, indented as the others are.</summary>
    public void Append(int at, IEnumerable<string> item)
    {
        var indent = new string(' ', Items(at) is [var first, ..] ? Indent(first.Start) : Indent(at));
        Insert(End(at), item.Select(line => indent + line));
    }

    /// <summary>Adds lines.</summary>
    public void Insert(int at, IEnumerable<string> added) => lines.InsertRange(at, added);

    /// <summary>Removes lines.</summary>
    public void Delete(Span span) => lines.RemoveRange(span.Start, span.End - span.Start);

    /// <summary>Lines.</summary>
    public IReadOnlyList<string> Text(Span span) => lines[span.Start..span.End];

    /// <summary>The line behind everything that belongs to a key.</summary>
    public int End(int at)
    {
        var end = at + 1;
        for (
            var line = at + 1;
            line < lines.Count
                && (lines[line].Trim().Length == 0 || Indent(line) > Indent(at) || (Indent(line) == Indent(at) && IsItem(line)));
            line++
        )
        {
            end = lines[line].Trim().Length == 0 ? end : line + 1;
        }

        return end;
    }

    public override string ToString() => string.Join(lineEnd, lines);

    private bool IsItem(int line) => lines[line].TrimStart(' ').StartsWith("- ", StringComparison.Ordinal);

    private int Indent(int line) => lines[line].Length - lines[line].TrimStart(' ').Length;
}
