using SpecKitExtension.Tasks;

namespace SpecKitExtension.Planning;

/// <summary>Lists each task's direct predecessors; tasks of a group share what they have in common.</summary>
internal sealed class Predecessors(PlanGraph graph)
{
    private readonly Dictionary<int, IReadOnlyList<TaskId>> _members = [];
    private readonly Dictionary<int, IReadOnlyList<TaskId>> _shared = [];

    public IReadOnlyList<TaskId> Of(int task)
    {
        var group = graph.GroupOf(task);
        var before = graph.Before(group);
        var shared = Shared(group, before);
        if (graph.Extra(task).Count == 0)
        {
            return shared;
        }

        int[] own = [.. graph.Extra(task).Where(other => !before.Contains(graph.GroupOf(other))).Order()];
        return own.Length == 0
            ? shared
            : new PredecessorList(
                shared,
                [.. own.Select(other => graph.Tasks[other].Id)],
                [.. own.Select((other, index) => index + before.Sum(earlier => graph.Groups[earlier].First < other ? graph.Groups[earlier].Count : 0))]);
    }

    private IReadOnlyList<TaskId> Shared(int group, IReadOnlyList<int> before)
    {
        if (before is [var only])
        {
            return Members(only);
        }

        return _shared.TryGetValue(group, out var known) ? known : _shared[group] = [.. before.SelectMany(Members)];
    }

    private IReadOnlyList<TaskId> Members(int group)
    {
        if (_members.TryGetValue(group, out var known))
        {
            return known;
        }

        var ids = new TaskId[graph.Groups[group].Count];
        for (var index = 0; index < ids.Length; index++)
        {
            ids[index] = graph.Tasks[graph.Groups[group].First + index].Id;
        }

        return _members[group] = ids;
    }
}
