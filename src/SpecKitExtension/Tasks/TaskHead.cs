namespace SpecKitExtension.Tasks;

/// <summary>What a task's line says besides its box.</summary>
/// <param name="Id">The task's id.</param>
/// <param name="Markers">The markers before and behind the id and at the end of the line.</param>
/// <param name="Text">The rest of the line.</param>
internal sealed record TaskHead(TaskId Id, TaskMarkers Markers, string Text)
{
    /// <summary>Reads the words behind a box; null when they hold no id before the first other word.</summary>
    public static TaskHead? Read(string words, TaskGrammar grammar) => new TaskHeadReader(words, grammar).Read();
}
