using System.Collections;
using SpecKitExtension.Tasks;

namespace SpecKitExtension.Planning;

/// <summary>The predecessors that a task shares with its group, with its own ones in their places, without a copy of the shared ones.</summary>
/// <param name="shared">The predecessors of the whole group.</param>
/// <param name="own">The task's own ones.</param>
/// <param name="places">Where in the whole list those stand, ascending.</param>
internal sealed class PredecessorList(IReadOnlyList<TaskId> shared, TaskId[] own, int[] places) : IReadOnlyList<TaskId>
{
    public int Count => shared.Count + own.Length;

    public TaskId this[int index]
    {
        get
        {
            var place = Array.BinarySearch(places, index);
            return place >= 0 ? own[place] : shared[index - ~place];
        }
    }

    public IEnumerator<TaskId> GetEnumerator()
    {
        for (var index = 0; index < Count; index++)
        {
            yield return this[index];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
