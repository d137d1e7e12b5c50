using System.Runtime.CompilerServices;
using SpecKitExtension.Logs;

namespace SpecKitExtension.Running;

/// <summary>Streams of lines that have ended, each in the order of its times, as one stream in the order of all times.</summary>
internal static class MergedLines
{
    /// <summary>Merges streams; of each only what came together is held at a time.</summary>
    public static async IAsyncEnumerable<IReadOnlyList<LogLine>> Of(
        IReadOnlyList<IAsyncEnumerable<IReadOnlyList<LogLine>>> streams,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        List<Head> heads = [];
        try
        {
            foreach (var stream in streams)
            {
                Head head = new(stream.GetAsyncEnumerator(ct));
                heads.Add(head);
                await head.FillAsync();
            }

            while (heads.Where(head => head.HasLine).OrderBy(head => head.At).Take(2).ToList() is { Count: > 0 } first)
            {
                yield return first[0].TakeUntil(first.Count > 1 ? first[1].At : DateTimeOffset.MaxValue);
                await first[0].FillAsync();
            }
        }
        finally
        {
            foreach (var head in heads)
            {
                await head.DisposeAsync();
            }
        }
    }

    /// <summary>One stream, and the lines of it that come next.</summary>
    private sealed class Head(IAsyncEnumerator<IReadOnlyList<LogLine>> stream) : IAsyncDisposable
    {
        private IReadOnlyList<LogLine> lines = [];
        private int taken;

        public bool HasLine => taken < lines.Count;

        public DateTimeOffset At => lines[taken].At;

        /// <summary>Reads on when nothing is left.</summary>
        public async ValueTask FillAsync()
        {
            while (!HasLine && await stream.MoveNextAsync())
            {
                (lines, taken) = (stream.Current, 0);
            }
        }

        /// <summary>The lines up to a time, at least one.</summary>
        public IReadOnlyList<LogLine> TakeUntil(DateTimeOffset at)
        {
            var from = taken++;
            if (from == 0 && lines[^1].At <= at)
            {
                // What came together mostly stays together.
                taken = lines.Count;
                return lines;
            }

            while (HasLine && At <= at)
            {
                taken++;
            }

            return [.. lines.Skip(from).Take(taken - from)];
        }

        public ValueTask DisposeAsync() => stream.DisposeAsync();
    }
}
