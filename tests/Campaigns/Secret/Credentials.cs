namespace Campaigns.Secret;

/// <summary>One marker for every credential that a run may meet.</summary>
internal sealed record Credentials(
    Marker Token,
    Marker Key,
    Marker Extra,
    Marker Password,
    Marker Cluster,
    Marker Registry,
    Marker SshKey,
    Marker UserInfo
)
{
    /// <summary>All of them.</summary>
    internal IReadOnlyList<Marker> All => [Token, Key, Extra, Password, Cluster, Registry, SshKey, UserInfo];

    /// <summary>What an agent is trusted with.</summary>
    internal IReadOnlyList<Marker> Agents => [Key, Extra];

    /// <summary>Credentials that nobody has seen before.</summary>
    internal static Credentials Make(Random random) =>
        new(
            Marker.For("git-token", random),
            Marker.For("model-key", random, "sk_"),
            Marker.For("extra-secret", random),
            Marker.For("own-password", random),
            Marker.For("cluster-token", random),
            Marker.For("registry-secret", random),
            Marker.For("ssh-key", random),
            Marker.For("user-info", random)
        );
}
