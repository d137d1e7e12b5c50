using System.Net;
using k8s;
using k8s.Models;
using SpecKitExtension.Cluster;

namespace SpecKitExtension.Agents.Kubernetes;

/// <summary>Removes the pods of agents that ended long ago, whoever started them; what the clean-up job of a release runs.</summary>
/// <param name="api">The cluster and the namespace.</param>
/// <param name="keep">How long an ended agent's pod is kept.</param>
/// <param name="say">Takes a line for a person.</param>
internal sealed class PodSweep(ClusterApi api, TimeSpan keep, Action<string> say)
{
    private const string Agents = "app.kubernetes.io/name=speckit-async-agent,app.kubernetes.io/managed-by=speckit-async";

    /// <summary>Looks once.</summary>
    /// <returns>How many pods were removed.</returns>
    /// <exception cref="ClusterException">The cluster refuses or does not answer.</exception>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        var removed = 0;
        foreach (var pod in (await api.PodsAsync(Agents, ct)).Items)
        {
            if (IsDue(pod, api.Clock.Now, keep) && await RemoveAsync(pod, ct))
            {
                say($"removed {pod.Metadata.Name}: ended {EndedAt(pod):u}");
                removed++;
            }
        }

        return removed;
    }

    /// <summary>Whether a pod ended long enough ago: a pure function of what the server says.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="now">The server's time.</param>
    /// <param name="keep">How long an ended agent's pod is kept.</param>
    public static bool IsDue(V1Pod pod, DateTimeOffset now, TimeSpan keep) => EndedAt(pod) is { } ended && now - ended > keep;

    /// <summary>When a pod ended, by the latest of what it says; null while it lives or is being deleted.</summary>
    private static DateTime? EndedAt(V1Pod pod)
    {
        if (pod.Status?.Phase is not ("Succeeded" or "Failed") || pod.Metadata.DeletionTimestamp is not null)
        {
            return null;
        }

        var statuses = (pod.Status.InitContainerStatuses ?? []).Concat(pod.Status.ContainerStatuses ?? []);
        return statuses.Max(status => status.State?.Terminated?.FinishedAt)
            ?? pod.Metadata.CreationTimestamp?.AddSeconds(pod.Spec?.ActiveDeadlineSeconds ?? 0);
    }

    /// <returns>False when it is another pod by now, or gone.</returns>
    private async Task<bool> RemoveAsync(V1Pod pod, CancellationToken ct)
    {
        V1DeleteOptions seen = new()
        {
            Preconditions = new() { Uid = pod.Metadata.Uid, ResourceVersion = pod.Metadata.ResourceVersion },
        };
        try
        {
            return await api.AskAsync(
                (k8s, stop) => k8s.CoreV1.DeleteNamespacedPodAsync(pod.Metadata.Name, api.Address.Namespace, seen, cancellationToken: stop),
                ct
            )
                is not null;
        }
        catch (ClusterException refused) when (refused.Status == HttpStatusCode.Conflict)
        {
            return false;
        }
    }
}
