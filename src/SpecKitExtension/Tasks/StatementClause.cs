using System.Text.RegularExpressions;

namespace SpecKitExtension.Tasks;

/// <summary>A part of a statement, up to a semicolon, full stop or dash.</summary>
/// <param name="Text">Its words, with every name as one character, without parentheses that name nothing and without words that say
/// nothing.</param>
/// <param name="Names">The names in it.</param>
internal sealed record StatementClause(string Text, IReadOnlyList<Named> Names)
{
    /// <summary>Whether anything is named, or may be.</summary>
    public bool HasNames => Text.AsSpan().IndexOfAny(WrittenNames.Name, WrittenNames.Vague) >= 0;

    /// <summary>The names in a part of it.</summary>
    public IReadOnlyList<Named> In(Capture part) =>
        [.. Names.Skip(Text.AsSpan(0, part.Index).Count(WrittenNames.Name)).Take(part.ValueSpan.Count(WrittenNames.Name))];
}

/// <summary>Divides a statement into its clauses, where several names of one thing (<c>Phase 5: User Story 3 (T010-T012)</c>) are
/// one.</summary>
internal sealed partial class StatementWords
{
    private readonly IReadOnlyList<TaskDraft> _tasks;
    private readonly List<Named> _names;
    private string _text;

    public StatementWords(WrittenNames words, IReadOnlyList<TaskDraft> tasks)
    {
        (_text, _names, _tasks) = (words.Text, [.. words.Names], tasks);
        Merge(Alias());
        Merge(Parenthesis());
        Merge(Alias());
        _text = Aside().Replace(_text, " ");
        Clauses = [.. Split()];
    }

    /// <summary>The clauses in order.</summary>
    public IReadOnlyList<StatementClause> Clauses { get; }

    private void Merge(Regex pattern)
    {
        for (var match = pattern.Match(_text); match.Success;)
        {
            var first = _text.AsSpan(0, match.Index).Count(WrittenNames.Name);
            var count = match.ValueSpan.Count(WrittenNames.Name);
            if (One(_names[first], _names.GetRange(first + 1, count - 1), pattern == Parenthesis()) is { } one)
            {
                _text = string.Concat(_text.AsSpan(0, match.Index + 1), _text.AsSpan(match.Index + match.Length));
                _names.RemoveRange(first, count);
                _names.Insert(first, one);
                match = pattern.Match(_text, match.Index);
            }
            else
            {
                match = pattern.Match(_text, match.Index + 1);
            }
        }
    }

    /// <summary>The one thing that several names mean; null when they mean more.</summary>
    private Named? One(Named name, List<Named> others, bool mayBePart)
    {
        HashSet<int> phases = [.. name.Phases, .. name.Tasks.Select(task => _tasks[task].Phase)];
        HashSet<int> named =
        [
            .. others.SelectMany(other => other.Phases),
            .. others.SelectMany(other => other.Tasks).Select(task => _tasks[task].Phase),
        ];
        var isSame =
            name.Unknown is null
            && others.TrueForAll(other => other.Unknown is null)
            && (
                mayBePart
                    ? named.IsSubsetOf(phases) || (phases.Count > 1 && phases.IsSubsetOf(named))
                    : named.SetEquals(phases) && name.Tasks.Count == 0 && others.TrueForAll(other => other.Tasks.Count == 0)
            );
        return !isSame ? null
            : name.Tasks.Count > 0 || others.Exists(other => other.Tasks.Count > 0) ? name
            : name with { Phases = [.. name.Phases.Intersect(named)] };
    }

    private IEnumerable<StatementClause> Split()
    {
        var behind = 0;
        foreach (var part in Boundary().Split(_text))
        {
            var names = part.AsSpan().Count(WrittenNames.Name);
            var text = Noise().Replace(part, "");
            text = Blanks()
                .Replace(text, " ")
                .Replace(" ,", ",", StringComparison.Ordinal)
                .Replace(" :", ":", StringComparison.Ordinal)
                .Trim(' ', ',', '.', ':', '!', '✓', '⚠', '\uFE0F');
            if (text.Length > 0)
            {
                yield return new(text, _names.GetRange(behind, names));
            }

            behind += names;
        }
    }

    [GeneratedRegex($"\uE001 ?[:–—-]? ?\uE001", RegexOptions.CultureInvariant)]
    private static partial Regex Alias();

    [GeneratedRegex($"\uE001 ?\\({WrittenNames.List}\\)", RegexOptions.CultureInvariant)]
    private static partial Regex Parenthesis();

    [GeneratedRegex("[(\\[][^()\\[\\]\uE001\uE002]*[)\\]]", RegexOptions.CultureInvariant)]
    private static partial Regex Aside();

    [GeneratedRegex(@";|\.(?= |$)| [-–—]+ |—", RegexOptions.CultureInvariant)]
    private static partial Regex Boundary();

    [GeneratedRegex(
        @"\b(?:completion|completed?|completes|is|are|being|phases?|stages?|only|just|the|tasks?|done|finished|itself|must|also|then|work)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Noise();

    [GeneratedRegex(" {2,}")]
    private static partial Regex Blanks();
}
