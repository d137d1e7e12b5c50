using System.Globalization;

namespace SpecKitExtension.Tasks;

/// <summary>Finds the ids of a file: one, a range, or the one that somebody probably meant.</summary>
internal sealed class IdIndex
{
    private readonly Dictionary<TaskId, TaskDraft> _tasks;

    // Most files need neither ranges nor proposals.
    private readonly Lazy<List<(IdKey Key, TaskId Id)>> _sorted;
    private readonly Lazy<Dictionary<IdKey, TaskId>> _byKey;
    private readonly Lazy<Dictionary<string, int>> _fewestDigits;

    public IdIndex(IReadOnlyCollection<TaskDraft> tasks)
    {
        _tasks = new(tasks.Count);
        foreach (var task in tasks)
        {
            if (!_tasks.TryAdd(task.Id, task))
            {
                Duplicates.Add(task);
            }
        }

        _sorted = new(() => [.. _tasks.Keys.Select(id => (Key: IdKey.Of(id.Value), id)).OrderBy(pair => pair.Key)]);
        _byKey = new(() => _sorted.Value.DistinctBy(pair => pair.Key).ToDictionary(pair => pair.Key, pair => pair.Id));
        _fewestDigits = new(() => _tasks.Keys.GroupBy(id => IdKey.Of(id.Value).Prefix).ToDictionary(ids => ids.Key, ids => ids.Min(id => id.Value.Count(char.IsAsciiDigit))));
    }

    /// <summary>Tasks whose id an earlier one has.</summary>
    public List<TaskDraft> Duplicates { get; } = [];

    /// <summary>The task's id as the file spells it.</summary>
    public TaskId? Find(string id) => _tasks.GetValueOrDefault(TaskId.FromGrammar(id))?.Id;

    /// <summary>The first task of an id that is in the file.</summary>
    public TaskDraft TaskOf(TaskId id) => _tasks[id];

    /// <summary>Whether an id has fewer digits than every id of the file with its prefix, as T3 where tasks are called T001.</summary>
    public bool IsShort(string id) =>
        _fewestDigits.Value.TryGetValue(IdKey.Of(id).Prefix, out var fewest) && id.Count(char.IsAsciiDigit) < fewest;

    /// <summary>The last id of a range, which people also pad differently or shorten, as in <c>T012-15</c>.</summary>
    public TaskId? FindLast(string id) => Find(id) ?? _byKey.Value.GetValueOrDefault(IdKey.Of(id));

    /// <summary>All ids from one to another, both included, in the order of their numbers.</summary>
    public IEnumerable<TaskId> Between(TaskId first, TaskId last)
    {
        var (from, to) = (IdKey.Of(first.Value), IdKey.Of(last.Value));
        (from, to) = from.CompareTo(to) <= 0 ? (from, to) : (to, from);
        var sorted = _sorted.Value;
        var start = sorted.BinarySearch((from, first), Comparer<(IdKey Key, TaskId)>.Create((left, right) => left.Key.CompareTo(right.Key)));
        while (start > 0 && sorted[start - 1].Key.CompareTo(from) == 0)
        {
            start--;
        }

        return sorted.Skip(start).TakeWhile(pair => pair.Key.CompareTo(to) <= 0).Select(pair => pair.Id);
    }

    /// <summary>The id that an unknown one was probably meant to be: the same number, two digits swapped, one too many, one missing, one mistyped.</summary>
    /// <param name="id">The unknown id.</param>
    /// <param name="except">What it was certainly not meant to be.</param>
    public TaskId? Similar(string id, TaskId? except = null)
    {
        var key = IdKey.Of(id);
        return Numbers(key.Number.ToString("000", CultureInfo.InvariantCulture))
            .SelectMany(number => new[] { key with { Number = number }, key with { Number = number, Suffix = "" } })
            .Select(candidate => _byKey.Value.GetValueOrDefault(candidate))
            .FirstOrDefault(found => found is not null && !found.Equals(except));
    }

    private static IEnumerable<int> Numbers(string digits)
    {
        var number = Parse(digits);
        var places = Enumerable.Range(0, digits.Length).ToList();
        var swapped = places.Skip(1).Select(at => digits[..(at - 1)] + digits[at] + digits[at - 1] + digits[(at + 1)..]);
        var shorter = places.Select(at => digits.Remove(at, 1));
        var longer = places.Append(digits.Length).SelectMany(at => "0123456789".Select(digit => digits.Insert(at, digit.ToString())));
        var mistyped = places.SelectMany(at => "0123456789".Select(digit => digits[..at] + digit + digits[(at + 1)..]));
        return [number, .. swapped.Select(Parse), .. shorter.Select(Parse), .. Nearest(mistyped), .. Nearest(longer)];

        IEnumerable<int> Nearest(IEnumerable<string> candidates) => candidates.Select(Parse).OrderBy(candidate => Math.Abs(candidate - number));
    }

    private static int Parse(string digits) => int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
}
