namespace SpecKitExtension.Commands;

/// <summary>The certificates of private authorities beside the public ones, in the one file that git, curl and .NET read.</summary>
internal static class CertificateBundle
{
    /// <summary>Where images keep the public authorities: Debian and Ubuntu, Red Hat, Alpine.</summary>
    private static readonly string[] Public =
    [
        "/etc/ssl/certs/ca-certificates.crt",
        "/etc/pki/tls/certs/ca-bundle.crt",
        "/etc/ssl/cert.pem",
    ];

    /// <summary>Writes the file that SSL_CERT_FILE names from the image's own and the one that CA_BUNDLE_FILE names; does nothing without
    /// both.</summary>
    /// <param name="variable">A variable's value; null when it is not set.</param>
    /// <returns>What is wrong with the platform's certificates; null when all is well.</returns>
    public static string? Write(Func<string, string?> variable)
    {
        if (variable("CA_BUNDLE_FILE") is not { Length: > 0 } own || variable("SSL_CERT_FILE") is not { Length: > 0 } target)
        {
            return null;
        }

        try
        {
            var certificates = File.ReadAllText(own);
            if (!certificates.Contains("-----BEGIN CERTIFICATE-----", StringComparison.Ordinal))
            {
                return $"pod.caBundle: {own} holds no certificate (PEM)";
            }

            var known = Public.FirstOrDefault(File.Exists) is { } file ? File.ReadAllText(file) + "\n" : "";
            File.WriteAllText(target, known + certificates);
            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return $"pod.caBundle: {failure.Message}";
        }
    }
}
