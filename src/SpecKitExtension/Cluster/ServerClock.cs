namespace SpecKitExtension.Cluster;

/// <summary>The time as the server has it, learnt from its answers: a laptop's or a virtual machine's clock may be minutes off.</summary>
internal sealed class ServerClock(TimeProvider clock)
{
    /// <summary>An answer tells whole seconds, and takes a while itself.</summary>
    private static readonly TimeSpan Noise = TimeSpan.FromSeconds(5);

    private long ahead;

    /// <summary>The server's time now; this machine's until a server has answered.</summary>
    public DateTimeOffset Now => clock.GetUtcNow() + new TimeSpan(Interlocked.Read(ref ahead));

    /// <summary>Takes the time of an answer that has just come.</summary>
    public void Learn(DateTimeOffset? date)
    {
        if (date is { } told)
        {
            var difference = told - clock.GetUtcNow();
            Interlocked.Exchange(ref ahead, difference.Duration() < Noise ? 0 : difference.Ticks);
        }
    }
}
