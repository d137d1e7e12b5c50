using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace SpecKitExtension.Cluster.Connecting;

/// <summary>Makes connections to one API server: through its proxy, secured, the server's certificate judged before anything is
/// said.</summary>
/// <param name="target">The cluster.</param>
/// <param name="credentials">Our certificate.</param>
/// <param name="proxy">The proxy; null for none.</param>
internal sealed class ClusterSocket(ClusterTarget target, ClusterCredentials credentials, Uri? proxy)
{
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(15);

    private readonly ClusterTrust trust = new(target.Cluster);

    /// <summary>Connects.</summary>
    /// <param name="http2">Whether HTTP/2 may be spoken.</param>
    /// <param name="ct">Ends the attempt.</param>
    /// <exception cref="ClusterException">It is not possible; the message says why and what to do.</exception>
    public async ValueTask<Stream> ConnectAsync(bool http2, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(TimeLimit);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            KeepAlive(socket);
            var next = proxy ?? target.Server;
            await socket.ConnectAsync(new DnsEndPoint(next.IdnHost.Trim('[', ']'), next.Port), limit.Token);
            Stream stream = !http2 && OperatingSystem.IsLinux() ? new QuietStream(socket) : new NetworkStream(socket, ownsSocket: true);
            if (proxy is not null)
            {
                stream = proxy.Scheme == "https" ? await SecureAsync(stream, proxy.IdnHost, http2: false, limit.Token) : stream;
                await Tunnel.OpenAsync(stream, proxy, target.Server, limit.Token);
            }

            return target.IsSecret ? await SecureAsync(stream, target.Server.IdnHost.Trim('[', ']'), http2, limit.Token) : stream;
        }
        catch (Exception failure)
        {
            socket.Dispose();
            throw failure is OperationCanceledException && !ct.IsCancellationRequested
                ? ClusterException.TimedOut(target.Server, TimeLimit)
                : Explain(failure);
        }
    }

    private static void KeepAlive(Socket socket)
    {
        // An idle connection is forgotten by what lies between without a word; so both ends notice.
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 15);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 10);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 3);
    }

    private Exception Explain(Exception failure) =>
        failure switch
        {
            SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain } =>
                ClusterException.UnknownHost(proxy ?? target.Server, proxy is not null),
            SocketException { SocketErrorCode: SocketError.ConnectionRefused } => proxy is not null
                ? ClusterException.Proxy(target.Server, "it refuses the connection")
                : ClusterException.RefusedConnection(target.Server),
            SocketException or IOException => proxy is not null && failure is EndOfStreamException
                ? ClusterException.Proxy(target.Server, "it closes the connection")
                : ClusterException.Unreachable(target.Server, failure.Message),
            _ => failure,
        };

    private async Task<Stream> SecureAsync(Stream stream, string host, bool http2, CancellationToken ct)
    {
        string? refused = null;
        SslStream secure;
        try
        {
            secure = credentials.HasManyLines ? new HeaderLines.Secured(stream) : new SslStream(stream, leaveInnerStreamOpen: false);
            var name = target.Cluster.TlsServerName ?? host;
            var options = trust.Options(
                name,
                http2 ? [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11] : [SslApplicationProtocol.Http11],
                await credentials.CertificateAsync(ct),
                why => refused = why
            );
            await secure.AuthenticateAsClientAsync(options, ct);
            return secure;
        }
        catch (AuthenticationException failure)
        {
            throw ClusterException.Certificate(target.Server, refused ?? failure.InnerException?.Message ?? failure.Message);
        }
        catch (Exception missing) when (missing is TypeInitializationException or DllNotFoundException or PlatformNotSupportedException)
        {
            throw ClusterException.NoTls();
        }
    }
}
