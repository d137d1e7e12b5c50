using System.Collections.Concurrent;
using SpecKitExtension.Tasks;

namespace SpecKitExtension.Reporting;

/// <summary>A colour for each task, the same whatever the order of arrival.</summary>
/// <param name="enabled">Whether the reader is a terminal that wants colours.</param>
internal sealed class TaskColours(bool enabled)
{
    /// <summary>Codes that read well on light and dark grounds.</summary>
    private static readonly int[] Codes = [36, 32, 33, 35, 34, 96, 92, 93, 95, 94];

    private readonly ConcurrentDictionary<TaskId, string> prefixes = [];

    /// <summary>The task's id in brackets.</summary>
    public string Prefix(TaskId task) => prefixes.GetOrAdd(task, Make);

    private string Make(TaskId task) => enabled ? $"\e[{Codes[Index(task)]}m[{task}]\e[0m" : $"[{task}]";

    /// <summary>Neighbouring numbers get different colours, which a hash would not promise.</summary>
    private static int Index(TaskId task) =>
        (int)(
            task.Value.Aggregate(0UL, (sum, letter) => char.IsAsciiDigit(letter) ? (sum * 10) + letter - '0' : sum) % (ulong)Codes.Length
        );
}
