using System.Globalization;
using System.Text;
using SpecKitExtension.Tools;

namespace SpecKitExtension.Pod;

/// <summary>
/// The one writer of the agent container's standard output. Everything is bytes: a line is cut at its limit, secrets are hidden, and the
/// log ends before the node would rotate it; what comes after that is only counted.
/// </summary>
internal sealed class AgentLog : IDisposable
{
    /// <summary>What a line costs on the node's disk besides its own bytes: time stamp, stream, flag.</summary>
    private const int LineCost = 40;
    private const int StandardOutput = 1;
    private const int ChunkSize = 1 << 18;
    private static readonly byte[] Mark = Encoding.ASCII.GetBytes(" [line cut]");
    private static readonly byte[] Hidden = Encoding.ASCII.GetBytes("***");

    private readonly long most;
    private readonly int longest;
    private readonly byte[][] secrets;
    private readonly int reach;
    private readonly int read;
    private readonly Thread thread;
    private readonly Lock gate = new();
    private readonly MemoryStream pending = new();
    private readonly MemoryStream line = new();
    private bool overflows;
    private long cost;
    private long printed;
    private long omitted;
    private long progress;
    private volatile bool readerLeft;
    private volatile bool over;
    private volatile bool hadOutput;

    public AgentLog(PodSettings settings, Secrets secrets)
    {
        (most, longest, this.secrets) = (settings.LogMaxBytes, settings.LineMaxBytes, secrets.Bytes);
        reach = longest + (this.secrets.Length > 0 ? this.secrets[0].Length : 0) + 1;
        (read, Input) = Linux.Pipe();
        thread = new(Pump) { IsBackground = true, Name = "log" };
        thread.Start();
    }

    /// <summary>Where the command writes; ours until <see cref="CloseInput"/>.</summary>
    public int Input { get; private set; }

    /// <summary>Whether anything has come from the command.</summary>
    public bool HadOutput => hadOutput;

    /// <summary>How many lines belong into the log; a reader that has fewer has a hole.</summary>
    public long Lines => Interlocked.Read(ref printed);

    /// <summary>A line of our own.</summary>
    public void Write(string text)
    {
        lock (gate)
        {
            if (line.Length > 0)
            {
                // The command is in the middle of a line.
                Finish();
            }

            Take(Encoding.UTF8.GetBytes(text), ended: true);
            Flush();
        }
    }

    /// <summary>Only the command holds the pipe from now on.</summary>
    public void CloseInput()
    {
        Linux.Close(Input);
        Input = -1;
    }

    /// <summary>Waits until all that was printed is written, as long as there is progress.</summary>
    /// <param name="clock">Measures.</param>
    /// <param name="atMost">How long nothing may move.</param>
    /// <param name="meanwhile">Called several times a second.</param>
    /// <returns>Whether all of it was written.</returns>
    public bool Drain(TimeProvider clock, TimeSpan atMost, Action meanwhile)
    {
        Pace still = new(clock, atMost);
        for (var seen = -1L; !over && !still.IsOver; thread.Join(50))
        {
            if (Interlocked.Read(ref progress) is var at && at != seen)
            {
                (seen, still) = (at, new(clock, atMost));
            }

            meanwhile();
        }

        lock (gate)
        {
            End();
        }

        return over && !readerLeft;
    }

    public void Dispose()
    {
        line.Dispose();
        pending.Dispose();
    }

    private void Pump()
    {
        var chunk = new byte[ChunkSize];
        int count;
        while ((count = Linux.Read(read, chunk)) > 0)
        {
            hadOutput = true;
            Interlocked.Add(ref progress, count);
            lock (gate)
            {
                Take(chunk.AsSpan(0, count));
                Flush();
            }
        }

        over = true;
    }

    private void Take(ReadOnlySpan<byte> chunk)
    {
        while (!chunk.IsEmpty)
        {
            if (omitted > 0)
            {
                omitted += chunk.Count((byte)'\n');
                (line.Position, overflows) = (chunk[^1] == (byte)'\n' ? 0 : 1, false);
                line.SetLength(line.Position);
                return;
            }

            var feed = chunk.IndexOf((byte)'\n');
            Take(feed < 0 ? chunk : chunk[..feed], ended: feed >= 0);
            chunk = feed < 0 ? [] : chunk[(feed + 1)..];
        }
    }

    /// <summary>Takes a part of a line; what lies beyond the reach of a secret behind the limit is not kept.</summary>
    private void Take(ReadOnlySpan<byte> part, bool ended)
    {
        var room = (int)Math.Min(part.Length, reach - line.Length);
        overflows |= room < part.Length;
        line.Write(part[..room]);
        if (ended)
        {
            Finish();
        }
    }

    private void Finish()
    {
        var whole = line.GetBuffer().AsSpan(0, (int)line.Length);
        var text = whole.Contains((byte)0) || MayHold(whole) ? Cleaned(whole) : whole;
        var isCut = overflows || text.Length > longest;
        var size = isCut ? Math.Min(text.Length, longest - Mark.Length) : text.Length;
        line.SetLength(0);
        overflows = false;
        if (omitted > 0 || cost + size + LineCost >= most)
        {
            omitted++;
            return;
        }

        pending.Write(text[..size]);
        pending.Write(isCut ? Mark : []);
        pending.WriteByte((byte)'\n');
        cost += size + (isCut ? Mark.Length : 0) + 1 + LineCost;
        Interlocked.Increment(ref printed);
    }

    private bool MayHold(ReadOnlySpan<byte> text)
    {
        foreach (var secret in secrets)
        {
            if (text.IndexOf(secret) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    private byte[] Cleaned(ReadOnlySpan<byte> text)
    {
        var clean = text.ToArray().Where(letter => letter != 0).ToArray();
        foreach (var secret in secrets)
        {
            for (int at; (at = clean.AsSpan().IndexOf(secret)) >= 0;)
            {
                clean = [.. clean[..at], .. Hidden, .. clean[(at + secret.Length)..]];
            }
        }

        return clean;
    }

    private void End()
    {
        if (line.Length > 0 && omitted == 0)
        {
            Finish();
        }
        else if (line.Length > 0)
        {
            omitted++;
            line.SetLength(0);
        }

        if (omitted > 0)
        {
            pending.Write(
                Encoding.ASCII.GetBytes(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"[agent] {omitted} lines omitted: the log limit of {most} bytes was reached\n"
                    )
                )
            );
            Interlocked.Increment(ref printed);
            omitted = 0;
        }

        Flush();
    }

    private void Flush()
    {
        if (pending.Length == 0)
        {
            return;
        }

        try
        {
            Linux.WriteAll(StandardOutput, pending.GetBuffer().AsSpan(0, (int)pending.Length));
            Interlocked.Add(ref progress, pending.Length);
        }
        catch (LinuxException)
        {
            // The reader went away; the work goes on, and its lines are counted, so that whoever reads later knows what is missing.
            readerLeft = true;
        }

        pending.SetLength(0);
    }
}
