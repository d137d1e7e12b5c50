using System.Globalization;

namespace ClusterSimulator.Pods;

/// <param name="At">Nanoseconds since 1970; no two lines of a log share one.</param>
/// <param name="Bytes">As written, with the line feed, which only the last line of a log may lack.</param>
internal readonly record struct LoggedLine(long At, byte[] Bytes)
{
    /// <summary>Nine digits always, as the kubelet writes it; thousands are written at once, so no text is made on the way.</summary>
    internal void WriteStamp(Stream stream)
    {
        Span<byte> stamp = stackalloc byte[31];
        var second = DateTime.UnixEpoch.AddTicks(At / 1_000_000_000 * TimeSpan.TicksPerSecond);
        second.TryFormat(stamp, out _, "s", CultureInfo.InvariantCulture);
        stamp[19] = (byte)'.';
        (At % 1_000_000_000).TryFormat(stamp[20..], out _, "D9", CultureInfo.InvariantCulture);
        (stamp[29], stamp[30]) = ((byte)'Z', (byte)' ');
        stream.Write(stamp);
    }
}

/// <summary>What a container wrote, in memory, with the time of each line.</summary>
internal sealed class ContainerLog
{
    /// <summary>What a node's file has beside each line: its time, its stream and a flag.</summary>
    private const int PerLine = 40;

    /// <summary>The size at which a kubelet begins another file.</summary>
    private const int MostOnDisk = 10 << 20;

    private readonly Lock _gate = new();
    private readonly List<LoggedLine> _lines = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _rotatedAway;
    private long _onDisk;
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
                _onDisk += line.Length + PerLine;
                if (_onDisk > MostOnDisk)
                {
                    (_rotatedAway, _onDisk) = (_lines.Count, 0);
                }
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
            (_rotatedAway, _onDisk) = (_lines.Count, 0);
        }
    }

    /// <param name="position">Null at first, then what the previous call returned: who reads already goes on in the old file to its
    /// end.</param>
    internal (IReadOnlyList<LoggedLine> Lines, int Position, bool Ended, Task Changed) Read(int? position)
    {
        lock (_gate)
        {
            return (_lines[(position ?? _rotatedAway)..], _lines.Count, _ended, _changed.Task);
        }
    }

    private void Signal()
    {
        var changed = _changed;
        _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        changed.SetResult();
    }
}
