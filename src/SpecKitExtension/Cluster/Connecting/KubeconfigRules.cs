namespace SpecKitExtension.Cluster.Connecting;

/// <summary>What kubectl refuses of a kubeconfig before it connects.</summary>
internal static class KubeconfigRules
{
    /// <exception cref="ClusterException">Something is missing or contradicts something else; the message says what.</exception>
    public static void Check(string clusterName, KubeCluster cluster, string userName, KubeUser user)
    {
        var problem =
            OfCluster(cluster) is { } wrong ? $"cluster {clusterName}: {wrong}"
            : OfUser(user) is { } bad ? $"user {userName}: {bad}"
            : null;
        if (problem is not null)
        {
            throw ClusterException.BadKubeconfig($"The kubeconfig cannot be used: {problem}.");
        }
    }

    /// <summary>Whether a user says who asks.</summary>
    public static bool Identifies(KubeUser user) =>
        (user.Token ?? user.TokenFile ?? user.Username ?? user.ClientCertificateFile ?? (object?)user.ClientCertificateData ?? user.Exec)
            is not null;

    private static string? OfCluster(KubeCluster cluster) =>
        cluster.Server.Length == 0 ? "it has no server"
        : cluster is { AuthorityFile: not null, AuthorityData: not null }
            ? "certificate-authority and certificate-authority-data are both set"
        : cluster.Insecure && (cluster.AuthorityFile ?? (object?)cluster.AuthorityData) is not null
            ? "insecure-skip-tls-verify contradicts a certificate authority"
        : cluster.AuthorityFile is { } file && Unreadable(file) is { } why ? $"certificate-authority {why}"
        : cluster.ProxyUrl is { } proxy && !ProxyChoice.IsProxy(proxy) ? $"proxy-url \"{proxy}\" is no http, https or socks5 address"
        : null;

    private static string? OfUser(KubeUser user)
    {
        var certificate = user.ClientCertificateFile is not null || user.ClientCertificateData is not null;
        List<string> ways =
        [
            .. user.Token is null ? (string[])[] : ["token"],
            .. (user.Username ?? user.Password) is null ? (string[])[] : ["username"],
        ];
        return user.AuthProvider is { } provider
                ? $"auth-provider {provider} is not supported any more; write `exec` with its credential plugin instead"
            : user is { ClientCertificateFile: not null, ClientCertificateData: not null }
                ? "client-certificate and client-certificate-data are both set"
            : certificate && user is { ClientKeyFile: not null, ClientKeyData: not null } ? "client-key and client-key-data are both set"
            : certificate && user is { ClientKeyFile: null, ClientKeyData: null } ? "client-key is missing"
            : certificate && user.ClientCertificateFile is { } file && Unreadable(file) is { } why ? $"client-certificate {why}"
            : certificate && user.ClientKeyFile is { } key && Unreadable(key) is { } because ? $"client-key {because}"
            : ways.Count > 1 ? "token and username are both set, only one way to sign in is allowed"
            : user.As is null && (user.AsUid is not null || user.AsGroups.Count > 0 || user.AsExtra.Count > 0)
                ? "as-uid, as-groups or as-user-extra without `as`"
            : user.Exec is { } exec ? OfPlugin(exec)
            : null;
    }

    private static string? OfPlugin(ExecPlugin exec) =>
        exec.Command.Length == 0 ? "exec has no command"
        : exec.ApiVersion.Length == 0 ? "exec has no apiVersion"
        : exec.Environment.Any(variable => variable.Key.Length == 0) ? "exec has a variable without a name"
        : exec.ApiVersion is not ("client.authentication.k8s.io/v1" or "client.authentication.k8s.io/v1beta1")
            ? $"exec's apiVersion {exec.ApiVersion} is not supported; it takes client.authentication.k8s.io/v1 or v1beta1"
        : exec.InteractiveMode is not ("Never" or "IfAvailable" or "Always") ? "exec's interactiveMode takes Never, IfAvailable or Always"
        : null;

    private static string? Unreadable(string file)
    {
        try
        {
            using var opened = File.OpenRead(file);
            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return $"cannot be read: {failure.Message}";
        }
    }
}
