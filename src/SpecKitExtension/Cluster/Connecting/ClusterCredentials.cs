using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using SpecKitExtension.Tools;

namespace SpecKitExtension.Cluster.Connecting;

/// <summary>Who asks, as headers and as a certificate; what expires is had anew in time, and never for every request.</summary>
/// <param name="tools">Starts a credential plugin.</param>
/// <param name="target">The cluster and the user.</param>
/// <param name="clock">The time.</param>
/// <param name="tell">Takes what a plugin says to a person.</param>
internal sealed class ClusterCredentials(IToolRunner tools, ClusterTarget target, TimeProvider clock, Action<string> tell) : IDisposable
{
    /// <summary>A credential that expires within this time is not used any more.</summary>
    private static readonly TimeSpan Leeway = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim asking = new(1, 1);
    private ExecCredential? handed;
    private SslStreamCertificateContext? certificate;
    private string? lastToken;

    private KubeUser User => target.User;

    /// <summary>Whether another credential may be had when the one at hand is refused.</summary>
    public bool MayChange => target.IsSecret && (User.Exec is not null || User.TokenFile is not null);

    /// <summary>The certificate to show; null for none.</summary>
    /// <exception cref="ClusterException">The plugin fails, or the certificate cannot be read.</exception>
    public async Task<SslStreamCertificateContext?> CertificateAsync(CancellationToken ct)
    {
        if (certificate is null && (User.ClientCertificateData is not null || User.ClientCertificateFile is not null))
        {
            certificate = Context(Own());
        }

        return certificate is null && await HandedAsync(ct) is { Certificate: { } handedOut }
            ? certificate = Context(handedOut)
            : certificate;
    }

    /// <summary>Puts who asks into a request.</summary>
    /// <exception cref="ClusterException">The plugin fails, or the token's file cannot be read.</exception>
    public async Task SignAsync(HttpRequestHeaders headers, CancellationToken ct)
    {
        headers.Remove("Authorization");
        if (!target.IsSecret)
        {
            // No credential where anybody can read along; as whom one acts is no secret.
            Impersonate(headers);
            return;
        }

        if (await TokenAsync(ct) is { } token)
        {
            headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        }
        else if ((User.Username ?? User.Password) is not null)
        {
            headers.TryAddWithoutValidation(
                "Authorization",
                $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User.Username}:{User.Password}"))}"
            );
        }

        Impersonate(headers);
    }

    /// <summary>Whether headers stand on several lines, which HTTP/1.1 alone lets us write.</summary>
    public bool HasManyLines => User.As is not null && (User.AsGroups.Count > 1 || User.AsExtra.Any(extra => extra.Value.Count > 1));

    private void Impersonate(HttpRequestHeaders headers)
    {
        if (User.As is null || headers.Contains("Impersonate-User"))
        {
            return;
        }

        headers.TryAddWithoutValidation("Impersonate-User", User.As);
        if (User.AsUid is { } uid)
        {
            headers.TryAddWithoutValidation("Impersonate-Uid", uid);
        }

        HeaderLines.Add(headers, "Impersonate-Group", User.AsGroups);
        foreach (var (key, values) in User.AsExtra)
        {
            HeaderLines.Add(headers, $"Impersonate-Extra-{HeaderName(key)}", values);
        }
    }

    /// <summary>The server has refused the credential: the next one is asked for anew.</summary>
    /// <param name="certificateChanged">Whether connections show another certificate from now on.</param>
    /// <returns>Whether there may be another.</returns>
    public bool Refused(out bool certificateChanged)
    {
        certificateChanged = handed?.Certificate is not null;
        if (certificateChanged)
        {
            certificate = null;
        }

        handed = null;
        return MayChange;
    }

    /// <summary>Whether the certificate at hand has expired, so that connections must be made anew.</summary>
    public bool IsCertificateOver => handed is { Certificate: not null, Until: { } until } && until - Leeway < clock.GetUtcNow();

    public void Dispose() => asking.Dispose();

    private async Task<string?> TokenAsync(CancellationToken ct)
    {
        if (User.TokenFile is { } file)
        {
            // Read each time: whoever renews it tells nobody.
            try
            {
                lastToken = (await File.ReadAllTextAsync(file, ct)).Trim() is { Length: > 0 } text
                    ? text
                    : throw new IOException("it is empty");
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                lastToken ??= User.Token
                    ?? throw ClusterException.BadKubeconfig($"The kubeconfig's tokenFile {file} cannot be read: {failure.Message}");
            }

            return lastToken;
        }

        return User.Token ?? (await HandedAsync(ct))?.Token;
    }

    /// <summary>What the plugin has handed out; it is asked once for all who wait.</summary>
    private async Task<ExecCredential?> HandedAsync(CancellationToken ct)
    {
        if (User.Exec is not { } plugin || !target.IsSecret)
        {
            return null;
        }

        await asking.WaitAsync(ct);
        try
        {
            if (handed is null || (handed.Until is { } until && until - Leeway < clock.GetUtcNow()))
            {
                handed = await ExecCredential.AskAsync(tools, plugin, target, tell, ct);
                certificate = handed.Certificate is { } fresh ? Context(fresh) : certificate;
            }

            return handed;
        }
        finally
        {
            asking.Release();
        }
    }

    private X509Certificate2Collection Own()
    {
        try
        {
            return ClientCertificates.Read(
                User.ClientCertificateData is { } data ? Encoding.UTF8.GetString(data) : File.ReadAllText(User.ClientCertificateFile!),
                User.ClientKeyData is { } key ? Encoding.UTF8.GetString(key) : File.ReadAllText(User.ClientKeyFile!)
            );
        }
        catch (Exception broken) when (broken is CryptographicException or ArgumentException)
        {
            throw ClusterException.BadKubeconfig($"The kubeconfig's client certificate cannot be used: {broken.Message}");
        }
    }

    private static SslStreamCertificateContext Context(X509Certificate2Collection chain) =>
        SslStreamCertificateContext.Create(chain[0], [.. chain.Skip(1)], offline: true);

    /// <summary>Bytes that no header's name may hold, and the percent sign, as kubectl writes them.</summary>
    private static string HeaderName(string key)
    {
        StringBuilder name = new();
        foreach (var octet in Encoding.UTF8.GetBytes(key))
        {
            _ =
                char.IsAsciiLetterOrDigit((char)octet) || "!#$&'*+-.^_`|~".Contains((char)octet, StringComparison.Ordinal)
                    ? name.Append((char)octet)
                    : name.Append($"%{octet:X2}");
        }

        return name.ToString();
    }
}
