using System.Net;

namespace SpecKitExtension.Cluster.Connecting;

/// <summary>Carries requests to one API server: signed, over connections of our own, once more after a credential was refused.</summary>
internal sealed class ClusterHttp : HttpMessageHandler
{
    private readonly ClusterCredentials credentials;
    private readonly ClusterSocket socket;
    private readonly Action<HttpResponseMessage> answered;
    private readonly Uri? plainProxy;
    private readonly List<HttpMessageInvoker> all = [];
    private readonly Lock gate = new();
    private HttpMessageInvoker current;

    /// <param name="target">The cluster.</param>
    /// <param name="credentials">Who asks.</param>
    /// <param name="environment">The environment, for its proxies.</param>
    /// <param name="answered">Takes every answer as it comes.</param>
    /// <exception cref="ClusterException">The kubeconfig's certificates or the environment's proxy cannot be used.</exception>
    public ClusterHttp(
        ClusterTarget target,
        ClusterCredentials credentials,
        Func<string, string?> environment,
        Action<HttpResponseMessage> answered
    )
    {
        (this.credentials, this.answered) = (credentials, answered);
        var proxy = ProxyChoice.For(target.Server, target.Cluster.ProxyUrl, environment);

        // What is not secret goes through an HTTP proxy as a whole address, as curl and kubectl do it.
        plainProxy = !target.IsSecret && proxy?.Scheme == "http" ? proxy : null;
        socket = new(target, credentials, plainProxy is null ? proxy : null);
        current = Fresh();
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (credentials.IsCertificateOver)
        {
            Renew();
        }

        if (credentials.HasManyLines)
        {
            (request.Version, request.VersionPolicy) = (HttpVersion.Version11, HttpVersionPolicy.RequestVersionOrLower);
        }

        await credentials.SignAsync(request.Headers, cancellationToken);
        var answer = await current.SendAsync(request, cancellationToken);
        if (answer.StatusCode != HttpStatusCode.Unauthorized || !credentials.Refused(out var certificateChanged))
        {
            answered(answer);
            return answer;
        }

        if (certificateChanged)
        {
            Renew();
        }

        answer.Dispose();
        await credentials.SignAsync(request.Headers, cancellationToken);
        answer = await current.SendAsync(request, cancellationToken);
        answered(answer);
        return answer;
    }

    protected override void Dispose(bool disposing)
    {
        lock (gate)
        {
            all.ForEach(invoker => invoker.Dispose());
            current.Dispose();
        }

        credentials.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>Connections from now on show the certificate of now; what is open goes on.</summary>
    private void Renew()
    {
        lock (gate)
        {
            current = Fresh();
        }
    }

    private HttpMessageInvoker Fresh()
    {
        SocketsHttpHandler handler = new()
        {
            ConnectCallback = plainProxy is null
                ? (context, ct) => socket.ConnectAsync(context.InitialRequestMessage.Version.Major >= 2, ct)
                : null,
            UseProxy = plainProxy is not null,
            Proxy = plainProxy is null ? null : new WebProxy(plainProxy),
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            MaxConnectionsPerServer = int.MaxValue,
            EnableMultipleHttp2Connections = true,
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.Always,
            KeepAlivePingDelay = TimeSpan.FromSeconds(15),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(15),
        };
        HttpMessageInvoker invoker = new(handler);
        all.Add(invoker);
        return invoker;
    }
}
