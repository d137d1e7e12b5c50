using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;

namespace EndToEnd.Kubernetes;

/// <summary>A TLS server that notes what arrives: path, host, who asks, by which certificate; and two proxies before it that resolve every
/// name to it.</summary>
internal sealed class RecordingServer : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> seen = [];
    private readonly CancellationTokenSource stop = new();
    private WebApplication web = null!;

    private RecordingServer()
    {
        Authority = TestCertificates.Authority("authority");
        Intermediate = TestCertificates.Signed(Authority, "intermediate", isAuthority: true);
    }

    internal X509Certificate2 Authority { get; }

    internal X509Certificate2 Intermediate { get; }

    internal int Port { get; private set; }

    internal int PlainPort { get; private set; }

    /// <summary>A port whose certificate is chosen by name: good for anything below <c>.test</c> and 127.0.0.1 unless its name says
    /// otherwise.</summary>
    internal Dictionary<int, string> Ports { get; } = [];

    internal int ProxyPort { get; private set; }

    internal int SocksPort { get; private set; }

    internal static async Task<RecordingServer> StartAsync()
    {
        RecordingServer server = new();
        await server.OpenAsync();
        return server;
    }

    internal int PortOf(string certificate) => Ports.Single(port => port.Value == certificate).Key;

    internal void Forget() => seen.Clear();

    internal IReadOnlyList<string> Seen() => [.. seen.Distinct()];

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await web.DisposeAsync();
        stop.Dispose();
    }

    private async Task OpenAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Logging.ClearProviders();
        Dictionary<string, (X509Certificate2 Leaf, X509Certificate2Collection Chain)> certificates = new()
        {
            ["good"] = (
                TestCertificates.Signed(
                    Authority,
                    "api.test",
                    names: ["api.test", "other.test"],
                    addresses: [IPAddress.Loopback, IPAddress.IPv6Loopback]
                ),
                []
            ),
            ["other"] = (TestCertificates.Signed(Authority, "somewhere.else", names: ["somewhere.else"]), []),
            ["old"] = (
                TestCertificates.Signed(
                    Authority,
                    "api.test",
                    names: ["api.test"],
                    addresses: [IPAddress.Loopback],
                    until: DateTimeOffset.UtcNow.AddDays(-1)
                ),
                []
            ),
            ["nameless"] = (TestCertificates.Signed(Authority, "127.0.0.1"), []),
            ["below"] = (
                TestCertificates.Signed(Intermediate, "api.test", names: ["api.test"], addresses: [IPAddress.Loopback]),
                [X509CertificateLoader.LoadCertificate(Intermediate.RawData)]
            ),
        };
        Dictionary<string, int> bound = [];
        builder
            .WebHost.UseKestrelCore()
            .UseKestrelHttpsConfiguration()
            .ConfigureKestrel(kestrel =>
            {
                foreach (var (name, (leaf, chain)) in certificates)
                {
                    kestrel.Listen(IPAddress.Loopback, 0, listen =>
                    {
                        listen.Protocols = HttpProtocols.Http1AndHttp2;
                        listen.UseHttps(
                            new HttpsConnectionAdapterOptions
                            {
                                ServerCertificate = leaf,
                                ServerCertificateChain = chain,
                                ClientCertificateMode = ClientCertificateMode.AllowCertificate,
                                ClientCertificateValidation = (_, _, _) => true,
                                OnAuthenticate = (_, options) => options.AllowTlsResume = false,
                            }
                        );
                    });
                }

                kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
            });
        web = builder.Build();
        web.Run(AnswerAsync);
        await web.StartAsync();
        var ports = web.Urls.Select(url => new Uri(url).Port).ToList();
        foreach (var (name, port) in certificates.Keys.Zip(ports))
        {
            Ports[port] = name;
        }

        (Port, PlainPort) = (PortOf("good"), ports[^1]);
        (ProxyPort, SocksPort) = (Serve(ConnectAsync), Serve(SocksAsync));
    }

    private async Task AnswerAsync(HttpContext http)
    {
        var sni = http.Features.Get<ITlsHandshakeFeature>()?.HostName;
        var certificate = await http.Connection.GetClientCertificateAsync();
        var who = http
            .Request.Headers.Where(header =>
                header.Key.StartsWith("Impersonate", StringComparison.OrdinalIgnoreCase) || header.Key == "Authorization"
            )
            .OrderBy(header => header.Key, StringComparer.OrdinalIgnoreCase)
            .Select(header => $"{header.Key.ToLowerInvariant()}={string.Join(',', header.Value.ToArray().Order(StringComparer.Ordinal))}");
        seen.Enqueue(
            $"{http.Request.Path.Value!.TrimEnd('/')} host={http.Request.Host} sni={sni} certificate={certificate?.Subject} {string.Join(' ', who)}"
        );
        if (http.Request.Headers.Authorization.ToString() == "Bearer refused")
        {
            http.Response.StatusCode = 401;
            return;
        }

        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync(
            """{"major":"1","minor":"36","gitVersion":"v1.36.2","gitCommit":"c","gitTreeState":"clean","buildDate":"2026-01-01T00:00:00Z","goVersion":"go1.26","compiler":"gc","platform":"linux/amd64"}"""
        );
    }

    private int Serve(Func<NetworkStream, Task<int>> ask)
    {
        TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        _ = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                var client = await listener.AcceptTcpClientAsync(stop.Token);
                _ = Task.Run(() => CarryAsync(client, ask));
            }
        });
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task CarryAsync(TcpClient client, Func<NetworkStream, Task<int>> ask)
    {
        using (client)
        {
            var near = client.GetStream();
            if (await ask(near) is not (> 0 and var port))
            {
                return;
            }

            using TcpClient server = new();
            await server.ConnectAsync(IPAddress.Loopback, port);
            var far = server.GetStream();
            await Task.WhenAny(near.CopyToAsync(far, stop.Token), far.CopyToAsync(near, stop.Token));
        }
    }

    private async Task<int> ConnectAsync(NetworkStream stream)
    {
        StringBuilder head = new();
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && stream.ReadByte() is >= 0 and var octet)
        {
            head.Append((char)octet);
        }

        var lines = head.ToString().Split("\r\n");
        var sign = lines.FirstOrDefault(line => line.StartsWith("Proxy-Authorization: ", StringComparison.OrdinalIgnoreCase));
        seen.Enqueue($"proxy {lines[0]} {sign}");
        var refused = lines[0].Contains("refused.test", StringComparison.Ordinal);
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes(refused ? "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n" : "HTTP/1.1 200 OK\r\n\r\n")
        );
        return refused ? 0 : Target(lines[0].Split(' ')[1]);
    }

    private static int Target(string address) =>
        int.Parse(address[(address.LastIndexOf(':') + 1)..], System.Globalization.CultureInfo.InvariantCulture);

    private async Task<int> SocksAsync(NetworkStream stream)
    {
        var hello = new byte[2];
        await stream.ReadExactlyAsync(hello);
        await stream.ReadExactlyAsync(new byte[hello[1]]);
        await stream.WriteAsync(new byte[] { 5, 0 });
        var head = new byte[5];
        await stream.ReadExactlyAsync(head);
        var rest = new byte[(head[3] == 3 ? head[4] : 3) + 2];
        await stream.ReadExactlyAsync(rest);
        var name = head[3] == 3 ? Encoding.ASCII.GetString(rest[..^2]) : "address";
        seen.Enqueue($"socks {name}");
        await stream.WriteAsync(new byte[] { 5, 0, 0, 1, 127, 0, 0, 1, 0, 1 });
        return (rest[^2] << 8) | rest[^1];
    }
}

/// <summary>Certificates for tests.</summary>
internal static class TestCertificates
{
    internal static X509Certificate2 Authority(string name)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.DigitalSignature, true)
        );
        return Portable(request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-30), DateTimeOffset.UtcNow.AddDays(30)));
    }

    internal static X509Certificate2 Signed(
        X509Certificate2 authority,
        string name,
        string[]? names = null,
        IPAddress[]? addresses = null,
        DateTimeOffset? until = null,
        bool isAuthority = false,
        bool client = false,
        bool elliptic = false
    )
    {
        using var rsa = RSA.Create(2048);
        using var ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = elliptic
            ? new($"CN={name}", ec, HashAlgorithmName.SHA256)
            : new($"CN={name}", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, true));
        if (!isAuthority)
        {
            request.CertificateExtensions.Add(
                new X509EnhancedKeyUsageExtension([new(client ? "1.3.6.1.5.5.7.3.2" : "1.3.6.1.5.5.7.3.1")], false)
            );
        }

        if (names is not null || addresses is not null)
        {
            SubjectAlternativeNameBuilder alternatives = new();
            Array.ForEach(names ?? [], alternatives.AddDnsName);
            Array.ForEach(addresses ?? [], alternatives.AddIpAddress);
            request.CertificateExtensions.Add(alternatives.Build());
        }

        var generator = X509SignatureGenerator.CreateForRSA(authority.GetRSAPrivateKey()!, RSASignaturePadding.Pkcs1);
        using var made = request.Create(
            authority.SubjectName,
            generator,
            DateTimeOffset.UtcNow.AddDays(-20),
            until ?? DateTimeOffset.UtcNow.AddDays(20),
            RandomNumberGenerator.GetBytes(8)
        );
        return Portable(elliptic ? made.CopyWithPrivateKey(ec) : made.CopyWithPrivateKey(rsa));
    }

    internal static string Key(X509Certificate2 certificate) =>
        certificate.GetECDsaPrivateKey() is { } ec
            ? ec.ExportPkcs8PrivateKeyPem()
            : certificate.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem();

    private static X509Certificate2 Portable(X509Certificate2 certificate)
    {
        using (certificate)
        {
            return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
        }
    }
}
