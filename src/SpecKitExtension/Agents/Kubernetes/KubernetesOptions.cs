using SpecKitExtension.Cluster;
using SpecKitExtension.Naming;

namespace SpecKitExtension.Agents.Kubernetes;

/// <summary>How agents run in a cluster.</summary>
internal sealed record KubernetesOptions
{
    /// <summary>The repository.</summary>
    public required RepositoryKey Key { get; init; }

    /// <summary>The feature.</summary>
    public required FeatureName Feature { get; init; }

    /// <summary>Values files of the developer, absolute.</summary>
    public IReadOnlyList<string> ValuesFiles { get; init; } = [];

    /// <summary>Whether the platform's published values come first.</summary>
    public bool UseTaskDefaults { get; init; } = true;

    /// <summary>Settings that the chart knows too and that somebody has set.</summary>
    public OrderedDictionary<string, object?> Overrides { get; init; } = [];

    /// <summary>How long images, volumes and nodes may take.</summary>
    public TimeSpan StartGrace { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long the cluster may keep silent.</summary>
    public Patience Patience { get; init; } = new();

    /// <summary>Takes what a person should know while nothing comes.</summary>
    public Action<string> Tell { get; init; } = _ => { };
}
