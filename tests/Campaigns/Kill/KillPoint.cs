using System.Globalization;

namespace Campaigns.Kill;

/// <summary>Where in the work of a program that the tool calls the tool dies.</summary>
internal enum Side
{
    Before,
    During,
    After,
}

/// <summary>A moment at which the tool is killed.</summary>
/// <param name="WithPrograms">Whether the programs that it runs die with it, as when a whole terminal does; otherwise they go on
/// alone.</param>
internal abstract record KillPoint(bool WithPrograms)
{
    /// <summary>The point as a failed case names it.</summary>
    public abstract override string ToString();

    private protected string Whom => WithPrograms ? "with its programs" : "alone";

    /// <summary>At a call of another program.</summary>
    /// <param name="Call">Program and verb, e.g. <c>git push</c>.</param>
    /// <param name="Nth">Which of these calls, from 1.</param>
    /// <param name="Side">Before, during or after it.</param>
    /// <param name="DelayMilliseconds">How long after its start, where it dies during the call.</param>
    /// <param name="WithPrograms">Whether its programs die too.</param>
    internal sealed record AtCall(string Call, int Nth, Side Side, int DelayMilliseconds, bool WithPrograms) : KillPoint(WithPrograms)
    {
        public override string ToString() =>
            string.Create(
                CultureInfo.InvariantCulture,
                $"{Side.ToString().ToLowerInvariant()} {Call} {Nth}{(Side == Side.During ? $" ({DelayMilliseconds} ms)" : "")}, {Whom}"
            );
    }

    /// <summary>When it has printed so many lines.</summary>
    internal sealed record AfterLines(int Lines, bool WithPrograms) : KillPoint(WithPrograms)
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"after {Lines} lines, {Whom}");
    }

    /// <summary>At a time after its start.</summary>
    internal sealed record AfterTime(int Milliseconds, bool WithPrograms) : KillPoint(WithPrograms)
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"after {Milliseconds} ms, {Whom}");
    }
}

/// <summary>Chooses points.</summary>
internal static class KillPoints
{
    private const int MostDelay = 25;

    /// <summary>One point: mostly at a call, every kind of call as likely as any other, sometimes at an output line or a time.</summary>
    /// <param name="random">Chooses.</param>
    /// <param name="calls">The kinds of call, and how often each is made.</param>
    internal static KillPoint Any(Random random, IReadOnlyList<(string Call, int Count)> calls)
    {
        var withPrograms = random.Next(2) == 0;
        switch (random.Next(8))
        {
            case 0:
                return new KillPoint.AfterLines(random.Next(1, 40), withPrograms);
            case 1:
                return new KillPoint.AfterTime(random.Next(50, 2500), withPrograms);
            default:
                var (call, count) = calls[random.Next(calls.Count)];
                return new KillPoint.AtCall(call, random.Next(1, count + 1), (Side)random.Next(3), random.Next(1, MostDelay), withPrograms);
        }
    }

    /// <summary>Every call, before, during and after it, alone and with its programs.</summary>
    internal static IEnumerable<KillPoint> Every(Random random, IReadOnlyList<(string Call, int Count)> calls) =>
        from call in calls
        from nth in Enumerable.Range(1, call.Count)
        from side in Enum.GetValues<Side>()
        from withPrograms in (bool[])[false, true]
        select new KillPoint.AtCall(call.Call, nth, side, random.Next(1, MostDelay), withPrograms);
}
