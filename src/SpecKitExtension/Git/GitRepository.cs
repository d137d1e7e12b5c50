using SpecKitExtension.Tools;

namespace SpecKitExtension.Git;

/// <summary>The developer's repository, read and never changed but for refs that the caller names.</summary>
/// <param name="tools">Starts git.</param>
/// <param name="root">The top of the work tree.</param>
internal sealed class GitRepository(IToolRunner tools, string root)
{
    private readonly Dictionary<string, string?> quiet = Quiet(tools.Variables);
    private IReadOnlyList<GitRemote>? remotes;

    /// <summary>The top of the work tree.</summary>
    public string Root { get; } = root;

    /// <summary>Finds the repository around a directory.</summary>
    /// <exception cref="ToolFailedException">There is none, or git is missing or too old.</exception>
    public static async Task<GitRepository> FindAsync(IToolRunner tools, string directory, CancellationToken ct)
    {
        // Both at once: every command waits for them.
        var top = tools.TryAsync(
            new("git", "rev-parse", "--show-toplevel") { WorkingDirectory = directory, Environment = Quiet(tools.Variables) },
            ct
        );
        await Task.WhenAll(GitVersion.RequireAsync(tools, ct), top);
        var found = await top;
        return found.Succeeded && found.Text.Length > 0 ? new(tools, found.Text)
            : found.Succeeded || found.Error.Contains("not a git repository", StringComparison.Ordinal)
                ? throw new ToolFailedException(
                    $"{directory} is not inside the work tree of a git repository.\nRun this in the repository of your project, or make one with `git init`."
                )
            : throw new ToolFailedException(found.Call, found.ExitCode, found.Error);
    }

    /// <summary>Runs git here.</summary>
    public Task<ToolResult> TryAsync(CancellationToken ct, params IReadOnlyList<string> arguments) => tools.TryAsync(Call(arguments), ct);

    /// <summary>Runs git here with other variables, input or time.</summary>
    public Task<ToolResult> TryAsync(CancellationToken ct, Func<ToolCall, ToolCall> change, params IReadOnlyList<string> arguments) =>
        tools.TryAsync(change(Call(arguments)), ct);

    /// <summary>Runs git here; it has to succeed.</summary>
    /// <exception cref="ToolFailedException">It did not.</exception>
    public Task<ToolResult> RunAsync(CancellationToken ct, params IReadOnlyList<string> arguments) => tools.RunAsync(Call(arguments), ct);

    /// <summary>Runs git here with other variables or input; it has to succeed.</summary>
    /// <exception cref="ToolFailedException">It did not.</exception>
    public Task<ToolResult> RunAsync(CancellationToken ct, Func<ToolCall, ToolCall> change, params IReadOnlyList<string> arguments) =>
        tools.RunAsync(change(Call(arguments)), ct);

    /// <summary>The commit that HEAD names.</summary>
    /// <exception cref="ToolFailedException">The repository has no commit yet.</exception>
    public async Task<string> HeadAsync(CancellationToken ct)
    {
        var head = await TryAsync(ct, "rev-parse", "--verify", "--quiet", "HEAD^{commit}");
        return head.Succeeded
            ? head.Text
            : throw new ToolFailedException(
                $"{Root} has no commit yet.\nCommit the feature's spec.md, plan.md and tasks.md first: agents see only what is committed."
            );
    }

    /// <summary>The branch HEAD is on; null when it is detached.</summary>
    public async Task<string?> BranchAsync(CancellationToken ct) =>
        await TryAsync(ct, "symbolic-ref", "--quiet", "--short", "HEAD") is { Succeeded: true } branch ? branch.Text : null;

    /// <summary>The remote that the current branch is pushed to, else the only one; null where neither tells.</summary>
    public async Task<string?> OwnRemoteAsync(CancellationToken ct)
    {
        var names = (await RemotesAsync(ct)).Select(known => known.Name).Where(name => name.Length > 0 && name[0] != '-').ToList();
        if (names.Count < 2)
        {
            return names.Count == 1 ? names[0] : null;
        }

        var branch = await BranchAsync(ct);
        foreach (
            var key in branch is null
                ? (string[])["remote.pushDefault"]
                : [$"branch.{branch}.pushRemote", "remote.pushDefault", $"branch.{branch}.remote"]
        )
        {
            if ((await TryAsync(ct, "config", key)) is { Succeeded: true } said && names.Contains(said.Text))
            {
                return said.Text;
            }
        }

        return null;
    }

    /// <summary>The address of a remote as git would use it for a push.</summary>
    /// <exception cref="ToolFailedException">There is no such remote.</exception>
    public async Task<string> RemoteUrlAsync(string remote, CancellationToken ct) =>
        await FindRemoteUrlAsync(remote, ct)
        ?? throw new ToolFailedException(
            $"The repository has no remote `{remote}`.\nAgents get their work from it and bring it back to it: `git remote add {remote} URL`, or name another one with git.remote in .specify/async/config.json."
        );

    /// <summary>The address of a remote, or null when there is no such remote.</summary>
    public async Task<string?> FindRemoteUrlAsync(string remote, CancellationToken ct) => (await FindAsync(remote, ct))?.Push;

    /// <summary>What names the repository that pushes to a remote arrive at: the remote, or the address where it has one of its own for
    /// pushes.</summary>
    public async Task<string> PushTargetAsync(string remote, CancellationToken ct) =>
        await FindAsync(remote, ct) is { } known && known.Push != known.Fetch ? known.Push : remote;

    private async Task<GitRemote?> FindAsync(string remote, CancellationToken ct) =>
        (await RemotesAsync(ct)).FirstOrDefault(known => known.Name == remote) is { } found
            ? found with
            {
                Fetch = Absolute(found.Fetch),
                Push = Absolute(found.Push),
            }
            : null;

    /// <summary>Asked once: every command needs several of its answers.</summary>
    private async Task<IReadOnlyList<GitRemote>> RemotesAsync(CancellationToken ct) =>
        remotes ??= GitRemote.Parse((await TryAsync(ct, "remote", "-v")).Lines);

    /// <summary>The files below a path that differ from HEAD, untracked ones included.</summary>
    public async Task<IReadOnlyList<string>> DirtyFilesAsync(string path, CancellationToken ct)
    {
        var status = await RunAsync(ct, "status", "--porcelain=v1", "-z", "--no-renames", "--untracked-files=all", "--", path);
        return [.. status.Output.Split('\0', StringSplitOptions.RemoveEmptyEntries).Select(entry => entry[3..])];
    }

    /// <summary>Whether one commit is another one or an ancestor of it.</summary>
    public async Task<bool> IsAncestorAsync(string ancestor, string descendant, CancellationToken ct) =>
        ancestor == descendant || (await TryAsync(ct, "merge-base", "--is-ancestor", ancestor, descendant)).Succeeded;

    /// <summary>Never asks a person, speaks English, takes no lock that would disturb a command of the developer, says nothing but what was
    /// asked for.</summary>
    private static Dictionary<string, string?> Quiet(Variables environment) =>
        GitVariables.With(
            environment,
            new()
            {
                ["GIT_TERMINAL_PROMPT"] = "0",
                ["GIT_OPTIONAL_LOCKS"] = "0",
                ["LC_ALL"] = "C",
            },
            ("log.showSignature", "false"),
            ("log.mailmap", "false"),
            ("color.ui", "false"),
            ("i18n.logOutputEncoding", "UTF-8"),
            ("push.followTags", "false"),
            ("push.gpgSign", "false"),
            ("core.safecrlf", "false")
        );

    private ToolCall Call(IReadOnlyList<string> arguments) => new("git", arguments) { WorkingDirectory = Root, Environment = quiet };

    /// <summary>A relative path means something else in an agent's directory.</summary>
    private string Absolute(string url) =>
        url.StartsWith('.') || Directory.Exists(Path.Combine(Root, url)) ? Path.GetFullPath(Path.Combine(Root, url)) : url;
}

/// <summary>A remote, with the addresses that git would use.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Fetch">Where a fetch goes.</param>
/// <param name="Push">Where a push goes, first.</param>
internal sealed record GitRemote(string Name, string Fetch, string Push)
{
    private const string ForFetch = " (fetch)";
    private const string ForPush = " (push)";

    /// <summary>Reads what <c>git remote -v</c> prints: <c>origin TAB address (fetch)</c>, perhaps with a filter behind, and lines with
    /// <c>(push)</c>.</summary>
    public static IReadOnlyList<GitRemote> Parse(IEnumerable<string> lines)
    {
        List<GitRemote> found = [];
        foreach (var parts in lines.Select(line => line.Split('\t', 2)).Where(parts => parts.Length == 2))
        {
            var (name, address) = (parts[0], parts[1]);
            if (
                address.LastIndexOf(ForFetch, StringComparison.Ordinal) is > 0 and var fetch
                && !address.EndsWith(ForPush, StringComparison.Ordinal)
            )
            {
                found.Add(new(name, address[..fetch], ""));
            }
            else if (
                found.FindIndex(known => known.Name == name && known.Push.Length == 0) is >= 0 and var at
                && address.EndsWith(ForPush, StringComparison.Ordinal)
            )
            {
                found[at] = found[at] with { Push = address[..^ForPush.Length] };
            }
        }

        return found;
    }
}
