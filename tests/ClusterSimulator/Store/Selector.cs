using System.Text.Json.Nodes;

namespace ClusterSimulator.Store;

/// <summary>A label or field selector: <c>a=b,c!=d,e in (f,g),h notin (i),j,!k</c>.</summary>
internal sealed class Selector
{
    private readonly List<(string Key, bool Wanted, string[]? Values)> _terms = [];

    private Selector(string? text)
    {
        foreach (var term in Split(text ?? "").Select(part => part.Trim()).Where(part => part.Length > 0))
        {
            var set = term.IndexOf('(', StringComparison.Ordinal);
            if (set > 0)
            {
                var words = term[..set].Split(' ', StringSplitOptions.RemoveEmptyEntries);
                _terms.Add((words[0], words[1] == "in", term[(set + 1)..].TrimEnd(')').Split(',', StringSplitOptions.TrimEntries)));
            }
            else if (term.IndexOf('=', StringComparison.Ordinal) is > 0 and var equal)
            {
                _terms.Add((term[..equal].TrimEnd('!', ' '), term[equal - 1] != '!', [term[equal..].TrimStart('=', ' ')]));
            }
            else
            {
                _terms.Add((term.TrimStart('!'), term[0] != '!', null));
            }
        }
    }

    internal static Func<JsonObject, bool> ForLabels(string? text)
    {
        Selector selector = new(text);
        return item => selector.Matches(key => item.Text("metadata", "labels", key));
    }

    /// <summary>Any path of the object is a field, which is more than the real server allows.</summary>
    internal static Func<JsonObject, bool> ForFields(string? text)
    {
        Selector selector = new(text);
        return item => selector.Matches(key => item.Text(key.Split('.')) ?? "");
    }

    private bool Matches(Func<string, string?> valueOf) =>
        _terms.TrueForAll(term => (valueOf(term.Key) is { } value && (term.Values is null || term.Values.Contains(value))) == term.Wanted);

    private static IEnumerable<string> Split(string text)
    {
        var (depth, start) = (0, 0);
        for (var at = 0; at < text.Length; at++)
        {
            depth += text[at] switch
            {
                '(' => 1,
                ')' => -1,
                _ => 0,
            };
            if (text[at] == ',' && depth == 0)
            {
                yield return text[start..at];
                start = at + 1;
            }
        }

        yield return text[start..];
    }
}
