using SpecKitExtension.Git;
using SpecKitExtension.Tools;

namespace SpecKitExtension.Tests.Support;

/// <summary>A bare origin and a clone of it, with the real git; gone with its test.</summary>
internal sealed class GitFolder : IDisposable
{
    private static readonly Dictionary<string, string?> Apart = new()
    {
        ["GIT_CONFIG_GLOBAL"] = "/dev/null",
        ["GIT_CONFIG_NOSYSTEM"] = "1",
        ["GIT_AUTHOR_NAME"] = "A Human",
        ["GIT_AUTHOR_EMAIL"] = "human@example.invalid",
        ["GIT_COMMITTER_NAME"] = "A Human",
        ["GIT_COMMITTER_EMAIL"] = "human@example.invalid",
    };

    private readonly string root = Directory.CreateTempSubdirectory("git-folder-").FullName;
    private readonly ToolRunner tools = new(Variables.OfProcess());

    private GitFolder() { }

    public string Clone => Path.Combine(root, "clone");

    public string Origin => Path.Combine(root, "origin.git");

    public GitRepository Repository => new(tools, Clone);

    public string this[string relative] => Path.Combine(root, relative);

    /// <summary>Makes both, with one commit.</summary>
    public static async Task<GitFolder> CreateAsync()
    {
        GitFolder folder = new();
        await folder.InAsync("", "init", "-q", "--bare", "-b", "main", folder.Origin);
        await folder.InAsync("", "init", "-q", "-b", "main", folder.Clone);
        await folder.RunAsync("remote", "add", "origin", folder.Origin);
        await folder.CommitAsync("README.md", "# Photos\n");
        await folder.RunAsync("push", "-q", "-u", "origin", "main");
        return folder;
    }

    /// <summary>git in the clone.</summary>
    public Task<string> RunAsync(params string[] arguments) => InAsync("clone", arguments);

    /// <summary>git in a folder.</summary>
    public async Task<string> InAsync(string folder, params string[] arguments) =>
        (
            await tools.RunAsync(
                new("git", ["-c", "protocol.file.allow=always", .. arguments]) { WorkingDirectory = this[folder], Environment = Apart },
                CancellationToken.None
            )
        ).Text;

    /// <summary>Writes a file of the clone.</summary>
    public void Write(string file, string text)
    {
        var path = Path.Combine(Clone, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    /// <summary>Commits a file in the clone.</summary>
    /// <returns>The commit.</returns>
    public async Task<string> CommitAsync(string file, string text)
    {
        Write(file, text);
        await RunAsync("add", "--all");
        await RunAsync("commit", "-q", "-m", $"Write {file}");
        return await RunAsync("rev-parse", "HEAD");
    }

    public void Dispose() => Directory.Delete(root, recursive: true);
}
