using System.Text;
using SpecKitExtension.Naming;
using SpecKitExtension.Tasks;

namespace SpecKitExtension.Rendering;

/// <summary>Writes what an agent is told to do.</summary>
/// <param name="templates">Where the prompt's template is.</param>
internal sealed class PromptRenderer(TemplateFolder templates)
{
    /// <summary>The most bytes of UTF-8 a prompt may have, so that it fits, encoded, into one annotation.</summary>
    public const int PromptLimit = 190_000;

    private static readonly string[] First = ["spec.md", "plan.md", "tasks.md"];

    private readonly TextTemplate _template = TextTemplate.ForText(templates.Read(TemplateFolder.TaskPrompt));
    private readonly TextTemplate _found = TextTemplate.ForText(templates.Read(TemplateFolder.EarlierWork));

    /// <summary>The names a prompt's template may use.</summary>
    public static OrderedDictionary<string, object?> Model(PromptInput input)
    {
        var project = FeatureName.ProjectOf(input.FeatureDirectory);
        OrderedDictionary<string, object?> model = new()
        {
            ["id"] = PlainText.OneLine(input.Task.Id.Value),
            ["title"] = PlainText.OneLine(input.Task.Text),
            ["description"] = PlainText.Block(input.Task.Description),
            ["phase"] = PlainText.OneLine(input.Phase),
            ["story"] = PlainText.OneLine(input.Task.Story ?? ""),
            ["files"] = input.Task.Files.Select(PlainText.OneLine).ToArray(),
            ["project"] = PlainText.OneLine(project),
            ["featureDirectory"] = PlainText.OneLine(FromProject(input.FeatureDirectory)),
            ["documents"] = Ordered(input).Select(FromProject).ToArray(),
        };
        model["fence"] = Fence(model);
        return model;

        // The agent starts there.
        string FromProject(string path) =>
            project.Length > 0 && path.StartsWith($"{project}/", StringComparison.Ordinal) ? path[(project.Length + 1)..] : path;
    }

    /// <summary>The names that the part about earlier work may use.</summary>
    /// <param name="task">The task.</param>
    /// <param name="found">What the agent finds.</param>
    public static OrderedDictionary<string, object?> Model(TaskItem task, FoundWork found)
    {
        OrderedDictionary<string, object?> model = new()
        {
            ["id"] = PlainText.OneLine(task.Id.Value),
            ["attempt"] = found.Attempt,
            ["delivered"] = found.Delivered ? 1 : 0,
            ["outcome"] = PlainText.OneLine(found.Outcome),
            ["commits"] = found.Commits.Select(PlainText.OneLine).ToArray(),
            ["files"] = found.Files.Select(PlainText.OneLine).ToArray(),
            ["said"] = PlainText.Block(found.Said),
            ["note"] = PlainText.Block(found.Note),
        };
        model["fence"] = Fence(model);
        return model;
    }

    /// <summary>The prompt of a task; a project's own template for it need not know of earlier work.</summary>
    /// <exception cref="TemplateException">The project's template is wrong.</exception>
    /// <exception cref="PromptTooLargeException">It has more bytes than <see cref="PromptLimit"/>.</exception>
    public string Render(PromptInput input)
    {
        var prompt = _template.Render(Model(input)) + (input.Found is null ? "" : _found.Render(Model(input.Task, input.Found)));
        var bytes = Encoding.UTF8.GetByteCount(prompt);
        return bytes <= PromptLimit ? prompt : throw new PromptTooLargeException(input.Task.Id, bytes, PromptLimit);
    }

    private static string Fence(OrderedDictionary<string, object?> model) =>
        PlainText.Fence(model.Values.OfType<string>().Concat(model.Values.OfType<string[]>().SelectMany(list => list)));

    // A name that is not what it looks like on one line cannot be opened by it either.
    private static string[] Ordered(PromptInput input) =>
        [
            .. input
                .Documents.Where(path => PlainText.OneLine(path) == path)
                .OrderBy(path =>
                    Array.IndexOf(
                        First,
                        path.StartsWith($"{input.FeatureDirectory}/", StringComparison.Ordinal)
                            ? path[(input.FeatureDirectory.Length + 1)..]
                            : ""
                    )
                        is >= 0
                            and var at
                        ? at
                        : First.Length
                )
                .ThenBy(path => path, StringComparer.Ordinal),
        ];
}
