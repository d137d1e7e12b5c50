using System.Globalization;
using System.Text;

namespace ClusterSimulator.Pods;

/// <param name="At">Nanoseconds since 1970; no two lines of a log share one.</param>
/// <param name="Bytes">As written, with the line feed, which only the last line of a log may lack.</param>
internal readonly record struct LoggedLine(long At, byte[] Bytes)
{
    /// <summary>Nine digits always, as the kubelet writes it.</summary>
    internal byte[] Stamp()
    {
        var second = DateTimeOffset.FromUnixTimeSeconds(At / 1_000_000_000).UtcDateTime;
        return Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{second:yyyy-MM-dd'T'HH:mm:ss}.{At % 1_000_000_000:D9}Z "));
    }
}

/// <summary>What a container wrote, in memory, with the time of each line.</summary>
internal sealed class ContainerLog
{
    private readonly Lock _gate = new();
    private readonly List<LoggedLine> _lines = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _rotatedAway;
    private long _last;
    private bool _ended;

    /// <summary>The node that held it is gone; streams of it break off.</summary>
    internal bool IsBroken { get; private set; }

    internal void Append(byte[] line) => Append([line]);

    internal void Append(IReadOnlyList<byte[]> lines)
    {
        lock (_gate)
        {
            _last = Math.Max(_last, ((DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch).Ticks * 100) - 1);
            foreach (var line in lines)
            {
                _lines.Add(new(++_last, line));
            }

            Signal();
        }
    }

    internal void End()
    {
        lock (_gate)
        {
            _ended = true;
            Signal();
        }
    }

    internal void Break()
    {
        IsBroken = true;
        End();
    }

    /// <summary>Whoever comes later does not get what was written until now.</summary>
    internal void Rotate()
    {
        lock (_gate)
        {
            _rotatedAway += _lines.Count;
            _lines.Clear();
        }
    }

    /// <param name="position">0 at first, then what the previous call returned.</param>
    internal (IReadOnlyList<LoggedLine> Lines, int Position, bool Ended, Task Changed) Read(int position)
    {
        lock (_gate)
        {
            var skip = Math.Max(0, position - _rotatedAway);
            return (_lines[skip..], _rotatedAway + _lines.Count, _ended, _changed.Task);
        }
    }

    private void Signal()
    {
        var changed = _changed;
        _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        changed.SetResult();
    }
}
