namespace SpecKitExtension.Cluster;

/// <summary>Tells a person once that the cluster has been away for a while and why, and once that it is back.</summary>
/// <param name="tell">Takes a sentence for a person.</param>
/// <param name="after">How long it may be away without a word.</param>
/// <param name="clock">The time.</param>
internal sealed class ConnectionLoss(Action<string> tell, TimeSpan after, TimeProvider clock)
{
    private readonly Lock gate = new();
    private long? since;
    private bool told;

    /// <summary>A question has failed.</summary>
    public void Failed(string why)
    {
        lock (gate)
        {
            since ??= clock.GetTimestamp();
            if (told || clock.GetElapsedTime(since.Value) < after)
            {
                return;
            }

            told = true;
        }

        tell(
            $"The cluster has not answered for {after.TotalSeconds:0} s, it is asked again and again; agents that run go on. {why.Split('\n')[0]}"
        );
    }

    /// <summary>A question was answered.</summary>
    public void Answered()
    {
        bool back;
        lock (gate)
        {
            (back, since, told) = (told, null, false);
        }

        if (back)
        {
            tell("The cluster answers again.");
        }
    }
}
