using System.Diagnostics;

namespace EndToEnd.OpenCode;

/// <summary>A throw-away repository with the directories that an agent's pod has.</summary>
internal sealed class AgentWorkspace : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("opencode-").FullName;

    public AgentWorkspace()
    {
        Directory.CreateDirectory(Home);
        Directory.CreateDirectory(Temporary);
        Directory.CreateDirectory(Repository);
        Git("init", "--quiet", "--initial-branch=main");
    }

    public string Repository => Path.Combine(_root, "repo");

    /// <summary>Where the agent starts, relative to the repository's root.</summary>
    public string Start { get; init; } = "";

    public string Home => Path.Combine(_root, "home");

    public string Temporary => Path.Combine(_root, "tmp");

    /// <summary>A place outside the repository, for what a test wants to see written or not written.</summary>
    public string Outside(string name) => Path.Combine(_root, name);

    /// <summary>Writes and commits a file of the repository.</summary>
    public AgentWorkspace With(string path, string text)
    {
        var file = Path.Combine(Repository, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        Git("add", "--force", "--", path);
        Git("-c", "user.name=Test", "-c", "user.email=test@localhost", "commit", "--quiet", "-m", $"Add {path}");
        return this;
    }

    /// <summary>Writes an executable script outside the repository.</summary>
    public string Script(string name, string text)
    {
        var file = Outside(name);
        File.WriteAllText(file, text);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return file;
    }

    public string Read(string path) => File.ReadAllText(Path.Combine(Repository, path));

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private void Git(params IEnumerable<string> arguments)
    {
        using var git = Process.Start(new ProcessStartInfo("git", arguments) { WorkingDirectory = Repository })!;
        git.WaitForExit();
        git.ExitCode.ShouldBe(0);
    }
}
