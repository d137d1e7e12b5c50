using System.Globalization;

namespace SpecKitExtension.Tasks;

/// <summary>Finds the ids of a file: one, a range, or the one that somebody probably meant.</summary>
internal sealed class IdIndex
{
    private readonly Dictionary<TaskId, TaskId> _ids = [];
    private readonly Dictionary<IdKey, TaskId> _byKey = [];
    private readonly List<(IdKey Key, TaskId Id)> _sorted;

    public IdIndex(IEnumerable<TaskId> ids)
    {
        foreach (var id in ids)
        {
            _ids.TryAdd(id, id);
            _byKey.TryAdd(IdKey.Of(id.Value), id);
        }

        _sorted = [.. _ids.Keys.Select(id => (IdKey.Of(id.Value), id)).OrderBy(pair => pair.Item1)];
    }

    /// <summary>The task's id as the file spells it.</summary>
    public TaskId? Find(string id) => _ids.GetValueOrDefault(TaskId.FromGrammar(id));

    /// <summary>The last id of a range, which people also pad differently or shorten, as in <c>T012-15</c>.</summary>
    public TaskId? FindLast(string id) => Find(id) ?? _byKey.GetValueOrDefault(IdKey.Of(id));

    /// <summary>All ids from one to another, both included, in the order of their numbers.</summary>
    public IEnumerable<TaskId> Between(TaskId first, TaskId last)
    {
        var (from, to) = (IdKey.Of(first.Value), IdKey.Of(last.Value));
        (from, to) = from.CompareTo(to) <= 0 ? (from, to) : (to, from);
        var start = _sorted.BinarySearch((from, first), Comparer<(IdKey Key, TaskId)>.Create((left, right) => left.Key.CompareTo(right.Key)));
        while (start > 0 && _sorted[start - 1].Key.CompareTo(from) == 0)
        {
            start--;
        }

        return _sorted.Skip(start).TakeWhile(pair => pair.Key.CompareTo(to) <= 0).Select(pair => pair.Id);
    }

    /// <summary>The id that an unknown one was probably meant to be: the same number, two digits swapped, one too many, one missing, one mistyped.</summary>
    /// <param name="id">The unknown id.</param>
    /// <param name="except">What it was certainly not meant to be.</param>
    public TaskId? Similar(string id, TaskId? except = null)
    {
        var key = IdKey.Of(id);
        return Numbers(key.Number.ToString("000", CultureInfo.InvariantCulture))
            .SelectMany(number => new[] { key with { Number = number }, key with { Number = number, Suffix = "" } })
            .Select(candidate => _byKey.GetValueOrDefault(candidate))
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
