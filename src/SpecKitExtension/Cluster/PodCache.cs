using System.Collections.Concurrent;
using System.Net;
using k8s.Models;

namespace SpecKitExtension.Cluster;

/// <summary>The feature's pods and their events as one watch each keeps them, for everybody who waits for something.</summary>
/// <param name="api">The cluster.</param>
/// <param name="labelSelector">Selects the feature's pods.</param>
/// <param name="grace">How long images, volumes and nodes may take.</param>
/// <param name="clock">The time on this machine, for waits.</param>
internal sealed class PodCache(ClusterApi api, string labelSelector, TimeSpan grace, TimeProvider clock)
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, PodEntry> pods = [];
    private readonly PodEvents events = new();
    private readonly TaskCompletionSource filled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Task? failed;

    /// <summary>A pod and whether it is gone by now.</summary>
    internal sealed record PodEntry(V1Pod Pod, bool Gone);

    /// <summary>The events that were seen.</summary>
    public PodEvents Events => events;

    /// <summary>Completes when the pods were listed once; fails when watching is impossible.</summary>
    public Task Filled => filled.Task;

    /// <summary>Every pod that was seen.</summary>
    public IReadOnlyCollection<PodEntry> All => [.. pods.Values];

    /// <summary>Completes at the next change; fails when watching has become impossible.</summary>
    public Task Changed => failed ?? changed.Task;

    /// <summary>A pod, or null when none of that name was seen.</summary>
    public PodEntry? this[string name] => pods.GetValueOrDefault(name);

    /// <summary>Whether there is a pod of that name, or was one since the watch began; the server is asked where the watch may
    /// lag.</summary>
    public async Task<bool> KnowsAsync(string name, CancellationToken ct) =>
        pods.ContainsKey(name) || (await api.PodAsync(name, ct) is { } pod && IsSelected(pod));

    /// <summary>Whether a pod is gone, has ended, or will never begin.</summary>
    public bool IsOver(string name) =>
        pods.TryGetValue(name, out var entry)
        && (entry.Gone || PodReading.Of(entry.Pod, EventsOf(entry.Pod), api.Clock.Now, grace) is { Stage: PodStage.Over });

    /// <summary>Completes at the next change, or after a while: a pod that waits too long changes nothing but the time.</summary>
    public async Task NextAsync(Task change, CancellationToken ct, TimeSpan? atMost = null)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(ct);
        await await Task.WhenAny(change, Task.Delay(atMost ?? PollInterval, clock, enough.Token));
        await enough.CancelAsync();
    }

    /// <summary>A pod's events, oldest first.</summary>
    public IReadOnlyList<Corev1Event> EventsOf(V1Pod pod) => events.Of(pod);

    /// <summary>Watches until it is cancelled, or has become impossible; whoever waits learns why.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        Task[] watches = [WatchPodsAsync(stop.Token), WatchEventsAsync(stop.Token)];
        try
        {
            await await Task.WhenAny(watches);
        }
        catch (Exception failure)
        {
            filled.TrySetException(failure);
            Signal(failure);
        }

        await stop.CancelAsync();
        await Task.WhenAll(watches).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task WatchPodsAsync(CancellationToken ct)
    {
        await foreach (
            var (list, change) in new Watch<V1Pod>(api, "pods", $"labelSelector={Uri.EscapeDataString(labelSelector)}", async stop =>
                Listed(await api.PodsAsync(labelSelector, stop))
            ).FollowAsync(ct)
        )
        {
            if (list is { } whole)
            {
                Replace([.. whole]);
                filled.TrySetResult();
            }
            else
            {
                pods[change!.Object.Name()] = new(change.Object, change.Type == "DELETED");
            }

            Signal();
        }
    }

    private async Task WatchEventsAsync(CancellationToken ct)
    {
        try
        {
            await foreach (
                var (list, change) in new Watch<Corev1Event>(api, "events", "fieldSelector=involvedObject.kind%3DPod", async stop =>
                    Listed(await api.EventsAsync(stop))
                ).FollowAsync(ct)
            )
            {
                if (events.Add(list is { } whole ? whole : [change!.Object]).Any(pods.ContainsKey))
                {
                    // Events of all the other pods in the namespace wake nobody.
                    Signal();
                }
            }
        }
        catch (ClusterException refused) when (refused.Status == HttpStatusCode.Forbidden)
        {
            // Without the right to see events everything works; only the reasons of a late start are missing.
            await Task.Delay(Timeout.InfiniteTimeSpan, ct);
        }
    }

    private static (IEnumerable<V1Pod> Items, string? Version) Listed(V1PodList list) => (list.Items, list.Metadata.ResourceVersion);

    private static (IEnumerable<Corev1Event> Items, string? Version) Listed(Corev1EventList list) =>
        (list.Items, list.Metadata.ResourceVersion);

    /// <summary>A list may come after changes were missed: what it lacks is gone.</summary>
    private void Replace(IReadOnlyList<V1Pod> listed)
    {
        foreach (var (name, entry) in pods.Where(known => listed.All(pod => pod.Metadata.Name != known.Key)).ToList())
        {
            pods[name] = entry with { Gone = true };
        }

        foreach (var pod in listed)
        {
            pods[pod.Metadata.Name] = new(pod, false);
        }
    }

    /// <summary>Whether the watch would show the pod: another one may have the name that one of ours once had.</summary>
    private bool IsSelected(V1Pod pod) =>
        labelSelector
            .Split(',')
            .Select(label => label.Split('=', 2))
            .All(label =>
                label.Length == 2 && pod.Metadata.Labels is { } labels && labels.TryGetValue(label[0], out var value) && value == label[1]
            );

    private void Signal(Exception? failure = null)
    {
        if (failure is null)
        {
            Interlocked.Exchange(ref changed, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
            return;
        }

        // Whoever waits now or later learns of it, also when the other watch signals at the same moment; when nobody does, nobody needs to.
        failed = Task.FromException(failure);
        changed.TrySetException(failure);
        _ = changed.Task.Exception;
        _ = failed.Exception;
        _ = filled.Task.Exception;
    }
}
