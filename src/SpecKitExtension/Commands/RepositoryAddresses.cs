using SpecKitExtension.Naming;

namespace SpecKitExtension.Commands;

/// <summary>The addresses of the one repository that the tool and the agents share.</summary>
/// <param name="Key">What stands for it in names and labels, the same for everybody with the same configuration.</param>
/// <param name="ForAgents">The address that agents use.</param>
internal sealed record RepositoryAddresses(RepositoryKey Key, string ForAgents)
{
    /// <summary>Finds them.</summary>
    /// <param name="remote">The remote's address.</param>
    /// <param name="pods">git.podUrl: the host may have another name for pods, e.g. in the cluster or as an alias of ssh; the path may
    /// not.</param>
    /// <param name="said">An address of the command line; null when none was given.</param>
    /// <param name="root">What relative paths are relative to.</param>
    /// <exception cref="UsageException">They name different repositories.</exception>
    public static RepositoryAddresses Find(string remote, string? pods, string? said, string root)
    {
        var own = RepositoryKey.From(Rooted(remote, root));
        var key = pods is null ? own : RepositoryKey.From(Rooted(pods, root));
        if (key.Path != own.Path)
        {
            throw Different(pods!, remote);
        }

        return said is null || RepositoryKey.From(Rooted(said, root)) is var other && (other == own || other == key)
            ? new(key, said ?? pods ?? remote)
            : throw Different(said, remote);
    }

    private static UsageException Different(string one, string other) =>
        new(
            $"{one} and the remote's {other} are different repositories.\nAn agent's work is looked for on the remote, so both must name the same one; correct --repo or git.podUrl."
        );

    private static string Rooted(string url, string root) => Directory.Exists(Path.Combine(root, url)) ? Path.GetFullPath(url, root) : url;
}
