using System.Text.RegularExpressions;

namespace SpecKitExtension.Tasks;

/// <summary>What a task's line says besides its box.</summary>
/// <param name="Id">The task's id.</param>
/// <param name="Markers">The markers before and behind the id and at the end of the line.</param>
/// <param name="Text">The rest of the line.</param>
/// <param name="IsStruckOut">Whether the id, or the whole text, is struck out.</param>
internal sealed partial record TaskHead(TaskId Id, TaskMarkers Markers, string Text, bool IsStruckOut)
{
    /// <summary>Reads the words behind a box; null when they hold no id before the first other word.</summary>
    public static TaskHead? Read(string words, TaskGrammar grammar) =>
        new TaskHeadReader(words.Contains(@"\[", StringComparison.Ordinal) ? EscapedBrackets().Replace(words, "[$1]") : words, grammar).Read();

    [GeneratedRegex(@"\\\[([A-Za-z0-9 ,.-]{1,20})\\?\]")]
    private static partial Regex EscapedBrackets();
}
