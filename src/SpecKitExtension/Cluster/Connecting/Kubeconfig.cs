namespace SpecKitExtension.Cluster.Connecting;

/// <summary>What kubeconfig files say, merged as kubectl merges them; paths are absolute.</summary>
/// <param name="CurrentContext">The name of the context that is current; null when no file says.</param>
/// <param name="Contexts">Contexts by name.</param>
/// <param name="Clusters">Clusters by name.</param>
/// <param name="Users">Users by name.</param>
internal sealed record Kubeconfig(
    string? CurrentContext,
    IReadOnlyDictionary<string, KubeContext> Contexts,
    IReadOnlyDictionary<string, KubeCluster> Clusters,
    IReadOnlyDictionary<string, KubeUser> Users
)
{
    /// <summary>A file that says nothing.</summary>
    public static readonly Kubeconfig Empty = new(
        null,
        new Dictionary<string, KubeContext>(),
        new Dictionary<string, KubeCluster>(),
        new Dictionary<string, KubeUser>()
    );

    /// <summary>Whether it says nothing at all.</summary>
    public bool IsEmpty => CurrentContext is null && Contexts.Count + Clusters.Count + Users.Count == 0;

    /// <summary>This file's words, and those of a later file where this one is silent: whichever file names a context, cluster or user
    /// first says all of it.</summary>
    public Kubeconfig Or(Kubeconfig later) =>
        new(
            CurrentContext ?? later.CurrentContext,
            First(Contexts, later.Contexts),
            First(Clusters, later.Clusters),
            First(Users, later.Users)
        );

    private static Dictionary<string, T> First<T>(IReadOnlyDictionary<string, T> first, IReadOnlyDictionary<string, T> later) =>
        first
            .Concat(later.Where(entry => !first.ContainsKey(entry.Key)))
            .ToDictionary(entry => entry.Key, entry => entry.Value, StringComparer.Ordinal);
}

/// <summary>Which user at which cluster.</summary>
/// <param name="Cluster">The cluster's name; empty when none is named.</param>
/// <param name="User">The user's name; empty when none is named.</param>
/// <param name="Namespace">The namespace that kubectl would use; null when none is named.</param>
internal sealed record KubeContext(string Cluster, string User, string? Namespace);

/// <summary>How an API server is reached and known.</summary>
internal sealed record KubeCluster
{
    /// <summary>Its address as written.</summary>
    public string Server { get; init; } = "";

    /// <summary>The name that its certificate must hold instead of the address's host; null for the host.</summary>
    public string? TlsServerName { get; init; }

    /// <summary>Whether its certificate is not looked at.</summary>
    public bool Insecure { get; init; }

    /// <summary>A file of certificates that are trusted; null for none.</summary>
    public string? AuthorityFile { get; init; }

    /// <summary>Certificates that are trusted, as PEM; null for none.</summary>
    public byte[]? AuthorityData { get; init; }

    /// <summary>The proxy before it; null for what the environment says.</summary>
    public string? ProxyUrl { get; init; }

    /// <summary>The extension that a credential plugin is told, as JSON; null for none.</summary>
    public string? PluginConfig { get; init; }
}

/// <summary>Who asks.</summary>
internal sealed record KubeUser
{
    public string? ClientCertificateFile { get; init; }

    public byte[]? ClientCertificateData { get; init; }

    public string? ClientKeyFile { get; init; }

    public byte[]? ClientKeyData { get; init; }

    public string? Token { get; init; }

    public string? TokenFile { get; init; }

    public string? Username { get; init; }

    public string? Password { get; init; }

    /// <summary>As whom requests are made; null for oneself.</summary>
    public string? As { get; init; }

    public string? AsUid { get; init; }

    public IReadOnlyList<string> AsGroups { get; init; } = [];

    public IReadOnlyList<KeyValuePair<string, IReadOnlyList<string>>> AsExtra { get; init; } = [];

    /// <summary>A way of signing in that kubectl itself no longer has; null for none.</summary>
    public string? AuthProvider { get; init; }

    public ExecPlugin? Exec { get; init; }
}

/// <summary>A program that hands out a credential.</summary>
internal sealed record ExecPlugin
{
    public string ApiVersion { get; init; } = "";

    public string Command { get; init; } = "";

    public IReadOnlyList<string> Arguments { get; init; } = [];

    public IReadOnlyList<KeyValuePair<string, string>> Environment { get; init; } = [];

    /// <summary>What to do when it is not there, in its provider's words.</summary>
    public string? InstallHint { get; init; }

    /// <summary>Whether it is told of the cluster.</summary>
    public bool ProvideClusterInfo { get; init; }

    /// <summary>Whether it needs a person at a terminal: <c>Never</c>, <c>IfAvailable</c>, <c>Always</c>; empty when the file does not
    /// say.</summary>
    public string InteractiveMode { get; init; } = "";
}
