using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace SpecKitExtension.Cluster;

/// <summary>What <c>helm test</c> asks: whether a pod of this image finds its way to the git hosts and to the model's endpoint.</summary>
/// <param name="variable">A variable's value; null when it is not set.</param>
/// <param name="say">Takes a line for a person.</param>
internal sealed class Reachability(Func<string, string?> variable, Action<string> say)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    /// <summary>Tries every address of TEST_ADDRESSES, as a role would: through the proxy, with the platform's authorities.</summary>
    /// <returns>Whether all of them answered.</returns>
    public async Task<bool> RunAsync(CancellationToken ct)
    {
        var addresses = (variable("TEST_ADDRESSES") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        say("ok: the image runs");
        if (addresses.Length == 0)
        {
            say("nothing else was tried: git.hosts, and model.baseUrl or a known model.provider, say where to");
        }

        var good = true;
        foreach (var address in addresses.Select(text => new Uri(text)))
        {
            good &= await TryAsync(address, ct);
        }

        return good;
    }

    private async Task<bool> TryAsync(Uri address, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Limit);
        try
        {
            say(
                $"ok: {address} {(address.Scheme == "ssh" ? await GreetAsync(address, limit.Token) : await AskAsync(address, limit.Token))}"
            );
            return true;
        }
        catch (Exception failure)
            when (failure is HttpRequestException or SocketException or IOException or OperationCanceledException
                && !ct.IsCancellationRequested
            )
        {
            var why =
                failure is OperationCanceledException
                    ? $"nothing came within {Limit.TotalSeconds:0} s (a network policy, or a proxy that is needed?)"
                    : Reasons(failure);
            say($"FAILED: {address}: {why}");
            return false;
        }
    }

    /// <summary>Any answer will do: the test holds no credential.</summary>
    private async Task<string> AskAsync(Uri address, CancellationToken ct)
    {
        using SocketsHttpHandler handler = new();
        if (variable("SSL_CERT_FILE") is { Length: > 0 } file && File.Exists(file))
        {
            X509Certificate2Collection trusted = [];
            trusted.ImportFromPemFile(file);
            handler.SslOptions.CertificateChainPolicy = new()
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            handler.SslOptions.CertificateChainPolicy.CustomTrustStore.AddRange(trusted);
        }

        using HttpClient http = new(handler);
        using HttpRequestMessage request = new(HttpMethod.Get, address);
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        return $"answers ({(int)answer.StatusCode})";
    }

    private static async Task<string> GreetAsync(Uri address, CancellationToken ct)
    {
        using TcpClient client = new();
        await client.ConnectAsync(address.Host, address.Port > 0 ? address.Port : 22, ct);
        using StreamReader reader = new(client.GetStream());
        return await reader.ReadLineAsync(ct) is { } line && line.StartsWith("SSH-", StringComparison.Ordinal)
            ? "answers (ssh)"
            : throw new IOException("what answers there is no ssh server");
    }

    private static string Reasons(Exception failure) =>
        failure.InnerException is { } inner && inner.Message != failure.Message ? $"{failure.Message} {Reasons(inner)}" : failure.Message;
}
