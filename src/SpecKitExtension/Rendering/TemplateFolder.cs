using System.Reflection;

namespace SpecKitExtension.Rendering;

/// <summary>The tool's templates; those for people and models can be replaced by a project's files of the same name.</summary>
/// <param name="overrides">The project's folder; null for none. It need not exist.</param>
internal sealed class TemplateFolder(string? overrides)
{
    /// <summary>Where a project keeps its own, relative to its root.</summary>
    public const string Folder = ".specify/async/templates";

    private const string Root = "Templates/";

    /// <summary>The templates a project may replace. Values for helm are not among them: they decide what runs in the cluster.</summary>
    public static IReadOnlyList<string> Replaceable { get; } = [TaskPrompt, CommitText, Report];

    public const string TaskPrompt = "task-prompt.md";
    public const string CommitText = "commit-message.md";
    public const string Report = "report.md";
    public const string HelmValues = "helm-values.yaml";

    /// <summary>The templates, with a project's own in their place.</summary>
    /// <param name="project">The project's root.</param>
    public static TemplateFolder Of(string project) => new(Path.Combine(project, Folder));

    /// <summary>Files in the project's folder that replace nothing, so that nobody waits for their effect.</summary>
    public IReadOnlyList<string> Unused => !Directory.Exists(overrides) ? []
        : [.. Directory.EnumerateFiles(overrides).Select(file => Path.GetFileName(file)).Except(Replaceable).Order(StringComparer.Ordinal)];

    /// <summary>Reads a template.</summary>
    /// <param name="name">One of this class's names.</param>
    /// <exception cref="TemplateException">The project's file cannot be read.</exception>
    public Template Read(string name)
    {
        var own = overrides is null || !Replaceable.Contains(name) ? null : Path.Combine(overrides, name);
        try
        {
            return own is not null && File.Exists(own)
                ? new(name, Lines(new StreamReader(own)), own)
                : new(name, Lines(new StreamReader(Open(name))), name);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TemplateException(own ?? name, null, $"It cannot be read: {e.Message} Correct or remove it.");
        }
    }

    /// <summary>A text that comes with the tool and is no template.</summary>
    /// <param name="name">Its path below <c>src/Templates</c>.</param>
    public static string Embedded(string name) => Lines(new StreamReader(Open(name)));

    private static Stream Open(string name) =>
        Assembly.GetExecutingAssembly().GetManifestResourceStream(Root + name)
        ?? throw new ArgumentException($"There is no template {name}.", nameof(name));

    private static string Lines(StreamReader reader)
    {
        using (reader)
        {
            return reader.ReadToEnd().ReplaceLineEndings("\n");
        }
    }
}
