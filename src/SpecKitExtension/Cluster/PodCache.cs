using System.Collections.Concurrent;
using System.Text.Json;

namespace SpecKitExtension.Cluster;

/// <summary>The feature's pods and their events as one watch each keeps them, for everybody who waits for something.</summary>
/// <param name="api">The cluster.</param>
/// <param name="labelSelector">Selects the feature's pods.</param>
/// <param name="grace">How long images, volumes and nodes may take.</param>
/// <param name="clock">The time.</param>
internal sealed class PodCache(ClusterApi api, string labelSelector, TimeSpan grace, TimeProvider clock)
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, PodEntry> pods = [];
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<string, ClusterEvent>> events = [];
    private readonly TaskCompletionSource filled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>A pod and whether it is still there.</summary>
    internal sealed record PodEntry(Pod Pod, bool Gone);

    /// <summary>Completes when the pods were listed once; fails when watching is impossible.</summary>
    public Task Filled => filled.Task;

    /// <summary>Every pod that was seen.</summary>
    public IReadOnlyCollection<PodEntry> All => [.. pods.Values];

    /// <summary>Completes at the next change.</summary>
    public Task Changed => changed.Task;

    /// <summary>A pod, or null when none of that name was seen.</summary>
    public PodEntry? this[string name] => pods.GetValueOrDefault(name);

    /// <summary>Whether a pod is gone, has ended, or will never begin.</summary>
    public bool IsOver(string name) => pods.TryGetValue(name, out var entry)
        && (entry.Gone || entry.Pod.IsOver() || StartFailures.Of(entry.Pod, EventsOf(name), clock.GetUtcNow(), grace) is { Fatal: true });

    /// <summary>Completes at the next change, or after a while: a pod that waits too long changes nothing but the time.</summary>
    public async Task NextAsync(Task change, CancellationToken ct)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(ct);
        await await Task.WhenAny(change, Task.Delay(Beat, clock, enough.Token));
        await enough.CancelAsync();
    }

    /// <summary>A pod's events, oldest first.</summary>
    public IReadOnlyList<ClusterEvent> EventsOf(string pod) => events.TryGetValue(pod, out var own) ? [.. own.Values.OrderBy(happened => happened.At)] : [];

    /// <summary>Watches until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        try
        {
            await Task.WhenAll(WatchPodsAsync(ct), WatchEventsAsync(ct));
        }
        catch (Exception failure)
        {
            filled.TrySetException(failure);
            Signal(failure);
            throw;
        }
    }

    private async Task WatchPodsAsync(CancellationToken ct)
    {
        await foreach (var (list, change) in new Watch(api, "pods", $"labelSelector={Uri.EscapeDataString(labelSelector)}").FollowAsync(ct))
        {
            if (list is { } whole)
            {
                Replace([.. whole.GetProperty("items").EnumerateArray().Select(item => item.Deserialize(ClusterJson.Default.Pod)!)]);
                filled.TrySetResult();
            }
            else if (change!.Object.Deserialize(ClusterJson.Default.Pod) is { } pod)
            {
                pods[pod.Metadata.Name] = new(pod, change.Type == "DELETED");
            }

            Signal();
        }
    }

    private async Task WatchEventsAsync(CancellationToken ct)
    {
        try
        {
            await foreach (var (list, change) in new Watch(api, "events", "fieldSelector=involvedObject.kind%3DPod").FollowAsync(ct))
            {
                var found = list is { } whole ? whole.GetProperty("items").EnumerateArray().Select(item => item.Deserialize(ClusterJson.Default.ClusterEvent)) : [change!.Object.Deserialize(ClusterJson.Default.ClusterEvent)];
                foreach (var happened in found.OfType<ClusterEvent>().Where(happened => happened.InvolvedObject?.Name?.StartsWith("agent-", StringComparison.Ordinal) == true))
                {
                    events.GetOrAdd(happened.InvolvedObject!.Name!, _ => [])[happened.Metadata.Uid ?? happened.Metadata.Name] = happened;
                }

                Signal();
            }
        }
        catch (ClusterException refused) when (refused.Status == System.Net.HttpStatusCode.Forbidden)
        {
            // Without the right to see events everything works; only the reasons of a late start are missing.
            await Task.Delay(Timeout.InfiniteTimeSpan, ct);
        }
    }

    /// <summary>A list may come after changes were missed: what it lacks is gone.</summary>
    private void Replace(IReadOnlyList<Pod> listed)
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

    private void Signal(Exception? failure = null)
    {
        var before = Interlocked.Exchange(ref changed, new(TaskCreationOptions.RunContinuationsAsynchronously));
        if (failure is null)
        {
            before.TrySetResult();
        }
        else
        {
            before.TrySetException(failure);
            changed.TrySetException(failure);
        }
    }
}
