namespace SpecKitExtension.Naming;

/// <summary>Where a browser finds a repository's branches, for hosts whose addresses are known.</summary>
internal sealed class RepositoryPage
{
    private readonly string start;
    private readonly bool isQuery;

    private RepositoryPage(string start, bool isQuery = false) => (this.start, this.isQuery) = (start, isQuery);

    /// <summary>The page of a remote's repository; null when its host is none of those known, or the remote is a folder.</summary>
    /// <param name="key">The repository.</param>
    /// <param name="remoteUrl">The address that git uses; a web server's port is taken from it.</param>
    public static RepositoryPage? Of(RepositoryKey key, string remoteUrl)
    {
        var web = Uri.TryCreate(remoteUrl, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? url : null;
        return key.Value.Split('/') is [{ Length: > 0 } host, .. { Length: > 1 } path] ? Of(host, path, web) : null;
    }

    /// <summary>The page of a branch.</summary>
    public string Branch(string name) => isQuery ? start + Uri.EscapeDataString(name) : start + Escaped(name.Split('/'));

    private static RepositoryPage? Of(string host, string[] path, Uri? web)
    {
        // A port of ssh is nobody's web server.
        var site = $"{web?.Scheme ?? "https"}://{host}{(web is { IsDefaultPort: false } ? $":{web.Port}" : "")}";
        return (host, host.Split('.')[0], path) switch
        {
            ("github.com", _, _) or (_, "github", _) => new($"{site}/{Escaped(path)}/tree/"),
            ("gitlab.com", _, _) or (_, "gitlab", _) => new($"{site}/{Escaped(path)}/-/tree/"),
            ("bitbucket.org", _, _) => new($"{site}/{Escaped(path)}/branch/"),
            (_, "bitbucket", ["scm", var project, var name]) => Bitbucket(site, project, name),
            (_, "bitbucket", [var project, var name]) => Bitbucket(site, project, name),
            ("dev.azure.com", _, [_, _, "_git", _]) => new($"{site}/{Escaped(path)}?version=GB", isQuery: true),
            ("ssh.dev.azure.com" or "vs-ssh.visualstudio.com", _, ["v3", var organization, var project, var name]) => new($"https://dev.azure.com/{Escaped([organization, project, "_git", name])}?version=GB", isQuery: true),
            (_, _, [.., "_git", _]) when host.EndsWith(".visualstudio.com", StringComparison.Ordinal) => new($"{site}/{Escaped(path)}?version=GB", isQuery: true),
            ("codeberg.org", _, [_, _]) or (_, "gitea" or "forgejo", [_, _]) => new($"{site}/{Escaped(path)}/src/branch/"),
            _ => null,
        };
    }

    private static RepositoryPage Bitbucket(string site, string project, string name) =>
        new($"{site}/projects/{Escaped([project])}/repos/{Escaped([name])}/browse?at=refs%2Fheads%2F", isQuery: true);

    private static string Escaped(IEnumerable<string> segments) => string.Join('/', segments.Select(Uri.EscapeDataString));
}
