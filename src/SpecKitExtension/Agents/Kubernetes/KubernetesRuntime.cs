using System.Runtime.CompilerServices;
using k8s.Models;
using SpecKitExtension.Cluster;
using SpecKitExtension.Logs;
using SpecKitExtension.Naming;
using SpecKitExtension.Rendering;
using SpecKitExtension.Tools;

namespace SpecKitExtension.Agents.Kubernetes;

/// <summary>Runs agents as pods: rendered by helm, created by kubectl, read through the cluster's API.</summary>
internal sealed class KubernetesRuntime : IAgentRuntime, IAsyncDisposable
{
    private readonly IToolRunner tools;
    private readonly ClusterApi api;
    private readonly KubernetesOptions options;
    private readonly TimeProvider clock;
    private readonly WaveManifests manifests;
    private bool namespaceChecked;
    private bool versionChecked;
    private readonly CancellationTokenSource ending = new();
    private readonly Lazy<(PodCache Cache, Task Watching)> watched;

    /// <param name="surroundings">How the cluster is found.</param>
    /// <param name="address">The cluster and the namespace.</param>
    /// <param name="renderer">Renders pods.</param>
    /// <param name="options">How agents run there.</param>
    /// <param name="clock">The time.</param>
    public KubernetesRuntime(
        ClusterSurroundings surroundings,
        ClusterAddress address,
        ManifestRenderer renderer,
        KubernetesOptions options,
        TimeProvider clock
    )
    {
        (tools, this.options, this.clock) = (surroundings.Tools, options, clock);
        api = new(surroundings, address, options.Limits, clock, options.Tell);
        manifests = new(api, renderer, options);
        watched = new(() =>
        {
            PodCache cache = new(api, Labels.Selector(options.Key, options.Feature), options.StartGrace, clock);
            return (cache, cache.RunAsync(ending.Token));
        });
    }

    public string Name => "kubernetes";

    public string Place => api.Address.Namespace;

    public string Whereabouts => $"namespace {Place} at {api.Place}{api.OtherNamespace}";

    public DateTimeOffset Now => api.Clock.Now;

    public IReadOnlyList<string> Streams => ["event", .. LogLine.Containers];

    public async Task<IReadOnlyList<AgentState>> ListAsync(AgentScope scope, CancellationToken ct)
    {
        var pods = await api.PodsAsync(Labels.Selector(options.Key, options.Feature), ct);
        V1Pod[] items = [.. pods.Items.Where(pod => !pod.IsGone())];
        if (items.Length == 0)
        {
            await RequireNamespaceAsync(ct);
        }

        var events = items.Any(pod => pod.Status?.Phase == "Pending") ? await EventsAsync(ct) : new();
        return
        [
            .. items
                .Select(pod => PodStates.Of(pod, gone: false, events.Of(pod), api.Clock.Now, options.StartGrace))
                .OfType<AgentState>()
                .OrderBy(state => state.CreatedAt),
        ];
    }

    public async Task<AgentState?> FindAsync(AgentScope scope, string pod, CancellationToken ct)
    {
        if (await api.PodAsync(pod, ct) is not { } found)
        {
            return null;
        }

        var events = found.Status?.Phase == "Pending" ? await EventsAsync(ct) : new();
        return PodStates.Of(found, gone: false, events.Of(found), api.Clock.Now, options.StartGrace);
    }

    public async Task<IReadOnlyList<StartAnswer>> StartAsync(
        IReadOnlyList<AgentSpec> specs,
        IReadOnlyList<AgentSpec> wave,
        CancellationToken ct
    )
    {
        if (specs.Count == 0)
        {
            return [];
        }

        if (!versionChecked)
        {
            // Once a command, and only where pods begin: what merely looks works on older servers too, and costs no request for it.
            await api.RequireVersionAsync(ct);
            versionChecked = true;
        }

        var created = await PodCreation.CreateAsync(tools, api, await manifests.GetAsync(specs, wave, ct), ct);
        return
        [
            .. created.Select(pod =>
                pod switch
                {
                    { Exists: true } => new StartAnswer.Exists(),
                    { Refusal: null } => new StartAnswer.Started(),
                    { NoRoom: true } => new StartAnswer.NoRoom(pod.Why),
                    _ => (StartAnswer)new StartAnswer.Refused(pod.Why),
                }
            ),
        ];
    }

    public async IAsyncEnumerable<AgentState> WatchAsync(AgentScope scope, [EnumeratorCancellation] CancellationToken ct)
    {
        var cache = await CacheAsync(ct);
        Dictionary<string, AgentState> known = [];
        while (true)
        {
            var change = cache.Changed;
            foreach (var entry in cache.All)
            {
                var state = PodStates.Of(entry.Pod, entry.Gone, cache.EventsOf(entry.Pod), api.Clock.Now, options.StartGrace);
                if (
                    state is not null
                    && (
                        known.GetValueOrDefault(state.Pod) is not { } before || before.Phase != state.Phase || before.Detail != state.Detail
                    )
                )
                {
                    known[state.Pod] = state;
                    yield return state;
                }
            }

            await cache.NextAsync(change, ct);
        }
    }

    public async IAsyncEnumerable<IReadOnlyList<LogLine>> LogsAsync(
        AgentScope scope,
        string pod,
        string container,
        LogCursor from,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        var cache = await CacheAsync(ct);
        var lines =
            container == "event"
                ? new PodEventLines(cache, pod).ReadAsync(from, ct)
                : new PodLogStream(api, cache, pod, container).ReadAsync(from, ct);
        await foreach (var some in lines)
        {
            yield return some;
        }
    }

    public async Task StopAsync(AgentScope scope, string pod, CancellationToken ct, string? neverStarted = null) =>
        await api.AnnotateAsync(pod, PodStates.Stop, PodStates.StopText(neverStarted), ct);

    public void Sweep() => ScratchFolder.Sweep();

    public async Task RemoveAsync(AgentScope scope, string pod, CancellationToken ct) => await api.DeletePodAsync(pod, ct);

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        if (watched.IsValueCreated)
        {
            await watched.Value.Watching;
        }

        api.Dispose();
        ending.Dispose();
    }

    private async Task<PodCache> CacheAsync(CancellationToken ct)
    {
        await watched.Value.Cache.Filled.WaitAsync(ct);
        return watched.Value.Cache;
    }

    /// <summary>A list in a namespace that does not exist is as empty as one in a namespace without agents.</summary>
    private async Task RequireNamespaceAsync(CancellationToken ct)
    {
        if (namespaceChecked)
        {
            return;
        }

        namespaceChecked = true;
        if (!await api.RequireNamespaceAsync(ct))
        {
            options.Tell($"No agent of this feature is in the namespace {Place}; whether it exists is not visible to you.");
        }
    }

    private async Task<PodEvents> EventsAsync(CancellationToken ct)
    {
        if (watched.IsValueCreated && watched.Value.Cache.Filled.IsCompletedSuccessfully)
        {
            return watched.Value.Cache.Events;
        }

        PodEvents events = new();
        try
        {
            events.Add((await api.EventsAsync(ct)).Items);
        }
        catch (ClusterException refused) when (refused.Status == System.Net.HttpStatusCode.Forbidden)
        {
            // Only the reasons of a late start are missing then.
            return events;
        }

        return events;
    }
}
