namespace EndToEnd.Support;

/// <summary>The real git in one directory, apart from whatever the machine's user has configured.</summary>
internal sealed class Git(string directory)
{
    private static readonly Dictionary<string, string> Environment = new()
    {
        ["GIT_CONFIG_GLOBAL"] = "/dev/null",
        ["GIT_CONFIG_NOSYSTEM"] = "1",
        ["GIT_AUTHOR_NAME"] = "A Human",
        ["GIT_AUTHOR_EMAIL"] = "human@example.invalid",
        ["GIT_COMMITTER_NAME"] = "A Human",
        ["GIT_COMMITTER_EMAIL"] = "human@example.invalid",
        ["LC_ALL"] = "C.UTF-8",
    };

    internal string Directory { get; } = directory;

    internal static async Task<Git> InitAsync(string directory, params string[] options)
    {
        var git = new Git(System.IO.Directory.CreateDirectory(directory).FullName);
        await git.RunAsync(["init", "-q", "-b", "main", .. options]);
        return git;
    }

    /// <returns>What git printed, without the last line's end.</returns>
    /// <exception cref="InvalidOperationException">git failed; the message has what it said.</exception>
    internal async Task<string> RunAsync(params string[] arguments)
    {
        using var run = ProgramRun.Start("git", ["-c", "protocol.file.allow=always", .. arguments], Environment, Directory);
        var code = await run.EndAsync();
        return code == 0
            ? run.Output.TrimEnd('\n')
            : throw new InvalidOperationException($"git {string.Join(' ', arguments)} ended with {code}:\n{run.Output}");
    }

    /// <returns>The lines git printed.</returns>
    internal async Task<string[]> LinesAsync(params string[] arguments) =>
        (await RunAsync(arguments)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <returns>The commit a branch stands at, null when there is no such branch.</returns>
    internal async Task<string?> TipAsync(string branch)
    {
        var name = "refs/heads/" + branch;
        var lines = await LinesAsync("for-each-ref", "--format=%(refname) %(objectname)");
        return lines.FirstOrDefault(line => line.StartsWith(name + " ", StringComparison.Ordinal))?[(name.Length + 1)..];
    }

    internal async Task<string> CommitAllAsync(string message)
    {
        await RunAsync("add", "--all", "--force");
        await RunAsync("commit", "-q", "--allow-empty", "-m", message);
        return await RunAsync("rev-parse", "HEAD");
    }
}
