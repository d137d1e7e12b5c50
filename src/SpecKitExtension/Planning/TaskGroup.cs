using SpecKitExtension.Tasks;

namespace SpecKitExtension.Planning;

/// <summary>Tasks of one phase that nothing but their own dependencies keeps apart: a run of [P], or a single task without it.</summary>
/// <param name="First">Index of the first task.</param>
/// <param name="Count">How many follow one another.</param>
/// <param name="Phase">Their phase.</param>
internal readonly record struct TaskGroup(int First, int Count, int Phase)
{
    public int End => First + Count;

    public static List<TaskGroup> Of(IReadOnlyList<TaskItem> tasks)
    {
        List<TaskGroup> groups = [];
        for (var first = 0; first < tasks.Count;)
        {
            var end = first + 1;
            while (end < tasks.Count && tasks[first].Parallel && tasks[end].Parallel && tasks[end].Phase == tasks[first].Phase)
            {
                end++;
            }

            groups.Add(new(first, end - first, tasks[first].Phase));
            first = end;
        }

        return groups;
    }
}
