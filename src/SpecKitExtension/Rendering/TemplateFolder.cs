using SpecKitExtension.Tools;

namespace SpecKitExtension.Rendering;

/// <summary>The tool's templates; those for people and models can be replaced by a project's files of the same name.</summary>
/// <param name="project">The project's root, or null for the tool's own alone. The project's folder of templates need not exist.</param>
internal sealed class TemplateFolder(string? project)
{
    /// <summary>Where a project keeps its own, relative to its root.</summary>
    public const string Folder = ".specify/async/templates";

    private const int MostBytes = 1024 * 1024;

    /// <summary>The templates a project may replace. Values for helm are not among them: they decide what runs in the cluster.</summary>
    public static IReadOnlyList<string> Replaceable { get; } = [TaskPrompt, EarlierWork, CommitText, Report];

    public const string TaskPrompt = "task-prompt.md";
    public const string EarlierWork = "earlier-work.md";
    public const string CommitText = "commit-message.md";
    public const string Report = "report.md";
    public const string HelmValues = "helm-values.yaml";

    /// <summary>Files in the project's folder that replace nothing, so that nobody waits for their effect.</summary>
    public IReadOnlyList<string> Unused =>
        project is null || !Directory.Exists(Path.Combine(project, Folder))
            ? []
            :
            [
                .. Directory
                    .EnumerateFiles(Path.Combine(project, Folder))
                    .Select(file => Path.GetFileName(file))
                    .Except(Replaceable)
                    .Order(StringComparer.Ordinal),
            ];

    /// <summary>Reads a template.</summary>
    /// <param name="name">One of this class's names.</param>
    /// <exception cref="TemplateException">The project's file is a link, is too large or cannot be read.</exception>
    public Template Read(string name)
    {
        var own = project is null || !Replaceable.Contains(name) ? null : Path.Combine(project, Folder, name);
        try
        {
            return own is not null && ProjectFile.Read(project!, $"{Folder}/{name}", MostBytes) is { } bytes
                ? new(name, ProjectFile.Text(bytes).ReplaceLineEndings("\n"), own)
                : new(name, EmbeddedText.Read(name), name);
        }
        catch (IOException e)
        {
            throw new TemplateException(own ?? name, $"{e.Message} Without a file there the tool's own template is used.");
        }
    }
}
