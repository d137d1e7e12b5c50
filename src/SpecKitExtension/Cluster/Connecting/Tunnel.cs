using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SpecKitExtension.Cluster.Connecting;

/// <summary>Leads a connection through a proxy, as HTTP CONNECT or SOCKS5 ask for it; the proxy looks the host's name up.</summary>
internal static class Tunnel
{
    private const int MostHead = 16_384;

    /// <summary>Asks a proxy for the way to a server.</summary>
    /// <param name="stream">The connection to the proxy.</param>
    /// <param name="proxy">The proxy's address, with user and password where it wants them.</param>
    /// <param name="server">The server.</param>
    /// <param name="ct">Ends the asking.</param>
    /// <exception cref="ClusterException">The proxy refuses.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    public static Task OpenAsync(Stream stream, Uri proxy, Uri server, CancellationToken ct) =>
        proxy.Scheme.StartsWith("socks5", StringComparison.Ordinal)
            ? SocksAsync(stream, proxy, server, ct)
            : ConnectAsync(stream, proxy, server, ct);

    private static async Task ConnectAsync(Stream stream, Uri proxy, Uri server, CancellationToken ct)
    {
        var target = string.Create(
            CultureInfo.InvariantCulture,
            $"{(server.HostNameType == UriHostNameType.IPv6 ? $"[{server.IdnHost}]" : server.IdnHost)}:{server.Port}"
        );
        var credential =
            proxy.UserInfo.Length == 0
                ? ""
                : $"Proxy-Authorization: Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(proxy.UserInfo)))}\r\n";
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes($"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\nUser-Agent: speckit-async\r\n{credential}\r\n"),
            ct
        );
        List<byte> head = [];
        var octet = new byte[1];
        while (!(head.Count >= 4 && head[^1] == '\n' && head[^2] == '\r' && head[^3] == '\n'))
        {
            // One at a time: what follows the head belongs to the server.
            await stream.ReadExactlyAsync(octet, ct);
            head.Add(octet[0]);
            if (head.Count > MostHead)
            {
                throw ClusterException.Proxy(server, "it answers with something else than HTTP");
            }
        }

        var status = Encoding.Latin1.GetString([.. head]).Split("\r\n")[0];
        if (status.Split(' ') is not [var version, ['2', _, _], ..] || !version.StartsWith("HTTP/", StringComparison.Ordinal))
        {
            throw ClusterException.Proxy(server, $"it answers `{status}`");
        }
    }

    private static async Task SocksAsync(Stream stream, Uri proxy, Uri server, CancellationToken ct)
    {
        var login = proxy.UserInfo.Length == 0 ? null : proxy.UserInfo.Split(':', 2).Select(Uri.UnescapeDataString).ToArray();
        await stream.WriteAsync(login is null ? new byte[] { 5, 1, 0 } : new byte[] { 5, 2, 0, 2 }, ct);
        var chosen = await ReadAsync(stream, 2, ct);
        if (chosen[0] != 5 || chosen[1] is not (0 or 2) || (chosen[1] == 2 && login is null))
        {
            throw ClusterException.Proxy(server, "it offers no way to sign in that the kubeconfig has");
        }

        if (chosen[1] == 2)
        {
            await stream.WriteAsync((byte[])[1, .. Text(login![0]), .. Text(login.ElementAtOrDefault(1) ?? "")], ct);
            if ((await ReadAsync(stream, 2, ct))[1] != 0)
            {
                throw ClusterException.Proxy(server, "it does not take the user and password of proxy-url");
            }
        }

        byte[] where = IPAddress.TryParse(server.IdnHost, out var address)
            ? [address.AddressFamily == AddressFamily.InterNetwork ? (byte)1 : (byte)4, .. address.GetAddressBytes()]
            : [3, .. Text(server.IdnHost)];
        await stream.WriteAsync((byte[])[5, 1, 0, .. where, (byte)(server.Port >> 8), (byte)server.Port], ct);
        var answer = await ReadAsync(stream, 4, ct);
        if (answer[1] != 0)
        {
            throw ClusterException.Proxy(server, $"it refuses the connection (SOCKS5 answer {answer[1]})");
        }

        var rest = answer[3] switch
        {
            1 => 4,
            4 => 16,
            _ => (await ReadAsync(stream, 1, ct))[0],
        };
        await ReadAsync(stream, rest + 2, ct);
    }

    private static byte[] Text(string text) => [(byte)Encoding.UTF8.GetByteCount(text), .. Encoding.UTF8.GetBytes(text)];

    private static async Task<byte[]> ReadAsync(Stream stream, int count, CancellationToken ct)
    {
        var bytes = new byte[count];
        await stream.ReadExactlyAsync(bytes, ct);
        return bytes;
    }
}
