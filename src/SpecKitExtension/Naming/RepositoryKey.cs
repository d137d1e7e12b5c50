using System.Text.RegularExpressions;

namespace SpecKitExtension.Naming;

/// <summary>A repository, whichever of its URLs one uses: lower-case host and path, e.g. <c>github.com/owner/name</c>.</summary>
internal sealed partial record RepositoryKey
{
    private RepositoryKey(string value, string path) => (Value, Path) = (value, path);

    /// <summary>The key.</summary>
    public string Value { get; }

    /// <summary>The part that stays the same when a host has several names, e.g. <c>owner/name</c>.</summary>
    public string Path { get; }

    /// <summary>10 characters that stand for the key, e.g. as a label's value.</summary>
    public string Hash => NameHash.Of(Value);

    /// <summary>The key of a remote.</summary>
    /// <param name="remoteUrl">Any URL git takes, or an absolute local path.</param>
    /// <exception cref="RepositoryUrlException">The URL carries a credential, or names no repository.</exception>
    public static RepositoryKey From(string remoteUrl)
    {
        var (host, path) = Split(remoteUrl.Trim());
        if (path.Any(char.IsControl))
        {
            throw Refused("has control characters in it");
        }

        path = Slashes().Replace(path, "/").TrimEnd('/');
        path = path.EndsWith(".git", StringComparison.OrdinalIgnoreCase) ? path[..^4].TrimEnd('/') : path;
        if (path.TrimStart('/').Length == 0)
        {
            throw Refused("names no repository");
        }

        var key = host.Length == 0 ? path : $"{host}/{path.TrimStart('/')}";
        return new(key.ToLowerInvariant(), path.TrimStart('/').ToLowerInvariant());
    }

    public override string ToString() => Value;

    private static (string Host, string Path) Split(string url)
    {
        if (RemoteHelper().IsMatch(url))
        {
            throw Refused("runs a remote helper, which an agent's pod does not have");
        }

        if (WindowsPath().IsMatch(url))
        {
            return ("", url.Replace('\\', '/'));
        }

        if (UrlForm().Match(url) is { Success: true } full)
        {
            var scheme = full.Groups["scheme"].Value.ToLowerInvariant();
            var host = Host(full.Groups["authority"].Value, scheme is "http" or "https");
            var path = Uri.UnescapeDataString(full.Groups["path"].Value);
            return scheme is not "file"
                ? (host, path)
                : (
                    host.Equals("localhost", StringComparison.OrdinalIgnoreCase) ? "" : host,
                    WindowsPath().IsMatch(path.TrimStart('/')) ? path.TrimStart('/') : path
                );
        }

        if (ScpForm().Match(url) is { Success: true } scp)
        {
            return (Host(scp.Groups["authority"].Value, webUrl: false), scp.Groups["path"].Value);
        }

        return System.IO.Path.IsPathRooted(url) ? ("", url) : throw Refused("is neither a URL nor an absolute path");
    }

    private static string Host(string authority, bool webUrl)
    {
        var at = authority.LastIndexOf('@');
        var (user, host) = at < 0 ? ("", authority) : (authority[..at], authority[(at + 1)..]);
        host = HostAndPort().Match(host) is { Success: true } match
            ? match.Groups["host"].Value
            : throw Refused("has a host that cannot be read");
        if (at >= 0 && (webUrl || user.Contains(':', StringComparison.Ordinal)))
        {
            throw new RepositoryUrlException(
                $"The remote's URL for {host} carries {(user.Contains(':', StringComparison.Ordinal) ? "a password" : "a user name")}, and URLs end up in logs. "
                    + "Take it out with `git remote set-url` and leave authentication to git's credential helper or a key."
            );
        }

        return host;
    }

    private static RepositoryUrlException Refused(string why) => new($"The remote's URL {why}. Correct it with `git remote set-url`.");

    [GeneratedRegex("^(?<scheme>[A-Za-z][A-Za-z0-9+.-]*)://(?<authority>[^/]*)(?<path>.*)$", RegexOptions.Singleline)]
    private static partial Regex UrlForm();

    // `user:secret@host:path` is no address git understands, but somebody may well write it.
    [GeneratedRegex(@"^(?<authority>[^/:@]+:[^/@]*@[^/:]+|\[[^\]]+\]|[^/:@]+@\[[^\]]+\]|[^/:]+):(?<path>.*)$", RegexOptions.Singleline)]
    private static partial Regex ScpForm();

    [GeneratedRegex(@"\A(\[(?<host>[^\]]*:[^\]]*:[^\]]*)\]|\[(?<host>[^\]:]*)(:\d*)?\]|(?<host>[^:]*))(:\d*)?\z")]
    private static partial Regex HostAndPort();

    [GeneratedRegex(@"^([A-Za-z]:[\\/]|\\\\)")]
    private static partial Regex WindowsPath();

    [GeneratedRegex("^[A-Za-z0-9]+::")]
    private static partial Regex RemoteHelper();

    [GeneratedRegex("/{2,}")]
    private static partial Regex Slashes();
}
