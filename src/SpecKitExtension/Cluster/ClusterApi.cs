using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using SpecKitExtension.Tools;

namespace SpecKitExtension.Cluster;

/// <summary>The part of the cluster's HTTP API that is needed, and nothing more.</summary>
internal sealed class ClusterApi : IAsyncDisposable
{
    private const int Tries = 6;

    private readonly KubectlProxy proxy;
    private readonly SocketsHttpHandler handler;
    private readonly HttpClient http;
    private volatile bool reached;

    /// <param name="address">Which cluster and namespace.</param>
    /// <param name="patience">How long it may keep silent.</param>
    /// <param name="clock">The time on this machine.</param>
    /// <param name="tell">Takes what a person should know while nothing comes.</param>
    public ClusterApi(ClusterAddress address, Patience? patience = null, TimeProvider? clock = null, Action<string>? tell = null)
    {
        (Address, Patience) = (address, patience ?? new());
        Clock = new(clock ?? TimeProvider.System);
        Outage = new(tell ?? (_ => { }), Patience.Silence, TimeProvider.System);
        proxy = new(address);
        handler = new() { ConnectCallback = (_, ct) => proxy.ConnectAsync(ct), MaxConnectionsPerServer = int.MaxValue, PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30), UseProxy = false };

        // The proxy answers only to this name.
        http = new(handler, disposeHandler: false) { BaseAddress = new("http://localhost"), Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Which cluster and namespace this is.</summary>
    public ClusterAddress Address { get; }

    /// <summary>How long the cluster may keep silent.</summary>
    public Patience Patience { get; }

    /// <summary>The server's time.</summary>
    public ServerClock Clock { get; }

    /// <summary>Notices when the cluster is away.</summary>
    public Outage Outage { get; }

    /// <summary>A path below the namespace.</summary>
    public string Path(string resource) => $"/api/v1/namespaces/{Uri.EscapeDataString(Address.Namespace)}/{resource}";

    /// <summary>Reads an object; asks again while the server is overloaded or away.</summary>
    /// <returns>Null when there is no such object.</returns>
    /// <exception cref="ToolFailedException">The server refuses or does not answer, or kubectl fails.</exception>
    public async Task<T?> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken ct)
        where T : class
    {
        using var answer = await SendAsync(() => new(HttpMethod.Get, path), ct);
        return answer is null ? null : await JsonSerializer.DeserializeAsync(await answer.Content.ReadAsStreamAsync(ct), type, ct);
    }

    /// <summary>Changes an object by a merge patch.</summary>
    /// <returns>False when there is no such object.</returns>
    /// <exception cref="ToolFailedException">The server refuses or does not answer, or kubectl fails.</exception>
    public async Task<bool> PatchAsync(string path, string mergePatch, CancellationToken ct)
    {
        using var answer = await SendAsync(() => new(HttpMethod.Patch, path) { Content = new StringContent(mergePatch, Encoding.UTF8, new MediaTypeHeaderValue("application/merge-patch+json")) }, ct);
        return answer is not null;
    }

    /// <summary>Deletes an object with the grace it asks for.</summary>
    /// <returns>False when there is no such object.</returns>
    /// <exception cref="ToolFailedException">The server refuses or does not answer, or kubectl fails.</exception>
    public async Task<bool> DeleteAsync(string path, CancellationToken ct)
    {
        using var answer = await SendAsync(() => new(HttpMethod.Delete, path), ct);
        return answer is not null;
    }

    /// <summary>Opens an answer that comes in pieces; asked once, the caller knows how to go on.</summary>
    /// <exception cref="ToolFailedException">The server refuses or does not answer, or kubectl fails.</exception>
    public async Task<HttpResponseMessage> OpenAsync(string path, CancellationToken ct)
    {
        try
        {
            var answer = await http.GetAsync(new Uri(path, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, ct);
            if (answer.IsSuccessStatusCode)
            {
                Note(answer);
                return answer;
            }

            using (answer)
            {
                throw await ClusterException.FromAsync(answer, Address, ct);
            }
        }
        catch (HttpRequestException broken)
        {
            throw ClusterException.From(broken, Address);
        }
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        handler.Dispose();
        await proxy.DisposeAsync();
    }

    private async Task<HttpResponseMessage?> SendAsync(Func<HttpRequestMessage> request, CancellationToken ct)
    {
        var began = TimeProvider.System.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await SendOnceAsync(request, ct);
            }
            catch (ClusterException refused) when (refused.Status == HttpStatusCode.NotFound && refused.Answered)
            {
                return null;
            }
            catch (ClusterException refused) when (refused.Transient && (attempt < Tries || (refused.Status == 0 && reached && TimeProvider.System.GetElapsedTime(began) < Patience.Away)))
            {
                Outage.Failed(refused.Message);
                await Task.Delay(BackOff.After(attempt), ct);
            }
        }
    }

    private void Note(HttpResponseMessage answer)
    {
        reached = true;
        Clock.Learn(answer.Headers.Date);
        Outage.Answered();
    }

    private async Task<HttpResponseMessage> SendOnceAsync(Func<HttpRequestMessage> request, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Patience.Answer);
        try
        {
            using var message = request();
            var answer = await http.SendAsync(message, limit.Token);
            if (answer.IsSuccessStatusCode)
            {
                Note(answer);
                return answer;
            }

            using (answer)
            {
                throw await ClusterException.FromAsync(answer, Address, limit.Token);
            }
        }
        catch (HttpRequestException broken)
        {
            throw ClusterException.From(broken, Address);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw ClusterException.Unreachable($"nothing came within {Patience.Answer.TotalSeconds:0} s", Address);
        }
    }
}

/// <summary>How long to wait before asking again.</summary>
internal static class BackOff
{
    /// <summary>0.2 s, doubled up to 10 s, with jitter so that many clients do not ask in step.</summary>
    public static TimeSpan After(int attempt) =>
        TimeSpan.FromMilliseconds(Math.Min(10_000, 200 * Math.Pow(2, Math.Min(attempt, 10) - 1)) * (0.75 + (0.5 * Random.Shared.NextDouble())));
}
