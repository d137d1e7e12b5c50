namespace SpecKitExtension.Naming;

/// <summary>Where a browser finds a repository's branches, for hosts whose addresses are known.</summary>
internal sealed class RepositoryPage
{
    private readonly string branches;
    private readonly string requests;

    private RepositoryPage(string site, string branches, string requests) =>
        (this.branches, this.requests) = (site + branches, site + requests);

    /// <summary>The page of a remote's repository; null when its host is none of those known, or the remote is a folder.</summary>
    /// <param name="key">The repository.</param>
    /// <param name="remoteUrl">The address that git uses; a web server's port is taken from it.</param>
    public static RepositoryPage? Of(RepositoryKey key, string remoteUrl)
    {
        var web = Uri.TryCreate(remoteUrl, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? url : null;
        return key.Value.Split('/') is [{ Length: > 0 } host, .. { Length: > 1 } path] ? Of(host, path, web) : null;
    }

    /// <summary>The page of a branch.</summary>
    public string Branch(string name) => With(branches, name);

    /// <summary>The page that opens a pull request for a branch.</summary>
    public string NewRequest(string name) => With(requests, name);

    /// <summary>The developer's own program that opens a pull request there, e.g. <c>gh</c>; null when none is known.</summary>
    public string? Client { get; private init; }

    private static RepositoryPage? Of(string host, string[] path, Uri? web)
    {
        // A port of ssh is nobody's web server.
        var site = $"{web?.Scheme ?? "https"}://{host}{(web is { IsDefaultPort: false } ? $":{web.Port}" : "")}";
        return (host, host.Split('.')[0], path) switch
        {
            ("github.com", _, _) or (_, "github", _) => new($"{site}/{Escaped(path)}", "/tree/", "/pull/new/") { Client = "gh" },
            ("gitlab.com", _, _) or (_, "gitlab", _) => new(
                $"{site}/{Escaped(path)}/-",
                "/tree/",
                "/merge_requests/new?merge_request%5Bsource_branch%5D="
            )
            {
                Client = "glab",
            },
            ("bitbucket.org", _, _) => new($"{site}/{Escaped(path)}", "/branch/", "/pull-requests/new?source="),
            (_, "bitbucket", ["scm", var project, var name]) => Bitbucket(site, project, name),
            (_, "bitbucket", [var project, var name]) => Bitbucket(site, project, name),
            ("dev.azure.com", _, [_, _, "_git", _]) => Azure($"{site}/{Escaped(path)}"),
            ("ssh.dev.azure.com" or "vs-ssh.visualstudio.com", _, ["v3", var organization, var project, var name]) => Azure(
                $"https://dev.azure.com/{Escaped([organization, project, "_git", name])}"
            ),
            (_, _, [.., "_git", _]) when host.EndsWith(".visualstudio.com", StringComparison.Ordinal) => Azure($"{site}/{Escaped(path)}"),
            ("codeberg.org", _, [_, _]) or (_, "gitea" or "forgejo", [_, _]) => new($"{site}/{Escaped(path)}", "/src/branch/", "/compare/"),
            _ => null,
        };
    }

    private static RepositoryPage Bitbucket(string site, string project, string name) =>
        new(
            $"{site}/projects/{Escaped([project])}/repos/{Escaped([name])}",
            "/browse?at=refs%2Fheads%2F",
            "/pull-requests?create&sourceBranch=refs%2Fheads%2F"
        );

    private static RepositoryPage Azure(string repository) => new(repository, "?version=GB", "/pullrequestcreate?sourceRef=");

    /// <summary>A name at the end of an address: in its query a slash is escaped, too.</summary>
    private static string With(string address, string name) =>
        address + (address.Contains('?', StringComparison.Ordinal) ? Uri.EscapeDataString(name) : Escaped(name.Split('/')));

    private static string Escaped(IEnumerable<string> segments) => string.Join('/', segments.Select(Uri.EscapeDataString));
}
