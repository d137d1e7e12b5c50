using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using SpecKitExtension.Cluster;

namespace SpecKitExtension.Doctor;

/// <summary>What a platform can bind and add, proven on the cluster as it is.</summary>
/// <param name="api">The cluster's API.</param>
/// <param name="manifest">Renders a pod as it will be created.</param>
internal sealed partial class PlatformChecks(ClusterApi api, Func<CancellationToken, Task<string>> manifest)
{
    /// <summary>A pod that the release would not render is refused. A policy that is installed says nothing; its answer does.</summary>
    public Check Policy() => new("policy", ["pod"], async ct =>
        {
            try
            {
                await api.CreatePodAsync(OtherImage(await manifest(ct)), dryRun: true, ct);
            }
            catch (ClusterException refused) when (refused.Status != 0)
            {
                var said = refused.Said?.Message ?? refused.Message;
                return said.Contains("ValidatingAdmissionPolicy", StringComparison.Ordinal)
                    ? Finding.Ok($"binds: a pod with another image is refused ({said})")
                    : Finding.Unknown($"a pod with another image is refused, but by no admission policy: {said}");
            }

            const string Without = "keep to credentials that every developer of the namespace may know.";
            var version = await api.RequireVersionAsync(ct);
            return Finding.Warning(
                $"nothing binds: the cluster takes a pod with any image in {api.Address.Namespace}, and such a pod can mount every secret there",
                ClusterCalls.LacksPolicies(version)
                    ? $"This cluster ({version}) is older than 1.30, which admission.enabled needs; until it is updated, {Without}"
                    : $"Ask the platform team for admission.enabled (Kubernetes 1.30 or later); without it, {Without}"
            );
        });

    /// <summary>The certificates of private authorities that pods get can be read and are valid; says nothing where there are
    /// none.</summary>
    public Check Certificates() => new("certificates", ["pod"], async ct =>
        {
            if (Bundle().Match(await manifest(ct)) is not { Success: true } found)
            {
                return Finding.Ok("pods trust the public authorities of their image");
            }

            var (name, key) = (found.Groups["name"].Value, found.Groups["key"].Value);
            if (found.Groups["kind"].Value == "secret")
            {
                return Finding.Unknown($"pods trust the authorities in the secret {name}, which is not yours to read");
            }

            try
            {
                return await api.ConfigMapAsync(name, ct) is { } map
                    ? Judge(name, key, map.Data?.TryGetValue(key, out var text) == true ? text : null)
                    : Finding.Failed(
                        $"the config map {name} (pod.caBundle) does not exist, so no pod will begin",
                        $"kubectl create configmap {name} --from-file={key}"
                    );
            }
            catch (ClusterException refused) when (refused.Status == HttpStatusCode.Forbidden)
            {
                return Finding.Unknown($"the config map {name} (pod.caBundle) is not visible to you");
            }
        });

    private Finding Judge(string name, string key, string? text)
    {
        const string Fix = "pod.caBundle names a config map with certificates as PEM, one after the other; correct the map or the key.";
        X509Certificate2Collection certificates = [];
        try
        {
            certificates.ImportFromPem(text ?? "");
        }
        catch (CryptographicException)
        {
            return Finding.Failed($"{key} of the config map {name} (pod.caBundle) holds a certificate that cannot be read", Fix);
        }

        var first = certificates.MinBy(certificate => certificate.NotAfter);
        return first is null ? Finding.Failed($"{key} of the config map {name} (pod.caBundle) holds no certificate", Fix)
            : first.NotAfter.ToUniversalTime() < api.Clock.Now
                ? Finding.Failed(
                    $"a certificate in the config map {name} (pod.caBundle) has expired: {first.Subject}, {first.NotAfter:yyyy-MM-dd}",
                    "Put the authority's new certificate there."
                )
            : Finding.Ok($"pods trust {certificates.Count} more in the config map {name}; the first expires {first.NotAfter:yyyy-MM-dd}");
    }

    /// <summary>The pod with an image that nobody has.</summary>
    private static string OtherImage(string manifest) =>
        PodName().Replace(Image().Replace(manifest, "${before}\"example.invalid/doctor:0\""), "${before}\"doctor-with-another-image\"", 1);

    [GeneratedRegex("^(?<before> +image: ).+$", RegexOptions.Multiline)]
    private static partial Regex Image();

    [GeneratedRegex("^(?<before>  name: ).+$", RegexOptions.Multiline)]
    private static partial Regex PodName();

    [GeneratedRegex(
        """- name: ca-bundle\n +(?<kind>configMap|secret): \{(name|secretName): "(?<name>[^"]+)", items: \[\{key: "(?<key>[^"]+)",""",
        RegexOptions.ExplicitCapture
    )]
    private static partial Regex Bundle();
}
