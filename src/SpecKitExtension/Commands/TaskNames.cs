using SpecKitExtension.Naming;
using SpecKitExtension.Running;
using SpecKitExtension.Tasks;

namespace SpecKitExtension.Commands;

/// <summary>Which task a person means: an id, <c>agent-&lt;id&gt;</c>, or the name of a pod.</summary>
internal static class TaskNames
{
    /// <summary>The task that is meant.</summary>
    /// <exception cref="UsageException">None is, or more than one.</exception>
    public static TaskId Resolve(string name, IReadOnlyList<TaskId> known, FeatureContext context)
    {
        if (known.FirstOrDefault(task => string.Equals(task.Value, name, StringComparison.OrdinalIgnoreCase)) is { } exact)
        {
            return exact;
        }

        List<TaskId> matches = [.. known.Where(task => IsPod(name, task, context))];
        return matches switch
        {
            [var one] => one,
            [] => throw new UsageException(
                $"There is no task {name} in {context.TasksFile}.\n`dotnet speckit-async plan` lists the tasks."
            ),
            _ => throw new UsageException($"{name} could be {string.Join(" or ", matches)}.\nName one of them."),
        };
    }

    private static bool IsPod(string name, TaskId task, FeatureContext context)
    {
        var pod = PodName.For(context.Key, context.Feature, task, 1).Value;
        return name == pod
            || name.StartsWith(pod + "-", StringComparison.Ordinal)
            || string.Equals(name, $"agent-{task}", StringComparison.OrdinalIgnoreCase);
    }
}
