using System.Globalization;
using System.Text.RegularExpressions;
using SpecKitExtension.Naming;

namespace SpecKitExtension.Git;

/// <summary>A courier's commit, as its trailers describe it.</summary>
/// <param name="Commit">The commit's hash.</param>
/// <param name="Task">The task's id.</param>
/// <param name="Attempt">The attempt, from 1.</param>
/// <param name="Base">The commit the attempt started from.</param>
/// <param name="AgentOutcome">How the agent ended, e.g. <c>succeeded</c>.</param>
internal sealed partial record DeliveryTrailers(string Commit, string Task, int Attempt, string Base, string AgentOutcome)
{
    /// <summary>Whether the commit delivers its task, and is no salvage.</summary>
    public bool Delivers => AgentOutcome == "succeeded";

    /// <summary>Whether the commit only records its attempt: there was no work to push.</summary>
    public bool Empty { get; init; }

    /// <summary>The couriers' commits of a feature in a range of history, newest first.</summary>
    /// <param name="repository">Where the commits are.</param>
    /// <param name="feature">The feature's name.</param>
    /// <param name="range">Revisions as <c>git log</c> takes them.</param>
    /// <param name="ct">Ends the search.</param>
    public static async Task<IReadOnlyList<DeliveryTrailers>> FindAsync(GitRepository repository, string feature, IReadOnlyList<string> range, CancellationToken ct)
    {
        const string Format = "%H%x00%(trailers:key=Task,valueonly,unfold,separator=%x20)%x00%(trailers:key=Feature,valueonly,unfold,separator=%x20)%x00"
            + "%(trailers:key=Attempt,valueonly,unfold,separator=%x20)%x00%(trailers:key=Base-Commit,valueonly,unfold,separator=%x20)%x00%(trailers:key=Agent-Outcome,valueonly,unfold,separator=%x20)%x00%(trailers:key=Files-Changed,valueonly,unfold,separator=%x20)%x01";
        var log = await repository.RunAsync(ct, ["log", "--fixed-strings", $"--grep=Feature: {feature}", $"--format=tformat:{Format}", .. range, "--"]);
        string[] keys = ["", "Task", "Feature", "Attempt", "Base-Commit", "Agent-Outcome", "Files-Changed"];
        return [.. log.Output.Split('\u0001').Select(entry => entry.Trim('\n').Split('\0')).Where(parts => parts.Length == keys.Length && parts[2] == feature)
            .Select(parts => Read(parts[0], key => parts[Array.IndexOf(keys, key)])).OfType<DeliveryTrailers>().Where(delivery => Hash().IsMatch(delivery.Base))];
    }

    /// <summary>The same for the developer's own history, where a merge, a rebase or a squash may have taken the couriers' commits.</summary>
    public static async Task<IReadOnlyList<DeliveryTrailers>> FindMergedAsync(GitRepository repository, string feature, string head, CancellationToken ct)
    {
        var log = await repository.RunAsync(ct, "log", "--fixed-strings", $"--grep=Feature: {feature}", "--format=tformat:%H%x00%B%x01", head, "--");
        return [.. log.Output.Split('\u0001').Select(entry => entry.TrimStart('\n').Split('\0')).Where(parts => parts.Length == 2).SelectMany(parts => SquashedTrailers.Find(parts[0], parts[1], feature))];
    }

    /// <summary>Reads a commit's trailers by their keys; null when it is no courier's.</summary>
    public static DeliveryTrailers? Read(string commit, Func<string, string> value) =>
        value("Task").Length > 0 && int.TryParse(value("Attempt"), NumberStyles.None, CultureInfo.InvariantCulture, out var attempt) && attempt is >= 1 and <= PodName.MostAttempts
            ? new(commit, value("Task"), attempt, value("Base-Commit"), value("Agent-Outcome")) { Empty = value("Files-Changed") == "0" }
            : null;

    // A base is handed to git, which must not take it for an option or another revision.
    [GeneratedRegex(@"\A[0-9a-f]{40}([0-9a-f]{24})?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Hash();
}
