namespace SpecKitExtension.Cluster.Connecting;

/// <summary>The one cluster that a kubeconfig leads to, and as whom; checked for contradictions as kubectl checks it.</summary>
/// <param name="Server">The address of its API.</param>
/// <param name="Cluster">How it is reached and known.</param>
/// <param name="User">Who asks.</param>
internal sealed record ClusterTarget(Uri Server, KubeCluster Cluster, KubeUser User)
{
    private const string ServiceAccount = "/var/run/secrets/kubernetes.io/serviceaccount";

    /// <summary>The context; null inside a cluster without a kubeconfig.</summary>
    public string? Context { get; init; }

    /// <summary>Why this one, for a person.</summary>
    public string Why { get; init; } = "";

    /// <summary>The namespace that kubectl would use there; null when none is named.</summary>
    public string? ContextNamespace { get; init; }

    /// <summary>Whether anything is kept secret on the way; kubectl hands out no credential otherwise, and neither do we.</summary>
    public bool IsSecret => Server.Scheme == "https";

    /// <summary>Finds the cluster.</summary>
    /// <param name="named">The kubeconfig that somebody has named; null for kubectl's own choice.</param>
    /// <param name="context">The context that somebody has named; null for the current one.</param>
    /// <param name="environment">The environment.</param>
    /// <param name="directory">Where relative paths begin.</param>
    /// <exception cref="ClusterException">There is none, or what leads there contradicts itself.</exception>
    public static ClusterTarget Find(string? named, string? context, Func<string, string?> environment, string directory)
    {
        var merged = KubeconfigFiles.Read(named, environment, directory);
        if (merged.IsEmpty)
        {
            return (named is null && context is null ? InCluster(environment) : null)
                ?? throw ClusterException.NoKubeconfig(
                    named is not null
                        ? $"The kubeconfig {named} names no cluster."
                        : $"There is no kubeconfig ({string.Join(", ", KubeconfigFiles.Paths(environment, directory))})."
                );
        }

        if ((context ?? merged.CurrentContext) is not { } name)
        {
            throw ClusterException.UnknownContext("The kubeconfig has no current context.", merged.Contexts.Keys);
        }

        if (merged.Contexts.GetValueOrDefault(name) is not { } chosen)
        {
            throw ClusterException.UnknownContext($"The context \"{name}\" does not exist.", merged.Contexts.Keys);
        }

        var cluster = Find(merged.Clusters, chosen.Cluster, "cluster", name);
        var user = chosen.User.Length == 0 ? new KubeUser() : Find(merged.Users, chosen.User, "user", name);
        KubeconfigRules.Check(chosen.Cluster, cluster, chosen.User, user);
        var address = Address(cluster);
        if (address.Scheme == "https" && !KubeconfigRules.Identifies(user))
        {
            throw ClusterException.BadKubeconfig(
                $"The kubeconfig's user \"{chosen.User}\" has no credential (kubectl would ask for a name and a password)."
            );
        }

        if (address.Scheme == "http" && (user.AsGroups.Count > 1 || user.AsExtra.Any(extra => extra.Value.Count > 1)))
        {
            throw ClusterException.BadKubeconfig(
                $"The kubeconfig's user \"{chosen.User}\" impersonates several groups, which this tool does over https only."
            );
        }

        return new(address, cluster, user)
        {
            Context = name,
            Why = context is not null ? "named by --context or cluster.context" : "the kubeconfig's current one",
            ContextNamespace = chosen.Namespace,
        };
    }

    private static T Find<T>(IReadOnlyDictionary<string, T> named, string name, string kind, string context)
        where T : class =>
        named.GetValueOrDefault(name)
        ?? throw ClusterException.BadKubeconfig($"The context {context} names the {kind} \"{name}\", which the kubeconfig does not have.");

    /// <summary>The address with the scheme that kubectl takes where none is written.</summary>
    private static Uri Address(KubeCluster cluster)
    {
        var text = cluster.Server.Contains("://", StringComparison.Ordinal) ? cluster.Server : $"http://{cluster.Server}";
        return
            Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out var address)
            && address.Scheme is "http" or "https"
            && address.Query.Length + address.UserInfo.Length == 0
            ? address
            : throw ClusterException.BadKubeconfig($"The kubeconfig's server \"{cluster.Server}\" is no address of a cluster.");
    }

    private static ClusterTarget? InCluster(Func<string, string?> environment)
    {
        var (host, port) = (environment("KUBERNETES_SERVICE_HOST"), environment("KUBERNETES_SERVICE_PORT"));
        var root = environment("SPECKIT_ASYNC_TEST_SERVICE_ACCOUNT") ?? ServiceAccount;
        return host is not { Length: > 0 } || port is not { Length: > 0 } || !File.Exists(Path.Combine(root, "token"))
            ? null
            : new(
                new($"https://{(host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host)}:{port}/"),
                new() { AuthorityFile = Path.Combine(root, "ca.crt") },
                new() { TokenFile = Path.Combine(root, "token") }
            )
            {
                Why = "the cluster that this machine is part of",
                ContextNamespace = File.Exists(Path.Combine(root, "namespace"))
                    ? File.ReadAllText(Path.Combine(root, "namespace")).Trim()
                    : null,
            };
    }
}
