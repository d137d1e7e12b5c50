namespace SpecKitExtension.Tasks;

/// <summary>Recognises lines that were meant as tasks but are none: a malformed box, or no box at all.</summary>
internal static class LineLint
{
    private const int WidestBox = 5;

    /// <summary>The id of a task whose box is malformed, as in <c>-[ ] T021</c>, <c>- [] T022</c>, <c>- [ ]T023</c>.</summary>
    public static TaskId? MalformedBox(string line, LineHead head, TaskGrammar grammar)
    {
        var text = line.AsSpan(head.BehindBullet).TrimStart();
        var end = text is ['[', ..] ? text[..Math.Min(text.Length, WidestBox)].IndexOf(']') : -1;
        return head.HasBullet && !head.HasBox && end > 0 && !text[1..end].ContainsAnyInRange('0', '9') && TaskMarkers.Length(text) == 0
            ? TaskHead.Read(text[(end + 1)..].TrimStart().ToString(), grammar)?.Id
            : null;
    }

    /// <summary>The id of a list item without a box, as in <c>- **T-001**: text</c>.</summary>
    public static TaskId? NoBox(string line, LineHead head, TaskGrammar grammar) =>
        head.HasBullet && !head.HasBox && line.AsSpan(head.BehindBullet) is [' ' or '\t', ..] words ? TaskHead.Read(words.Trim().ToString(), grammar)?.Id : null;
}
