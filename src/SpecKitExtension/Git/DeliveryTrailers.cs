using System.Globalization;
using System.Text.RegularExpressions;
using SpecKitExtension.Naming;
using SpecKitExtension.Tasks;

namespace SpecKitExtension.Git;

/// <summary>A courier's commit, as its trailers describe it.</summary>
/// <param name="Commit">The commit's hash.</param>
/// <param name="Task">The task's id.</param>
/// <param name="Digest">Which text of the task was worked on; null when it does not say, and then the commit is nobody's.</param>
/// <param name="Attempt">The attempt, from 1.</param>
/// <param name="Base">The commit the attempt started from; what somebody has written there need not be a hash.</param>
/// <param name="AgentOutcome">How the agent ended, e.g. <c>succeeded</c>.</param>
internal sealed partial record DeliveryTrailers(
    string Commit,
    string Task,
    TaskDigest? Digest,
    int Attempt,
    string Base,
    string AgentOutcome
)
{
    /// <summary>Whether the commit delivers its task, and is no salvage.</summary>
    public bool Delivers => AgentOutcome == "succeeded";

    /// <summary>Whether the commit stands right on the base it names, as a courier made it, and is no rebased or squashed one.</summary>
    public bool OnBase { get; init; }

    /// <summary>Whether the commit only records its attempt: there was no work to push.</summary>
    public bool Empty { get; init; }

    /// <summary>What is not in the commit though the agent has made it.</summary>
    public LeftOut LeftOut { get; init; } = LeftOut.Nothing;

    /// <summary>What the attempt had used of the model by then; null when it does not say.</summary>
    public TaskUsage? Usage { get; init; }

    /// <summary>Whether a text is a whole hash, so that git takes it neither for an option nor for another revision.</summary>
    public static bool IsHash(string text) => Hash().IsMatch(text);

    /// <summary>Whether the commit is about a task, whichever text of it.</summary>
    public bool IsFor(TaskId task) => IsFor(task.Value);

    /// <summary>Whether the commit is about the task with an id.</summary>
    public bool IsFor(string task) => string.Equals(Task, task, StringComparison.OrdinalIgnoreCase);

    /// <summary>The couriers' commits of a feature in a range of history, newest first.</summary>
    /// <param name="repository">Where the commits are.</param>
    /// <param name="feature">The feature.</param>
    /// <param name="range">Revisions as <c>git log</c> takes them.</param>
    /// <param name="ct">Ends the search.</param>
    public static async Task<IReadOnlyList<DeliveryTrailers>> FindAsync(
        GitRepository repository,
        FeatureName feature,
        IReadOnlyList<string> range,
        CancellationToken ct
    ) =>
        [
            .. (await LogAsync(repository, feature, range, ct))
                .Select(entry => Read(entry, MessageTrailers.Last(entry.Message), feature))
                .OfType<DeliveryTrailers>()
                .Where(delivery => IsHash(delivery.Base)),
        ];

    /// <summary>The same for the developer's own history, where a merge, a rebase or a squash may have taken the couriers'
    /// commits.</summary>
    public static async Task<IReadOnlyList<DeliveryTrailers>> FindMergedAsync(
        GitRepository repository,
        FeatureName feature,
        string head,
        CancellationToken ct
    ) =>
        [
            .. (await LogAsync(repository, feature, [head], ct)).SelectMany(entry =>
                MessageTrailers.Blocks(entry.Message).Select(block => Read(entry, block, feature)).OfType<DeliveryTrailers>()
            ),
        ];

    /// <summary>Reads a block of trailers; null when it is no courier's of this feature.</summary>
    /// <param name="commit">The commit that has them.</param>
    /// <param name="trailers">Key to value.</param>
    /// <param name="feature">The feature.</param>
    public static DeliveryTrailers? Read(string commit, IReadOnlyDictionary<string, string> trailers, FeatureName feature)
    {
        string Value(string key) => trailers.GetValueOrDefault(key, "");
        return
            Value("Task").Length > 0
            && Value("Feature") == feature.Value
            && int.TryParse(Value("Attempt"), NumberStyles.None, CultureInfo.InvariantCulture, out var attempt)
            && attempt is >= 1 and <= PodName.MostAttempts
            ? new(commit, Value("Task"), TaskDigest.TryParse(Value("Task-Digest")), attempt, Value("Base-Commit"), Value("Agent-Outcome"))
            {
                Empty = Value("Files-Changed") == "0",
                LeftOut = LeftOut.Parse(Value("Left-Out")),
                Usage = TaskUsage.TryParse(Value("Usage")),
            }
            : null;
    }

    private sealed record Entry(string Commit, string Parents, string Message);

    private static DeliveryTrailers? Read(Entry entry, IReadOnlyDictionary<string, string> trailers, FeatureName feature) =>
        Read(entry.Commit, trailers, feature) is { } found ? found with { OnBase = entry.Parents == found.Base } : null;

    private static async Task<IEnumerable<Entry>> LogAsync(
        GitRepository repository,
        FeatureName feature,
        IReadOnlyList<string> range,
        CancellationToken ct
    )
    {
        var log = await repository.RunAsync(
            ct,
            ["log", "-z", "--fixed-strings", $"--grep=Feature: {feature}", "--format=tformat:%H%n%P%n%B", .. range, "--"]
        );
        return log
            .Output.Split('\0')
            .Select(entry => entry.Split('\n', 3))
            .Where(parts => parts.Length == 3)
            .Select(parts => new Entry(parts[0], parts[1], parts[2]));
    }

    [GeneratedRegex(@"\A[0-9a-f]{40}([0-9a-f]{24})?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Hash();
}
