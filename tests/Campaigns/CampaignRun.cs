using System.Diagnostics;

namespace Campaigns;

/// <summary>One run of a campaign: its length, its random numbers, and what came of its cases.</summary>
/// <param name="campaign">The campaign's name.</param>
/// <param name="seed">What all random choices come from.</param>
/// <param name="isLong">Whether a person waits for thoroughness, rather than CI for an answer.</param>
/// <param name="only">The one case to run; empty for all.</param>
/// <param name="conversation">Where failures are told.</param>
internal sealed class CampaignRun(string campaign, int seed, bool isLong, string only, TextWriter conversation)
{
    private readonly Dictionary<string, CampaignRow> rows = [];
    private readonly Dictionary<string, HashSet<string>> points = [];

    /// <summary>What came of each kind of case, in the order in which they were first seen.</summary>
    internal IReadOnlyCollection<CampaignRow> Rows =>
        [.. rows.Values.Select(row => row with { Points = points.GetValueOrDefault(row.Kind, []).Count })];

    /// <summary>How many cases of a kind to run.</summary>
    /// <param name="briefly">In CI.</param>
    /// <param name="thoroughly">In the long form.</param>
    internal int Count(int briefly, int thoroughly) => isLong ? thoroughly : briefly;

    /// <summary>The random numbers of one case: the same for the same seed, whatever ran before it.</summary>
    internal Random RandomFor(string name) => new(unchecked((seed * 397) ^ name.Aggregate(17, (hash, letter) => (hash * 31) + letter)));

    /// <summary>Takes down a moment at which a case has made trouble; the table tells how many different ones there were.</summary>
    internal void Hit(string kind, string point)
    {
        lock (points)
        {
            (points.TryGetValue(kind, out var known) ? known : points[kind] = []).Add(point);
        }
    }

    /// <summary>Runs a case; one that throws has failed, and the campaign goes on. Cases may run beside each other.</summary>
    /// <param name="kind">The row of the table to which it belongs.</param>
    /// <param name="name">Its own name, by which it can be run alone; it says what chance has chosen.</param>
    /// <param name="body">The case.</param>
    internal async Task CaseAsync(string kind, string name, Func<Task> body)
    {
        if (only.Length > 0 && name != only)
        {
            return;
        }

        lock (rows)
        {
            rows.TryAdd(kind, new(campaign, kind, 0, 0, TimeSpan.Zero));
        }

        var started = Stopwatch.GetTimestamp();
        var failed = 0;
        try
        {
            await body();
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            failed = 1;
            await conversation.WriteLineAsync(
                $"FAILED {campaign}: {kind}: {name}\n  again: --seed {seed} {campaign} --case '{name}'\n{failure}\n"
            );
        }

        lock (rows)
        {
            var row = rows[kind];
            rows[kind] = row with
            {
                Cases = row.Cases + 1,
                Failed = row.Failed + failed,
                Took = row.Took + Stopwatch.GetElapsedTime(started),
            };
        }
    }
}

/// <summary>A line of the table.</summary>
/// <param name="Campaign">The campaign.</param>
/// <param name="Kind">What its cases have in common.</param>
/// <param name="Cases">How many were run.</param>
/// <param name="Failed">How many of them failed.</param>
/// <param name="Took">The time of all of them.</param>
internal sealed record CampaignRow(string Campaign, string Kind, int Cases, int Failed, TimeSpan Took)
{
    /// <summary>At how many different moments trouble was made, where that was counted.</summary>
    internal int Points { get; init; }
}
