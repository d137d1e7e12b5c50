using SpecKitExtension.Naming;

namespace SpecKitExtension.Configuration;

/// <summary>Where agents run.</summary>
internal enum RuntimeKind
{
    Kubernetes,
    Local,
}

/// <summary>All settings, merged once. Relative paths are relative to the project's root.</summary>
/// <param name="Runtime">Where agents run; null when nobody has chosen.</param>
/// <param name="MaxParallel">How many agents of a feature may live at once.</param>
/// <param name="IdPrefixes">What a task's id may start with.</param>
/// <param name="BranchTemplate">How task branches are named.</param>
/// <param name="Namespace">The namespace of agent pods.</param>
/// <param name="Environment">The release whose namespace is used when none is set.</param>
/// <param name="ImageGraceSeconds">Seconds a pod may wait for a node, an image or a volume.</param>
/// <param name="TerminationGraceSeconds">Seconds an agent that is removed has for delivering.</param>
/// <param name="Cluster">How the cluster is reached.</param>
/// <param name="Git">The remote, and whose commits agents' work becomes.</param>
/// <param name="Agent">What does a task.</param>
/// <param name="Delivery">How work is brought back.</param>
/// <param name="Cloning">How an agent gets the repository.</param>
/// <param name="Heartbeat">How an agent shows that it lives.</param>
/// <param name="Cleanup">What is removed, and when.</param>
/// <param name="Local">The local runtime.</param>
internal sealed record Settings(
    RuntimeKind? Runtime,
    int MaxParallel,
    IReadOnlyList<string> IdPrefixes,
    string BranchTemplate,
    string Namespace,
    string Environment,
    int ImageGraceSeconds,
    int TerminationGraceSeconds,
    ClusterSettings Cluster,
    GitSettings Git,
    AgentSettings Agent,
    DeliverySettings Delivery,
    CloneSettings Cloning,
    HeartbeatSettings Heartbeat,
    CleanupSettings Cleanup,
    LocalSettings Local)
{
    private const string LabelPattern = "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$";
    private const string EnvironmentPattern = "^[a-z0-9]([-a-z0-9]{0,30}[a-z0-9])?$";

    /// <summary>The settings that somebody has set. In a cluster the platform's values win over the defaults here, but not over these.</summary>
    public IReadOnlySet<string> Said { get; init; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>The settings as the reader has them; where it has nothing, or nothing usable, the default.</summary>
    public static Settings From(SettingReader read)
    {
        var environment = read.Text("environment", "dev", "lower-case letters, digits and hyphens, at most 32", EnvironmentPattern)!;
        return new(
            read.Choice<RuntimeKind?>("runtime", null, ("kubernetes", RuntimeKind.Kubernetes), ("local", RuntimeKind.Local)),
            read.Integer("maxParallel", 3, 1, 200),
            read.List("idPrefixes", ["T", "TDD-"], "prefixes like \"T\" and \"TDD-\"", "^[A-Za-z](?:[A-Za-z0-9]*[A-Za-z])?-?$", mayBeEmpty: false),
            read.Text("branchTemplate", BranchName.DefaultTemplate, "a template", problem: BranchName.TemplateProblem)!,
            read.Text("namespace", null, "lower-case letters, digits and hyphens, at most 63", LabelPattern) ?? $"agent-orchestrator-{environment}",
            environment,
            read.Integer("imageGraceSeconds", 600, 0, 86_400),
            read.Integer("terminationGraceSeconds", 120, 1, 3_600),
            ClusterSettings.From(read),
            GitSettings.From(read),
            AgentSettings.From(read),
            DeliverySettings.From(read),
            CloneSettings.From(read),
            HeartbeatSettings.From(read),
            CleanupSettings.From(read),
            LocalSettings.From(read));
    }

    /// <summary>Settings that are each possible, but not together.</summary>
    public IEnumerable<string> Contradictions()
    {
        if (Heartbeat.StaleSeconds < 3 * Heartbeat.Seconds)
        {
            yield return $"heartbeat.staleSeconds is {Heartbeat.StaleSeconds}; it must be at least three times heartbeat.seconds, which is {Heartbeat.Seconds}. Raise it, or lower heartbeat.seconds.";
        }
    }
}
