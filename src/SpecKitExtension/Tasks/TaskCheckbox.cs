namespace SpecKitExtension.Tasks;

/// <summary>Ticks tasks in the bytes of tasks.md; every other byte stays as it is.</summary>
internal static class TaskCheckbox
{
    /// <param name="content">The file's bytes.</param>
    /// <param name="ids">The tasks to tick; those already ticked or dropped, or not in the file, change nothing.</param>
    /// <param name="grammar">Which words are ids.</param>
    public static byte[] Tick(ReadOnlyMemory<byte> content, IReadOnlySet<TaskId> ids, TaskGrammar grammar)
    {
        var ticked = content.ToArray();
        foreach (var task in TaskListReader.Read("", content, grammar).Tasks.DistinctBy(task => task.Id))
        {
            if (!task.Done && ids.Contains(task.Id))
            {
                ticked[task.BoxOffset] = (byte)'X';
            }
        }

        return ticked;
    }
}
