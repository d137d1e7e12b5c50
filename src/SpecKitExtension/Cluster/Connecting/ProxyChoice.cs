using System.Globalization;
using System.Net;

namespace SpecKitExtension.Cluster.Connecting;

/// <summary>Which proxy leads to a server: the kubeconfig's, or the environment's unless NO_PROXY names the server.</summary>
internal static class ProxyChoice
{
    /// <summary>Whether an address is one of a proxy.</summary>
    public static bool IsProxy(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var proxy) && proxy.Scheme is "http" or "https" or "socks5";

    /// <summary>The proxy.</summary>
    /// <param name="server">The server.</param>
    /// <param name="configured">The kubeconfig's word; null for the environment's.</param>
    /// <param name="environment">The environment.</param>
    /// <returns>Null when there is none.</returns>
    /// <exception cref="ClusterException">The environment's is no address.</exception>
    public static Uri? For(Uri server, string? configured, Func<string, string?> environment)
    {
        if (configured is not null)
        {
            return new(configured);
        }

        string? Either(string name) =>
            environment(name) is { Length: > 0 } upper ? upper
            : environment(name.ToLowerInvariant()) is { Length: > 0 } lower ? lower
            : null;
        var variable = server.Scheme == "https" ? "HTTPS_PROXY" : "HTTP_PROXY";
        if (Either(variable) is not { } said || IsLocal(server) || IsExempt(server, Either("NO_PROXY") ?? ""))
        {
            return null;
        }

        var text = said.Contains("://", StringComparison.Ordinal) ? said : $"http://{said}";

        // Whatever stands before the colon: what is neither https nor socks5 is asked as an http proxy, as kubectl does it.
        return Uri.TryCreate(text, UriKind.Absolute, out var proxy) && proxy.Host.Length > 0
            ? proxy
            : throw ClusterException.Proxy(server, $"{variable} is no address of a proxy");
    }

    private static bool IsLocal(Uri server) =>
        server.IdnHost == "localhost" || (IPAddress.TryParse(server.IdnHost, out var address) && IPAddress.IsLoopback(address));

    /// <summary>NO_PROXY's entries: <c>*</c>, an address, a network, a host with those below it, a host below <c>.domain</c> only; each
    /// perhaps with a port.</summary>
    private static bool IsExempt(Uri server, string list) =>
        list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Any(entry => Covers(entry.ToLowerInvariant(), server));

    private static bool Covers(string entry, Uri server)
    {
        var host = server.IdnHost.ToLowerInvariant().TrimEnd('.');
        var address = IPAddress.TryParse(host, out var parsed) ? parsed : null;
        if (entry == "*")
        {
            return true;
        }

        if (IPNetwork.TryParse(entry, out var network))
        {
            return address is not null && network.Contains(address);
        }

        var (name, port) = Split(entry);
        if (port is not null && port != server.Port.ToString(CultureInfo.InvariantCulture))
        {
            return false;
        }

        if (IPAddress.TryParse(name, out var exact))
        {
            return exact.Equals(address);
        }

        name = name.StartsWith("*.", StringComparison.Ordinal) ? name[1..] : name;
        return address is null
            && (
                name.StartsWith('.')
                    ? host.EndsWith(name, StringComparison.Ordinal)
                    : host == name || host.EndsWith($".{name}", StringComparison.Ordinal)
            );
    }

    private static (string Name, string? Port) Split(string entry)
    {
        if (IPAddress.TryParse(entry, out _))
        {
            return (entry, null);
        }

        var colon = entry.LastIndexOf(':');
        return colon < 0 ? (entry, null) : (entry[..colon].Trim('[', ']'), entry[(colon + 1)..]);
    }
}
