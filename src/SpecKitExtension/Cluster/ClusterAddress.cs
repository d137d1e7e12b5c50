namespace SpecKitExtension.Cluster;

/// <summary>Which cluster, and where in it.</summary>
/// <param name="Namespace">The namespace that agents run in.</param>
/// <param name="Context">The kubeconfig's context; null is its current one.</param>
/// <param name="Kubeconfig">The kubeconfig; null is kubectl's own choice.</param>
internal sealed record ClusterAddress(string Namespace, string? Context, string? Kubeconfig)
{
    /// <summary>The flags that lead kubectl there, without the namespace.</summary>
    public IReadOnlyList<string> Flags =>
        [.. Context is null ? (string[])[] : ["--context", Context], .. Kubeconfig is null ? (string[])[] : ["--kubeconfig", Kubeconfig]];
}
