using SpecKitExtension.Cluster;
using SpecKitExtension.Configuration;
using SpecKitExtension.Naming;
using SpecKitExtension.Rendering;

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

    /// <summary>Settings that the chart knows too and that somebody has set.</summary>
    public OrderedDictionary<string, object?> Overrides => ChartOverrides.Of(Settings);

    /// <summary>Whether the platform's values come first, how long images and nodes may take.</summary>
    public Settings Settings { get; init; } = new();

    /// <summary>How long images, volumes and nodes may take.</summary>
    public TimeSpan StartGrace => TimeSpan.FromSeconds(Settings.ImageGraceSeconds);

    /// <summary>How long the cluster may keep silent.</summary>
    public ClusterTimeLimits Limits { get; init; } = new();

    /// <summary>Takes what a person should know while nothing comes.</summary>
    public Action<string> Tell { get; init; } = _ => { };
}
