using System.Globalization;
using System.Text.RegularExpressions;
using SpecKitExtension.Tasks;

namespace SpecKitExtension.Naming;

/// <summary>What a pod carries so that it is found again, by this tool on any machine and by people.</summary>
internal static partial class Labels
{
    public const string Repository = "speckit-async/repo";
    public const string Feature = "speckit-async/feature";
    public const string Task = "speckit-async/task";
    public const string Digest = "speckit-async/task-digest";
    public const string Attempt = "speckit-async/attempt";

    /// <summary>A pod's labels, in the order the chart writes them.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="feature">The feature.</param>
    /// <param name="task">The task.</param>
    /// <param name="digest">Which text of the task is meant.</param>
    /// <param name="attempt">The attempt, from 1.</param>
    public static OrderedDictionary<string, string> For(
        RepositoryKey repository,
        FeatureName feature,
        TaskId task,
        TaskDigest digest,
        int attempt
    ) =>
        new()
        {
            [Repository] = repository.Hash,
            [Feature] = Value(feature.Value),
            [Task] = Value(task.Value),
            [Digest] = digest.Value,
            [Attempt] = attempt.ToString(CultureInfo.InvariantCulture),
            ["app.kubernetes.io/name"] = "speckit-async-agent",
            ["app.kubernetes.io/part-of"] = "agentic-sdlc-orchestrator",
            ["app.kubernetes.io/managed-by"] = "speckit-async",
        };

    /// <summary>Selects every pod of a feature.</summary>
    public static string Selector(RepositoryKey repository, FeatureName feature) =>
        $"{Repository}={repository.Hash},{Feature}={Value(feature.Value)}";

    /// <summary>A text as a label's value: itself where Kubernetes takes it, else its hash.</summary>
    public static string Value(string text) => LabelValue().IsMatch(text) ? text : NameHash.Of(text);

    [GeneratedRegex(@"\A[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?\z")]
    private static partial Regex LabelValue();
}
