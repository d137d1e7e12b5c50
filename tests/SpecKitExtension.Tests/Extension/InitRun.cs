using SpecKitExtension.Commands;
using SpecKitExtension.Tools;

namespace SpecKitExtension.Tests.Extension;

/// <summary>A project in a directory of its own, and <c>init</c> in it.</summary>
internal sealed class InitRun : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("it's an init ").FullName;

    public InitRun()
    {
        Write(".specify/memory/constitution.md", "# Constitution\n");
        Write(".opencode/commands/speckit.implement.md", "core\n");
        Directory.CreateDirectory(this[".git"]);
    }

    /// <summary>The project.</summary>
    public string Project => Path.Combine(root, "project");

    /// <summary>What the last call printed on stdout.</summary>
    public string Output { get; private set; } = "";

    /// <summary>What the last call printed on stderr.</summary>
    public string Error { get; private set; } = "";

    /// <summary>A file of the project.</summary>
    public string this[string path] => Path.Combine(Project, path);

    /// <summary>The user's own folder of OpenCode.</summary>
    public string UserFolder => Path.Combine(root, "home", ".config", "opencode");

    /// <summary>Calls <c>init</c>.</summary>
    /// <returns>The exit code.</returns>
    public Task<int> InitAsync(params string[] arguments) => InitInAsync("", arguments);

    /// <summary>Calls <c>init</c> in a sub-directory.</summary>
    public async Task<int> InitInAsync(string directory, params string[] arguments)
    {
        using var interrupts = Interrupts.Listen();
        using StringWriter output = new();
        using StringWriter error = new();
        Host host = new()
        {
            Out = output,
            Error = error,
            Directory = Path.Combine(Project, directory),
            Variables = Variables.None.With("HOME", Path.Combine(root, "home")),
            Tools = new ToolRunner(Variables.OfProcess()),
            Interrupts = interrupts,
        };
        var code = await CommandLine.RunAsync(host, ["init", .. arguments]);
        (Output, Error) = (output.ToString(), error.ToString());
        return code;
    }

    public void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(this[path])!);
        File.WriteAllText(this[path], text);
    }

    public string Read(string path) => File.ReadAllText(this[path]);

    /// <summary>Every file with its bytes and mode, and every directory.</summary>
    public IReadOnlyList<string> Tree() =>
        [
            .. from entry in new DirectoryInfo(Project).EnumerateFileSystemInfos("*", SearchOption.AllDirectories)
            let path = Path.GetRelativePath(Project, entry.FullName)
            orderby path
            select entry is FileInfo
                ? $"{path} {(OperatingSystem.IsWindows() ? default : entry.UnixFileMode)} {Convert.ToBase64String(File.ReadAllBytes(entry.FullName))}"
                : $"{path}/",
        ];

    /// <summary>Lines of the last call's stdout that begin so.</summary>
    public IReadOnlyList<string> Lines(string beginning) =>
        [.. Output.Split('\n').Where(line => line.StartsWith(beginning, StringComparison.Ordinal))];

    public void Dispose() => Directory.Delete(root, recursive: true);
}
