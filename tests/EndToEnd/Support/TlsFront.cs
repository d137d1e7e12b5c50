using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace EndToEnd.Support;

/// <summary>An authority that no machine knows, and a certificate of it.</summary>
internal sealed class PrivateAuthority : IDisposable
{
    /// <param name="names">The hosts that its certificate is for; 127.0.0.1 is one of them.</param>
    public PrivateAuthority(params string[] names)
    {
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest root = new("CN=a private authority", rootKey, HashAlgorithmName.SHA256);
        root.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        root.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        using var authority = root.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(2));
        Pem = authority.ExportCertificatePem() + "\n";

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest server = new($"CN={names.FirstOrDefault() ?? "127.0.0.1"}", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder alternatives = new();
        alternatives.AddIpAddress(IPAddress.Loopback);
        names.ToList().ForEach(alternatives.AddDnsName);
        server.CertificateExtensions.Add(alternatives.Build());
        using var signed = server.Create(authority, DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1), [1, 2, 3, 4]);
        using var whole = signed.CopyWithPrivateKey(key);
        Server = X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), null);
    }

    /// <summary>The authority's certificate.</summary>
    public string Pem { get; }

    /// <summary>The server's certificate with its key.</summary>
    public X509Certificate2 Server { get; }

    public void Dispose() => Server.Dispose();
}

/// <summary>A listener on this machine's loopback that gives every connection to a handler.</summary>
internal abstract class LoopbackListener : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource ending = new();
    private readonly Task accepting;

    protected LoopbackListener()
    {
        listener.Start();
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        listener.Dispose();
        await accepting;
        ending.Dispose();
    }

    /// <summary>Serves one connection.</summary>
    protected abstract Task ServeAsync(NetworkStream client, CancellationToken ct);

    /// <summary>Copies both ways until one side ends.</summary>
    protected static async Task RelayAsync(Stream client, int port, CancellationToken ct)
    {
        using TcpClient server = new();
        await server.ConnectAsync(IPAddress.Loopback, port, ct);
        var stream = server.GetStream();
        await Task.WhenAny(client.CopyToAsync(stream, ct), stream.CopyToAsync(client, ct));
    }

    private async Task AcceptAsync()
    {
        while (!ending.IsCancellationRequested)
        {
            try
            {
                _ = ServeOneAsync(await listener.AcceptTcpClientAsync(ending.Token));
            }
            catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task ServeOneAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                await ServeAsync(client.GetStream(), ending.Token);
            }
            catch (Exception broken)
                when (broken
                        is IOException
                            or OperationCanceledException
                            or SocketException
                            or System.Security.Authentication.AuthenticationException
                )
            {
                // A client that goes away, or does not trust the certificate, is what some tests are about.
                client.Close();
            }
        }
    }
}

/// <summary>https in front of a server that speaks http on this machine.</summary>
/// <param name="certificate">The server's certificate.</param>
/// <param name="port">The server's port.</param>
internal sealed class TlsFront(X509Certificate2 certificate, int port) : LoopbackListener
{
    protected override async Task ServeAsync(NetworkStream client, CancellationToken ct)
    {
        await using SslStream secret = new(client);
        await secret.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, ct);
        await RelayAsync(secret, port, ct);
    }
}

/// <summary>A proxy that lets through what it is asked for by CONNECT, to the hosts that it knows.</summary>
/// <param name="known">The port on this machine that stands for each HOST:PORT.</param>
internal sealed class ConnectProxy(IReadOnlyDictionary<string, int> known) : LoopbackListener
{
    /// <summary>The first line of every request.</summary>
    public System.Collections.Concurrent.ConcurrentQueue<string> Requests { get; } = new();

    protected override async Task ServeAsync(NetworkStream client, CancellationToken ct)
    {
        var head = await HeadAsync(client, ct);
        var line = head.Split("\r\n")[0];
        Requests.Enqueue(line);
        if (line.Split(' ') is not ["CONNECT", var target, _] || !known.TryGetValue(target, out var port))
        {
            await client.WriteAsync("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray(), ct);
            return;
        }

        await client.WriteAsync("HTTP/1.1 200 Connection established\r\n\r\n"u8.ToArray(), ct);
        await RelayAsync(client, port, ct);
    }

    private static async Task<string> HeadAsync(NetworkStream client, CancellationToken ct)
    {
        StringBuilder head = new();
        var octet = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await client.ReadAsync(octet, ct) == 1)
        {
            head.Append((char)octet[0]);
        }

        return head.ToString();
    }
}
