using SpecKitExtension.Tools;

namespace SpecKitExtension.Cluster;

/// <summary>Which cluster, and where in it.</summary>
/// <param name="Namespace">The namespace that agents run in.</param>
/// <param name="Context">The kubeconfig's context; null is its current one.</param>
/// <param name="Kubeconfig">The kubeconfig; null is kubectl's own choice.</param>
internal sealed record ClusterAddress(string Namespace, string? Context, string? Kubeconfig)
{
    /// <summary>The flags that lead kubectl there, without the namespace.</summary>
    public IReadOnlyList<string> Flags =>
    [
        .. Context is null ? (string[])[] : ["--context", Context],
        .. Kubeconfig is null ? (string[])[] : ["--kubeconfig", Kubeconfig],
    ];

    /// <summary>The same with the context that is current now: a person may switch it at any time, and agents must not begin elsewhere.</summary>
    public async Task<ClusterAddress> PinnedAsync(IToolRunner tools, CancellationToken ct)
    {
        if (Context is not null)
        {
            return this;
        }

        // Without a current context, e.g. inside a cluster, kubectl finds its way by itself or says what is missing.
        var current = await tools.TryAsync(new("kubectl", ["config", "current-context", .. Flags]), ct);
        return current is { Succeeded: true, Text.Length: > 0 } ? this with { Context = current.Text } : this;
    }
}
