using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SpecKitExtension.Tools;

namespace SpecKitExtension.Cluster.Connecting;

/// <summary>Which certificate of a server is good: one for its name that a trusted one vouches for, as Go judges it.</summary>
internal sealed class ClusterTrust
{
    private const string AlternativeNames = "2.5.29.17";

    private readonly bool insecure;
    private readonly X509Certificate2Collection? roots;

    /// <param name="cluster">Says what is trusted; nothing said means what the machine trusts.</param>
    /// <exception cref="ClusterException">The certificates cannot be read.</exception>
    public ClusterTrust(KubeCluster cluster)
    {
        insecure = cluster.Insecure;
        if (cluster.AuthorityData is not null || cluster.AuthorityFile is not null)
        {
            SystemCertificates.Spare();
            roots = Read(
                cluster.AuthorityData is { } data ? System.Text.Encoding.UTF8.GetString(data) : File.ReadAllText(cluster.AuthorityFile!),
                cluster.AuthorityFile ?? "certificate-authority-data"
            );
        }
    }

    /// <summary>How a connection is secured.</summary>
    /// <param name="name">The name that the certificate must hold.</param>
    /// <param name="protocols">What is spoken inside, the best first.</param>
    /// <param name="certificate">Our own certificate; null for none.</param>
    /// <param name="refused">Takes why the certificate is refused, as a sentence.</param>
    public SslClientAuthenticationOptions Options(
        string name,
        List<SslApplicationProtocol> protocols,
        SslStreamCertificateContext? certificate,
        Action<string> refused
    ) =>
        new()
        {
            TargetHost = name,
            ApplicationProtocols = protocols,
            ClientCertificateContext = certificate,
            CertificateChainPolicy = Policy(),
            RemoteCertificateValidationCallback = (_, shown, chain, errors) =>
                Judge(name, shown as X509Certificate2, chain, errors) is not { } why || Refuse(refused, why),
        };

    private static bool Refuse(Action<string> refused, string why)
    {
        refused(why);
        return false;
    }

    private X509ChainPolicy Policy()
    {
        X509ChainPolicy policy = new()
        {
            RevocationMode = X509RevocationMode.NoCheck,
            TrustMode = roots is null ? X509ChainTrustMode.System : X509ChainTrustMode.CustomRootTrust,
            DisableCertificateDownloads = true,
        };
        if (roots is not null)
        {
            policy.CustomTrustStore.AddRange(roots);
        }

        return policy;
    }

    /// <returns>Why the certificate is no good; null when it is.</returns>
    private string? Judge(string name, X509Certificate2? shown, X509Chain? chain, SslPolicyErrors errors)
    {
        if (insecure)
        {
            return null;
        }

        if (shown is null || chain is null)
        {
            return "it showed no certificate";
        }

        // A name in the subject alone counts for .NET, and for nobody else any more.
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) || shown.Extensions[AlternativeNames] is null)
        {
            return $"its certificate is for another host than {name} ({shown.GetNameInfo(X509NameType.DnsName, false)})";
        }

        var statuses = chain.ChainStatus.Select(status => status.Status).Where(status => status != X509ChainStatusFlags.NoError).ToList();
        return !errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors) ? null
            : statuses.Contains(X509ChainStatusFlags.NotTimeValid)
                ? $"its certificate was valid from {shown.NotBefore:yyyy-MM-dd} to {shown.NotAfter:yyyy-MM-dd}"
            : statuses.TrueForAll(status => status == X509ChainStatusFlags.PartialChain) && IsTrusted(chain.ChainElements[^1].Certificate)
                ? null
            : $"its certificate comes from an authority that {(roots is null ? "this machine" : "the kubeconfig")} does not know ({string.Join(", ", statuses)})";
    }

    /// <summary>Any certificate of the bundle ends a chain, an intermediate one too.</summary>
    private bool IsTrusted(X509Certificate2 last) =>
        roots is not null && roots.Any(root => root.RawDataMemory.Span.SequenceEqual(last.RawDataMemory.Span));

    private static X509Certificate2Collection Read(string pem, string where)
    {
        X509Certificate2Collection certificates = [];
        try
        {
            certificates.ImportFromPem(pem);
        }
        catch (CryptographicException broken)
        {
            throw ClusterException.BadKubeconfig($"The certificates in {where} cannot be read: {broken.Message}");
        }

        return certificates.Count > 0 ? certificates : throw ClusterException.BadKubeconfig($"{where} holds no certificate.");
    }
}
