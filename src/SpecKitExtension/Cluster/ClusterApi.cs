using System.Net;
using k8s;
using k8s.Autorest;
using k8s.Models;
using SpecKitExtension.Cluster.Connecting;
using SpecKitExtension.Tools;

namespace SpecKitExtension.Cluster;

/// <summary>How a cluster is found from here.</summary>
/// <param name="Tools">Starts credential plugins.</param>
/// <param name="Environment">The environment.</param>
/// <param name="Directory">Where relative paths begin.</param>
internal sealed record ClusterSurroundings(IToolRunner Tools, Func<string, string?> Environment, string Directory);

/// <summary>The cluster's API, typed, over a connection of our own; asks again while the server is overloaded or away.</summary>
internal sealed class ClusterApi : IDisposable
{
    private const int Tries = 6;

    private readonly ClusterSurroundings surroundings;
    private readonly TimeProvider clock;
    private readonly Action<string> tell;
    private readonly Lazy<Opened> opened;
    private long reached;

    /// <param name="surroundings">How the cluster is found.</param>
    /// <param name="address">Which cluster and namespace.</param>
    /// <param name="limits">How long it may keep silent.</param>
    /// <param name="clock">The time on this machine.</param>
    /// <param name="tell">Takes what a person should know while nothing comes.</param>
    public ClusterApi(
        ClusterSurroundings surroundings,
        ClusterAddress address,
        ClusterTimeLimits? limits = null,
        TimeProvider? clock = null,
        Action<string>? tell = null
    )
    {
        (this.surroundings, Address, Limits) = (surroundings, address, limits ?? new());
        (this.clock, this.tell) = (clock ?? TimeProvider.System, tell ?? (_ => { }));
        Clock = new(this.clock);
        ConnectionLoss = new(this.tell, Limits.Silence, TimeProvider.System);
        LogTrouble = new(this.tell);
        opened = new(Open);
    }

    /// <summary>Which cluster and namespace this is.</summary>
    public ClusterAddress Address { get; }

    /// <summary>How long the cluster may keep silent.</summary>
    public ClusterTimeLimits Limits { get; }

    /// <summary>The server's time.</summary>
    public ServerClock Clock { get; }

    /// <summary>Notices when the cluster is away.</summary>
    public ConnectionLoss ConnectionLoss { get; }

    /// <summary>Notices when logs of running agents cannot be read.</summary>
    public LogTrouble LogTrouble { get; }

    /// <summary>The cluster that the kubeconfig leads to.</summary>
    /// <exception cref="ClusterException">It leads nowhere.</exception>
    public ClusterTarget Target => opened.Value.Target;

    /// <summary>The address with the context that was current when the kubeconfig was read: a person may switch it at any time, and agents
    /// must not begin elsewhere.</summary>
    /// <exception cref="ClusterException">The kubeconfig leads nowhere.</exception>
    public ClusterAddress Pinned => Address with { Context = Target.Context };

    /// <summary>Which cluster this is and why, for a person.</summary>
    /// <exception cref="ClusterException">The kubeconfig leads nowhere.</exception>
    public string Place =>
        Target is { Context: { } context } target
            ? $"{target.Server.AbsoluteUri.TrimEnd('/')} (context {context}, {target.Why})"
            : $"{Target.Server.AbsoluteUri.TrimEnd('/')} ({Target.Why})";

    /// <summary>A remark where the context names another namespace than the one that is used; empty otherwise.</summary>
    public string OtherNamespace =>
        Target.ContextNamespace is { } other && other != Address.Namespace ? $"; the context's own namespace {other} is not used" : "";

    private sealed record Opened(ClusterTarget Target, HttpClient Http, TypedClient Client);

    /// <summary>The package's typed operations over our connection.</summary>
    private sealed class TypedClient : k8s.Kubernetes
    {
        public TypedClient(HttpClient http, Uri server)
            : base(new KubernetesClientConfiguration { Host = server.AbsoluteUri, SkipTlsVerify = false })
        {
            HttpClient.Dispose();
            (HttpClient, HttpClientTimeout) = (http, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Asks for something.</summary>
    /// <param name="ask">The question.</param>
    /// <param name="ct">Ends the asking.</param>
    /// <returns>Null when there is no such object.</returns>
    /// <exception cref="ToolFailedException">The server refuses or does not answer, or there is no way to it.</exception>
    public async Task<T?> AskAsync<T>(Func<IKubernetes, CancellationToken, Task<T>> ask, CancellationToken ct)
        where T : class
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await AskOnceAsync(ask, ct);
            }
            catch (ClusterException refused) when (refused.IsMissing)
            {
                return null;
            }
            catch (ClusterException refused) when (refused.Transient && (attempt < Tries || (refused.Status == 0 && IsAwayForAWhile)))
            {
                ConnectionLoss.Failed(refused.Message);
                await Task.Delay(BackOff.After(attempt), ct);
            }
        }
    }

    /// <summary>Asks for something once.</summary>
    /// <exception cref="ToolFailedException">The server refuses or does not answer, or there is no way to it.</exception>
    public async Task<T> AskOnceAsync<T>(Func<IKubernetes, CancellationToken, Task<T>> ask, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Limits.Answer);
        try
        {
            return await ask(opened.Value.Client, limit.Token);
        }
        catch (HttpOperationException refused)
        {
            throw ClusterException.From(refused.Response.StatusCode, refused.Response.Content ?? "", Address, Target.User.Exec);
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException)
        {
            // Also in the middle of an answer, whose reader knows nothing of requests.
            throw ClusterException.From(broken, Address);
        }
        catch (System.Text.Json.JsonException)
        {
            throw ClusterException.NoKubernetes(Address);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw ClusterException.Unreachable($"nothing came within {Limits.Answer.TotalSeconds:0} s", Address);
        }
    }

    /// <summary>Opens an answer that comes in pieces; asked once, the caller knows how to go on.</summary>
    /// <param name="path">The path below the server's address.</param>
    /// <param name="alone">Whether it gets a connection of its own, so that it holds up nobody and nobody holds it up.</param>
    /// <param name="ct">Ends the asking.</param>
    /// <exception cref="ToolFailedException">The server refuses or does not answer, or there is no way to it.</exception>
    public async Task<HttpResponseMessage> OpenAsync(string path, bool alone, CancellationToken ct)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, new Uri(Target.Server, path))
        {
            Version = alone ? HttpVersion.Version11 : HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        return await SendAsync(request, ct);
    }

    /// <summary>Sends something as it is, once.</summary>
    /// <exception cref="ToolFailedException">The server refuses or does not answer, or there is no way to it.</exception>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent content, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Limits.Answer);
        using HttpRequestMessage request = new(method, new Uri(Target.Server, path)) { Version = HttpVersion.Version20, Content = content };
        try
        {
            return await SendAsync(request, limit.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw ClusterException.Unreachable($"nothing came within {Limits.Answer.TotalSeconds:0} s", Address);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct)
    {
        try
        {
            var answer = await opened.Value.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
            if (answer.IsSuccessStatusCode)
            {
                return answer;
            }

            using (answer)
            {
                throw ClusterException.From(answer.StatusCode, await answer.Content.ReadAsStringAsync(ct), Address, Target.User.Exec);
            }
        }
        catch (HttpRequestException broken)
        {
            throw ClusterException.From(broken, Address);
        }
    }

    /// <summary>A path below the namespace.</summary>
    public string Path(string resource) => $"api/v1/namespaces/{Uri.EscapeDataString(Address.Namespace)}/{resource}";

    public void Dispose()
    {
        if (opened.IsValueCreated)
        {
            opened.Value.Client.Dispose();
            opened.Value.Http.Dispose();
        }
    }

    private bool IsAwayForAWhile =>
        Volatile.Read(ref reached) is > 0 and var last && TimeProvider.System.GetElapsedTime(last) < Limits.Away;

    private Opened Open()
    {
        var target = ClusterTarget.Find(Address.Kubeconfig, Address.Context, surroundings.Environment, surroundings.Directory);
        ClusterHttp handler = new(target, new(surroundings.Tools, target, clock, tell), surroundings.Environment, Note);
        HttpClient http = new(handler) { Timeout = Timeout.InfiniteTimeSpan };
        return new(target, http, new(http, target.Server));
    }

    private void Note(HttpResponseMessage answer)
    {
        if (answer.IsSuccessStatusCode)
        {
            Volatile.Write(ref reached, TimeProvider.System.GetTimestamp());
            ConnectionLoss.Answered();
        }

        Clock.Learn(answer.Headers.Date);
    }
}

/// <summary>How long to wait before asking again.</summary>
internal static class BackOff
{
    /// <summary>0.2 s, doubled up to 10 s, with jitter so that many clients do not ask in step.</summary>
    public static TimeSpan After(int attempt) =>
        TimeSpan.FromMilliseconds(
            Math.Min(10_000, 200 * Math.Pow(2, Math.Min(attempt, 10) - 1)) * (0.75 + (0.5 * Random.Shared.NextDouble()))
        );
}
