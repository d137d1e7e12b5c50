namespace SpecKitExtension.Tasks;

/// <summary>The code spans of one line, from their opening backticks to behind their closing ones.</summary>
internal sealed class CodeSpans
{
    private readonly List<(int Start, int End)> _spans = [];

    private CodeSpans() { }

    public static CodeSpans Of(ReadOnlySpan<char> line)
    {
        var runs = Runs(line);
        Dictionary<int, int> nextOfLength = [];
        var closing = new int[runs.Count];
        for (var run = runs.Count - 1; run >= 0; run--)
        {
            closing[run] = nextOfLength.GetValueOrDefault(runs[run].Length, -1);
            nextOfLength[runs[run].Length] = run;
        }

        CodeSpans spans = new();
        for (var run = 0; run < runs.Count; run++)
        {
            if (closing[run] is var end and >= 0)
            {
                spans._spans.Add((runs[run].Start, runs[end].Start + runs[end].Length));
                run = end;
            }
        }

        return spans;
    }

    /// <summary>The column behind the span that holds a column, or null outside of spans.</summary>
    public int? EndOfSpanAt(int column)
    {
        var before = ~_spans.BinarySearch((column, int.MaxValue)) - 1;
        return before >= 0 && column < _spans[before].End ? _spans[before].End : null;
    }

    private static List<(int Start, int Length)> Runs(ReadOnlySpan<char> line)
    {
        List<(int Start, int Length)> runs = [];
        for (var at = 0; at < line.Length; at++)
        {
            var start = at;
            while (at < line.Length && line[at] == '`')
            {
                at++;
            }

            if (at > start)
            {
                runs.Add((start, at - start));
            }
        }

        return runs;
    }
}
