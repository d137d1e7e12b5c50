using SpecKitExtension.Naming;
using SpecKitExtension.Tasks;

namespace SpecKitExtension.Rendering;

/// <summary>The message of the commit that carries a task's work; its trailers are the courier's to add.</summary>
/// <param name="templates">Where its template is.</param>
internal sealed class CommitMessage(TemplateFolder templates)
{
    private const int SubjectLength = 72;

    private readonly TextTemplate _template = TextTemplate.ForText(templates.Read(TemplateFolder.CommitText));

    /// <summary>The names a commit message's template may use.</summary>
    /// <param name="task">The task.</param>
    /// <param name="feature">Its feature.</param>
    /// <param name="phase">The title of its phase.</param>
    public static OrderedDictionary<string, object?> Model(TaskItem task, FeatureName feature, string phase) =>
        new()
        {
            ["id"] = PlainText.OneLine(task.Id.Value),
            ["title"] = PlainText.OneLine(task.Text),
            ["feature"] = PlainText.OneLine(feature.Value),
            ["phase"] = PlainText.OneLine(phase),
            ["story"] = PlainText.OneLine(task.Story ?? ""),
        };

    /// <summary>The message: a subject of at most 72 characters, and what else the template says. No value makes a line of its
    /// own.</summary>
    /// <param name="task">The task.</param>
    /// <param name="feature">Its feature.</param>
    /// <param name="phase">The title of its phase.</param>
    /// <exception cref="TemplateException">The project's template is wrong.</exception>
    public string For(TaskItem task, FeatureName feature, string phase)
    {
        var lines = _template.Render(Model(task, feature, phase)).Trim().Split('\n', 2);
        var subject = PlainText.Cut(lines[0].Trim().TrimEnd(':'), SubjectLength);
        return lines is [_, var body] && body.Trim().Length > 0 ? $"{subject}\n\n{body.Trim()}" : subject;
    }
}
