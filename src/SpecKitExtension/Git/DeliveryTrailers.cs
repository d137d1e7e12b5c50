using System.Globalization;

namespace SpecKitExtension.Git;

/// <summary>A courier's commit, as its trailers describe it.</summary>
/// <param name="Commit">The commit's hash.</param>
/// <param name="Task">The task's id.</param>
/// <param name="Attempt">The attempt, from 1.</param>
/// <param name="Base">The commit the attempt started from.</param>
/// <param name="AgentOutcome">How the agent ended, e.g. <c>succeeded</c>.</param>
internal sealed record DeliveryTrailers(string Commit, string Task, int Attempt, string Base, string AgentOutcome)
{
    /// <summary>Whether the commit delivers its task, and is no salvage.</summary>
    public bool Delivers => AgentOutcome == "succeeded";

    /// <summary>The couriers' commits of a feature in a range of history, newest first.</summary>
    /// <param name="repository">Where the commits are.</param>
    /// <param name="feature">The feature's name.</param>
    /// <param name="range">Revisions as <c>git log</c> takes them.</param>
    /// <param name="ct">Ends the search.</param>
    public static async Task<IReadOnlyList<DeliveryTrailers>> FindAsync(GitRepository repository, string feature, IReadOnlyList<string> range, CancellationToken ct)
    {
        const string Format = "%H%x00%(trailers:key=Task,valueonly,unfold,separator=%x20)%x00%(trailers:key=Feature,valueonly,unfold,separator=%x20)%x00"
            + "%(trailers:key=Attempt,valueonly,unfold,separator=%x20)%x00%(trailers:key=Base-Commit,valueonly,unfold,separator=%x20)%x00%(trailers:key=Agent-Outcome,valueonly,unfold,separator=%x20)%x01";
        var log = await repository.RunAsync(ct, ["log", "--fixed-strings", $"--grep=Feature: {feature}", $"--format=tformat:{Format}", .. range, "--"]);
        return [.. log.Output.Split('\u0001').Select(entry => entry.Trim('\n').Split('\0')).Where(parts => parts.Length == 6 && parts[2] == feature).Select(Read).OfType<DeliveryTrailers>()];
    }

    private static DeliveryTrailers? Read(string[] parts) =>
        parts[1].Length > 0 && int.TryParse(parts[3], NumberStyles.None, CultureInfo.InvariantCulture, out var attempt)
            ? new(parts[0], parts[1], attempt, parts[4], parts[5])
            : null;
}
