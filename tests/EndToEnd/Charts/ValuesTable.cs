using System.Text;
using System.Text.RegularExpressions;

namespace EndToEnd.Charts;

/// <summary>The values of the chart as its values.yaml documents them: by `# --` above a key, for everything below it.</summary>
internal sealed partial class ValuesTable
{
    private readonly StringBuilder rows = new("| Value | Default | Meaning |\n| --- | --- | --- |\n");
    private readonly List<string> undocumented = [];

    /// <summary>Reads the lines of a values.yaml whose own keys are plain words.</summary>
    public ValuesTable(IEnumerable<string> lines)
    {
        var path = new List<(int Indent, string Key)>();
        var comment = "";
        var documented = int.MaxValue;
        foreach (var line in lines)
        {
            if (Comment().Match(line) is { Success: true } found)
            {
                comment = found.Groups["text"].Value;
            }
            else if (
                Key().Match(line) is { Success: true } match
                && Indent(match) is var indent
                && (comment.Length > 0 || indent <= documented)
            )
            {
                path.RemoveAll(above => above.Indent >= indent);
                path.Add((indent, match.Groups["key"].Value));
                documented = comment.Length > 0 ? indent : int.MaxValue;
                Add(string.Join('.', path.Select(part => part.Key)), match.Groups["value"].Value, comment);
                comment = "";
            }
        }
    }

    /// <summary>Keys that have a value but no comment.</summary>
    public IReadOnlyList<string> Undocumented => undocumented;

    public override string ToString() => rows.ToString();

    private void Add(string key, string standard, string comment)
    {
        if (comment.Length > 0)
        {
            var shown = standard.Length > 0 ? $"`{standard}`" : "see values.yaml";
            rows.Append(null, $"| `{key}` | {shown} | {comment.Replace("|", "\\|", StringComparison.Ordinal)} |\n");
        }
        else if (standard.Length > 0)
        {
            undocumented.Add(key);
        }
    }

    private static int Indent(Match match) => match.Groups["indent"].Length;

    [GeneratedRegex("^ *# -- (?<text>.+)$")]
    private static partial Regex Comment();

    [GeneratedRegex("^(?<indent> *)(?<key>[A-Za-z0-9]+):(?: +(?<value>.+))?$")]
    private static partial Regex Key();
}
