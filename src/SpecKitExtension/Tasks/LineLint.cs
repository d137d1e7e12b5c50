using System.Buffers;
using System.Text.RegularExpressions;

namespace SpecKitExtension.Tasks;

/// <summary>Recognises lines that were meant as tasks but are none, and markers that were meant but are none.</summary>
internal static partial class LineLint
{
    private const int WidestBox = 5;
    private const int FirstWords = 3;

    private static readonly SearchValues<char> OtherBullets = SearchValues.Create("•◦‣·▪●");
    private static readonly SearchValues<char> OtherBoxes = SearchValues.Create("☐☑☒□▢⬜✅✔");
    private static readonly string[] Labels = ["task", "todo", "step", "item", "subtask", "id"];

    /// <summary>The id of a task whose box is malformed, as in <c>-[ ] T021</c>, <c>- [] T022</c>, <c>- [ ]T023</c>, <c>• [ ] T024</c>, <c>☐ T025</c>.</summary>
    public static TaskId? MalformedBox(string line, LineHead head, TaskGrammar grammar)
    {
        var text = line.AsSpan(head.HasBullet ? head.BehindBullet : head.Text).TrimStart();
        var hasOtherBullet = !head.HasBullet && text.Length > 0 && OtherBullets.Contains(text[0]);
        text = hasOtherBullet ? text[1..].TrimStart() : text;
        if (text.Length > 0 && OtherBoxes.Contains(text[0]))
        {
            return TaskHead.Read(text[1..].TrimStart(" \t\uFE0F").ToString(), grammar)?.Id;
        }

        var end = text is ['[', ..] ? text[..Math.Min(text.Length, WidestBox)].IndexOf(']') : -1;
        return (head.HasBullet || hasOtherBullet) && !head.HasBox && end > 0 && !text[1..end].ContainsAnyInRange('0', '9') && TaskMarkers.Length(text) == 0
            ? TaskHead.Read(text[(end + 1)..].TrimStart().ToString(), grammar)?.Id
            : null;
    }

    /// <summary>The id of a list item without a box, as in <c>- **T-001**: text</c>.</summary>
    public static TaskId? NoBox(string line, LineHead head, TaskGrammar grammar) =>
        head.HasBullet && !head.HasBox && line.AsSpan(head.BehindBullet) is [' ' or '\t', ..] words ? TaskHead.Read(words.Trim().ToString(), grammar)?.Id : null;

    /// <summary>What keeps words behind a box from being a task though they look like one: the id that does not come first, or that there is none.</summary>
    /// <param name="words">The words behind the box.</param>
    /// <param name="grammar">Which words are ids.</param>
    /// <param name="id">The id, if there is one.</param>
    public static bool IsMeantAsTask(string words, TaskGrammar grammar, out TaskId? id)
    {
        id = null;
        var text = words.Contains('<', StringComparison.Ordinal) ? Tag().Replace(words, "") : words;
        var first = text.Split((char[]?)null, FirstWords + 1, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Take(FirstWords).ToList();
        var hasMode = Mode().IsMatch(text);
        var isLabelled = true;
        foreach (var word in first)
        {
            if ((isLabelled || hasMode) && IdRange.In(word, grammar) is [var found, ..] && grammar.IdLength(word.AsSpan(word.IndexOf(found.First, StringComparison.Ordinal))) > 0)
            {
                id = TaskId.FromGrammar(found.First);
                return true;
            }

            isLabelled &= !word.Any(char.IsLetter) || Labels.Contains(word.TrimEnd(':', '#'), StringComparer.OrdinalIgnoreCase);
        }

        return first.Exists(word => Mode().IsMatch(word));
    }

    /// <summary>Whether a text that is not marked for an agent says ASYNC all the same, outside of code.</summary>
    public static bool SaysAsync(string text) => Async().IsMatch(text) && CodeSpans.Of(text) is var spans && Async().Matches(text).Any(match => spans.EndOfSpanAt(match.Index) is null);

    [GeneratedRegex(@"<[^<>]{0,200}>")]
    private static partial Regex Tag();

    [GeneratedRegex(@"(?<!`)\[(?:A?SYNC)\]", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Mode();

    [GeneratedRegex(@"(?<![\p{L}\p{N}_./-])ASYNC(?![\p{L}\p{N}_/-])|\[[^\[\]`]{0,12}(?i:\basync\b)")]
    private static partial Regex Async();
}
