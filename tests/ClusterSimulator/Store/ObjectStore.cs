using System.Globalization;
using System.Text.Json.Nodes;

namespace ClusterSimulator.Store;

internal readonly record struct ObjectKey(string Resource, string Namespace, string Name);

/// <summary>One change, as a watch reports it.</summary>
/// <param name="Type">ADDED, MODIFIED or DELETED.</param>
/// <param name="Body">The object after the change; never altered afterwards.</param>
internal sealed record Change(string Type, ObjectKey Key, JsonObject Body, long Version);

/// <summary>What etcd is to the real server: objects, one global version, and the history that watches read.</summary>
internal sealed class ObjectStore
{
    // Old enough that "resourceVersion=1" has expired, as on any cluster that has lived for a minute.
    private const long FirstVersion = 1000;

    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, (ObjectKey Key, JsonObject Body)> _objects = new(StringComparer.Ordinal);
    private readonly List<Change> _history = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _version = FirstVersion;
    private long _compacted = FirstVersion;

    internal long Version
    {
        get
        {
            lock (_gate)
            {
                return _version;
            }
        }
    }

    internal JsonObject? Find(ObjectKey key)
    {
        lock (_gate)
        {
            return _objects.GetValueOrDefault(Id(key)).Body;
        }
    }

    /// <param name="space">Null is every namespace.</param>
    internal (IReadOnlyList<JsonObject> Items, long Version) List(string resource, string? space)
    {
        lock (_gate)
        {
            return (
                [
                    .. _objects
                        .Values.Where(item => item.Key.Resource == resource && (space is null || item.Key.Namespace == space))
                        .Select(item => item.Body),
                ],
                _version
            );
        }
    }

    /// <returns>The stored object; null when the name is taken.</returns>
    internal JsonObject? Create(ObjectKey key, JsonObject body)
    {
        lock (_gate)
        {
            if (_objects.ContainsKey(Id(key)))
            {
                return null;
            }

            var metadata = body.Child("metadata");
            metadata["uid"] = Guid.NewGuid().ToString();
            metadata["creationTimestamp"] = Json.Seconds(DateTimeOffset.UtcNow);
            return Record("ADDED", key, body);
        }
    }

    /// <returns>The object after the change (the same one, and no event, when nothing differs); null when there is none.</returns>
    internal JsonObject? Update(ObjectKey key, Action<JsonObject> change)
    {
        lock (_gate)
        {
            if (Find(key) is not { } before)
            {
                return null;
            }

            var after = before.Clone();
            change(after);
            return JsonNode.DeepEquals(before, after) ? before : Record("MODIFIED", key, after);
        }
    }

    internal JsonObject? Delete(ObjectKey key)
    {
        lock (_gate)
        {
            return Find(key) is { } last ? Record("DELETED", key, last.Clone()) : null;
        }
    }

    /// <summary>Every change after <paramref name="version"/>; null when that history is gone (410).</summary>
    internal (IReadOnlyList<Change> Changes, Task Next)? Since(long version)
    {
        lock (_gate)
        {
            if (version < _compacted)
            {
                return null;
            }

            var skip = (int)Math.Min(version - _compacted, _history.Count);
            return (_history[skip..], _changed.Task);
        }
    }

    /// <summary>Forgets the history, so that every watch that starts from an older version gets 410.</summary>
    internal void Compact()
    {
        lock (_gate)
        {
            _history.Clear();
            _compacted = ++_version;
        }
    }

    private static string Id(ObjectKey key) => $"{key.Resource}/{key.Namespace}/{key.Name}";

    private JsonObject Record(string type, ObjectKey key, JsonObject body)
    {
        body.Child("metadata")["resourceVersion"] = (++_version).ToString(CultureInfo.InvariantCulture);
        if (type == "DELETED")
        {
            _objects.Remove(Id(key));
        }
        else
        {
            _objects[Id(key)] = (key, body);
        }

        _history.Add(new Change(type, key, body, _version));
        var changed = _changed;
        _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        changed.SetResult();
        return body;
    }
}
