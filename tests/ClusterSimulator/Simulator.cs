using System.Globalization;
using System.Text;
using ClusterSimulator.Api;
using ClusterSimulator.Faults;
using ClusterSimulator.Pods;
using ClusterSimulator.Store;

namespace ClusterSimulator;

/// <summary>A cluster of one process: start it, give a tool its kubeconfig, and let things go wrong on demand.</summary>
internal sealed class Simulator : IAsyncDisposable
{
    private readonly ApiServer _server;
    private readonly bool _ownsRoot;

    private Simulator(SimulatorOptions options)
    {
        _ownsRoot = options.Root is null;
        Cluster = new(options, options.Root ?? Directory.CreateTempSubdirectory("cluster-simulator-").FullName);
        _server = new(Cluster, new ControlEndpoint(this));
    }

    internal Cluster Cluster { get; }

    internal FaultPlan Faults => Cluster.Faults;

    internal Uri Address =>
        new(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{(Cluster.Options.Certificate is null ? "http" : "https")}://127.0.0.1:{_server.Port}"
            )
        );

    internal string Namespace => Cluster.Options.Namespaces[0];

    internal static async Task<Simulator> StartAsync(SimulatorOptions? options = null)
    {
        Simulator simulator = new(options ?? new());
        await simulator._server.StartAsync();
        return simulator;
    }

    /// <summary>Writes a kubeconfig that kubectl and helm take.</summary>
    internal async Task WriteKubeconfigAsync(string path)
    {
        await File.WriteAllTextAsync(
            path,
            $$"""
            apiVersion: v1
            kind: Config
            clusters: [{name: simulator, cluster: {server: "{{Address.GetLeftPart(UriPartial.Authority)}}"{{Authority}} } }]
            users: [{name: simulator, user: {token: simulated} }]
            contexts: [{name: simulator, context: {cluster: simulator, user: simulator, namespace: "{{Namespace}}"} }]
            current-context: simulator

            """
        );
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private string Authority =>
        Cluster.Options.Certificate is { } certificate
            ? $", certificate-authority-data: {Convert.ToBase64String(Encoding.ASCII.GetBytes(certificate.ExportCertificatePem()))}"
            : "";

    /// <summary>Every open connection breaks, in the middle of whatever it carried.</summary>
    internal void DropConnections() => _server.Connections.CutAll();

    /// <summary>The API server goes away, for <paramref name="time"/>, and comes back on its port; pods go on.</summary>
    internal async Task RestartAsync(TimeSpan time)
    {
        await _server.StopAsync();
        await Task.Delay(time);
        await _server.StartAsync();
    }

    /// <summary>The API server goes away and stays away.</summary>
    internal Task LeaveAsync() => _server.StopAsync();

    /// <summary>An API server that went away is back on its port.</summary>
    internal Task ReturnAsync() => _server.StartAsync();

    /// <summary>Open connections, and those opened before the time is over, are accepted and never answered.</summary>
    internal void Silence(TimeSpan time) => _server.Connections.Silence(time);

    /// <summary>Every watch, open or resumed, gets 410 and has to list again.</summary>
    internal void CompactHistory() => Cluster.Store.Compact();

    internal void RotateLog(string pod, string container) => ContainerOf(pod, container).Log.Rotate();

    /// <summary>Lets a hollow pod's container write lines, each with its line feed.</summary>
    internal void Write(string pod, string container, IReadOnlyList<byte[]> lines) => ContainerOf(pod, container).Log.Append(lines);

    /// <summary>Ends a hollow pod's container.</summary>
    internal void End(string pod, string container, int exitCode = 0, string message = "") =>
        ContainerOf(pod, container).EndHollow(exitCode, message);

    /// <summary>One container is killed, as when it takes more memory than its limit; the others go on.</summary>
    internal void KillForMemory(string pod, string container) => ContainerOf(pod, container).Kill("OOMKilled");

    /// <summary>SIGTERM, about a second, SIGKILL; the pod is kept as Failed, Evicted; its logs are gone.</summary>
    internal async Task EvictAsync(string pod, string message = "Usage of EmptyDir volume \"workspace\" exceeds the limit \"8Mi\". ")
    {
        var run = RunOf(pod);
        run.Events.Add("Warning", "Evicted", message);
        run.LogsGone = true;
        await run.StopAsync(TimeSpan.FromSeconds(1), ("Evicted", message));
    }

    /// <summary>The pod vanishes without any container having been reported as terminated; open log streams break.</summary>
    internal async Task LoseNodeAsync(string pod)
    {
        var run = RunOf(pod);
        await run.LoseAsync();
        Cluster.Runs.TryRemove(KeyOf(pod), out _);
        Cluster.Store.Delete(KeyOf(pod));
    }

    /// <summary>A node falls silent: the pod's processes are dead, the pod stays as it was last seen, and nobody carries out its
    /// deletion.</summary>
    internal async Task StrandAsync(string pod)
    {
        await RunOf(pod).LoseAsync();
        Cluster.Store.Update(KeyOf(pod), body => body.Child("metadata")["deletionTimestamp"] = Json.Seconds(DateTimeOffset.UtcNow));
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await Task.WhenAll(Cluster.Runs.Values.Select(run => run.StopAsync(TimeSpan.Zero)));
        if (_ownsRoot)
        {
            Directory.Delete(Cluster.Root, recursive: true);
        }
    }

    private ObjectKey KeyOf(string pod) => new("pods", Namespace, pod);

    private PodRun RunOf(string pod) =>
        Cluster.Runs.GetValueOrDefault(KeyOf(pod)) ?? throw new ArgumentException($"no pod '{pod}' runs in {Namespace}", nameof(pod));

    private ContainerRun ContainerOf(string pod, string container) =>
        RunOf(pod).Containers.Find(run => run.Name == container)
        ?? throw new ArgumentException($"{pod} has no container '{container}'", nameof(container));
}
