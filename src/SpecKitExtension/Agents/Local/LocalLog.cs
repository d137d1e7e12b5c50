using System.Runtime.CompilerServices;
using SpecKitExtension.Logs;
using SpecKitExtension.Pod;

namespace SpecKitExtension.Agents.Local;

/// <summary>A role's log file, followed while the role writes it.</summary>
internal sealed class LocalLog(LocalFolder folder, string role, TimeProvider clock)
{
    private const int Most = 256;
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);
    private DateTimeOffset at;

    /// <summary>The lines behind a cursor; ends when the role has ended, will never begin, or its supervisor is gone.</summary>
    public async IAsyncEnumerable<IReadOnlyList<LogLine>> ReadAsync(LogCursor from, [EnumeratorCancellation] CancellationToken ct)
    {
        var path = folder.In("logs", $"{role}.log");
        while (!File.Exists(path))
        {
            if (!folder.Supervised && !File.Exists(path))
            {
                yield break;
            }

            await Task.Delay(PollInterval, clock, ct);
        }

        using var stream = Folders.Open(folder.Path, "logs", $"{role}.log");
        if (stream is null)
        {
            // A link, or gone meanwhile: nobody's log.
            yield break;
        }

        using StreamReader reader = new(stream);
        LineReader lines = new(reader);
        var skip = from.Total;
        while (true)
        {
            // Asked before reading: what was written before the end is then read for certain.
            var over = folder.HasEnded(role) || !folder.Supervised;
            Look(path);
            while (Take(lines, ref skip) is { Count: > 0 } some)
            {
                yield return some;
            }

            if (over)
            {
                if (lines.Rest.Length > 0 && skip <= 0)
                {
                    yield return [Line(lines.Rest)];
                }

                yield break;
            }

            await Task.Delay(PollInterval, clock, ct);
        }
    }

    /// <summary>Some of the lines that are there, without those that were seen.</summary>
    private List<LogLine> Take(LineReader lines, ref long skip)
    {
        List<LogLine> some = [];
        while (some.Count < Most && lines.Next() is { } text)
        {
            if (skip-- <= 0)
            {
                some.Add(Line(text));
            }
        }

        return some;
    }

    /// <summary>Lines carry no time here: what is read while the role lives has just come, and the rest came before the file was last
    /// written.</summary>
    private void Look(string path)
    {
        DateTimeOffset now = clock.GetUtcNow(),
            written = File.GetLastWriteTimeUtc(path);
        at = written < now ? written : now;
    }

    private LogLine Line(string text) => new(folder.Pod, role, at, text.TrimEnd('\r'));
}
