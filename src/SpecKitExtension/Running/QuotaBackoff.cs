namespace SpecKitExtension.Running;

/// <summary>How long to wait before asking again for room that others take: soon at first, then ever more rarely.</summary>
internal sealed class QuotaBackoff
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    private int rounds;

    /// <summary>The next wait.</summary>
    public TimeSpan Next()
    {
        var next = Shortest * Math.Pow(2, Math.Min(rounds++, 10));
        return next < Longest ? next : Longest;
    }

    /// <summary>Something has moved: there may be room soon.</summary>
    public void Reset() => rounds = 0;
}
