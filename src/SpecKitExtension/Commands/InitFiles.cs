using System.Text;
using SpecKitExtension.Tools;

namespace SpecKitExtension.Commands;

/// <summary>Which files belong into a project, and what is in them.</summary>
internal static class InitFiles
{
    /// <summary>The extension, where spec-kit has it.</summary>
    public const string Extension = ".specify/extensions/async";

    /// <summary>The tool's own folder; an upgrade of the extension leaves it alone.</summary>
    public const string Own = ".specify/async";

    /// <summary>The command that <c>/implement</c> is another name of. spec-kit knows nothing of that name: with many agents it would take
    /// over core's own command.</summary>
    private const string Implement = "speckit.async.implement";

    private const string ShortName = "implement";

    /// <summary>The commands in the order in which spec-kit registers them.</summary>
    public static IReadOnlyList<string> CommandNames { get; } =
    [Implement, "speckit.async.plan", "speckit.async.status", "speckit.async.integrate", "speckit.async.preflight"];

    /// <summary>Where the extension lies that comes with the tool.</summary>
    public static string Shipped => Path.Combine(Host.Files, "extension");

    /// <summary>All files.</summary>
    /// <param name="project">Where to.</param>
    /// <param name="live">Whether the plugin is wanted, and the subagent that uses it.</param>
    public static IReadOnlyList<InitFile> For(InitProject project, bool live) =>
        [
            .. from file in Directory.EnumerateFiles(Shipped, "*", SearchOption.AllDirectories)
            let path = Path.GetRelativePath(Shipped, file).Replace(Path.DirectorySeparatorChar, '/')
            orderby path
            select new InitFile($"{Extension}/{path}", File.ReadAllBytes(file)),
            .. CommandNames
                .Append(ShortName)
                .Select(name => new InitFile(
                    $"{project.Commands}/{name}.md",
                    Registered(Read($"commands/{(name == ShortName ? Implement : name)}.md"))
                )),
            new($"{project.Agents}/async-task-scripts.md", Read("agents/async-task-scripts.md")),
            .. live ? InitLive.Files(project, Read("agents/async-task.md"), Read("plugins/speckit-async.js")) : [],
            new($"{Own}/config.json", "{\n  \"$schema\": \"./config.schema.json\"\n}\n"u8.ToArray(), Theirs: true),
            new($"{Own}/config.schema.json", Encoding.UTF8.GetBytes(EmbeddedText.Read("config.schema.json"))),
            new($"{Own}/.gitignore", "config.local.json\n"u8.ToArray()),
        ];

    /// <summary>Whether a path can be one that this tool has written: a file of the extension's own folder, or of a name that is ours in
    /// the folders that we share.</summary>
    /// <param name="path">A path from <see cref="InitRecord"/>, which is data.</param>
    public static bool MayBeOurs(string path)
    {
        var names = path.Split('/');
        return !names.Any(name => name is "" or "." or "..")
            && (
                path.StartsWith($"{Extension}/", StringComparison.Ordinal)
                || names switch
                {
                    _ when InitTool.Is(path) => true,
                    [".specify", "async", var name] => name is "config.json" or "config.schema.json" or ".gitignore",
                    [".opencode", var name] => name is "package-lock.json" or ".gitignore",
                    [".opencode", "commands" or "command", var name] => CommandNames
                        .Append(ShortName)
                        .Contains(Path.GetFileNameWithoutExtension(name)) && name.EndsWith(".md", StringComparison.Ordinal),
                    [".opencode", "agents" or "agent", var name] => name is "async-task.md" or "async-task-scripts.md",
                    [".opencode", "plugins" or "plugin", var name] => name is "speckit-async.js",
                    _ => false,
                }
            );
    }

    /// <summary>A command as spec-kit registers it: the front matter again, two comments that say where it is from, the text.</summary>
    private static byte[] Registered(byte[] source)
    {
        var text = Encoding.UTF8.GetString(source);
        var end = text.IndexOf("\n---\n", StringComparison.Ordinal) + "\n---\n".Length;
        return Encoding.UTF8.GetBytes($"{text[..end]}\n\n<!-- Extension: async -->\n<!-- Config: {Extension}/ -->\n{text[end..].Trim()}");
    }

    private static byte[] Read(string path) => File.ReadAllBytes(Path.Combine(Shipped, path));
}
