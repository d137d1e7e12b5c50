namespace ClusterSimulator.Pods;

/// <summary>A container's mounts, to translate a path inside the container into the directory that stands for it.</summary>
internal sealed class PathMapping
{
    private readonly List<(string Mount, string Host, string SubPath)> _mounts = [];

    internal void Add(string mount, string host, string subPath = "") => _mounts.Add((mount.TrimEnd('/'), host, subPath.Trim('/')));

    /// <returns>The translated path; null when it lies in no mount.</returns>
    internal string? Find(string path)
    {
        var trimmed = path.TrimEnd('/');
        var (mount, host, _) = _mounts
            .Where(known => path == known.Mount || path.StartsWith(known.Mount + "/", StringComparison.Ordinal))
            .OrderByDescending(known => known.Mount.Length)
            .FirstOrDefault();
        if (mount is not null)
        {
            return host + path[mount.Length..];
        }

        // The parent of a subPath mount ("/workspace" where only "/workspace/repo" is mounted) is the volume's root.
        (mount, host, var subPath) = _mounts.FirstOrDefault(known =>
            known.SubPath.Length > 0 && known.Mount == $"{trimmed}/{known.SubPath}"
        );
        return mount is null ? null : host[..^(subPath.Length + 1)];
    }

    /// <summary>What exists below a mount's path on this machine is meant as it is: a test's origin may lie in the very /tmp that a pod
    /// mounts.</summary>
    /// <returns>The value, translated when it begins with a mount's path.</returns>
    internal string Translate(string value) =>
        _mounts.TrueForAll(known => known.Mount != value.TrimEnd('/')) && Path.Exists(value) ? value : Find(value) ?? value;
}
