using SpecKitExtension.Logs;
using SpecKitExtension.Naming;
using SpecKitExtension.Rendering;
using SpecKitExtension.Running;

namespace SpecKitExtension.Reporting;

/// <summary>A feature's runs as a Markdown document for a pull request.</summary>
/// <param name="templates">Where its template is.</param>
/// <param name="page">Where branches can be seen; null when nobody knows.</param>
internal sealed class RunReport(TemplateFolder templates, RepositoryPage? page)
{
    private const int MostFiles = 12;

    private readonly TextTemplate _template = TextTemplate.ForText(templates.Read(TemplateFolder.Report));

    /// <summary>The document.</summary>
    /// <exception cref="TemplateException">The project's template is wrong.</exception>
    public string For(FeatureName feature, FeatureView view, IReadOnlyList<TaskReport> tasks) =>
        _template.Render(Model(feature, view, tasks));

    /// <summary>The names a report's template may use; all values are Markdown.</summary>
    public OrderedDictionary<string, object?> Model(FeatureName feature, FeatureView view, IReadOnlyList<TaskReport> tasks) =>
        new()
        {
            ["feature"] = MarkdownText.Of(feature.Value),
            ["delivered"] = ReportNumbers.Count(tasks.Count(task => task.View.Outcome is { Succeeded: true })),
            ["total"] = ReportNumbers.Count(tasks.Count),
            ["head"] = view.Head[..7],
            ["tasks"] = tasks.Select(Task).ToArray(),
            ["reviews"] = tasks.Where(task => task.Diff is { Names.Count: > 0 }).Select(Task).ToArray(),
            ["remarks"] = tasks.Select(Remark).OfType<OrderedDictionary<string, object?>>().ToArray(),
            ["measures"] = ReportNumbers
                .Measures(tasks)
                .Select(measure => new OrderedDictionary<string, object?> { ["name"] = measure.Name, ["value"] = measure.Value })
                .ToArray(),
        };

    private OrderedDictionary<string, object?> Task(TaskReport task)
    {
        var used = ReportNumbers.Sum(task.Attempts);
        return new()
        {
            ["id"] = MarkdownText.Of(task.View.Id.Value),
            ["title"] = MarkdownText.Of(task.View.Planned.Item.Text),
            ["outcome"] =
                MarkdownText.Of(TaskStatus.Of(task.View).Word)
                + (task.View.Attempts > 1 ? $" (attempt {ReportNumbers.Count(task.View.Attempts)})" : ""),
            ["branch"] = Branch(task.View),
            ["changes"] = task.Diff is { } diff ? ReportNumbers.Changes(diff) : "",
            ["time"] = (task.Delivery ?? Last(task))?.Took is { } took ? SummaryText.Duration(took) : "",
            ["tokens"] = used is null ? "" : ReportNumbers.Tokens(used),
            ["cost"] = used is null ? "" : ReportNumbers.Cost(used),
            ["files"] = task.Diff is { } changed ? Files(changed.Names) : "",
            ["review"] = task.Diff is { } compared ? MarkdownText.Code($"git diff {Short(compared.From)} {Short(compared.To)}") : "",
        };
    }

    /// <summary>What a reviewer has to know of a task besides its row; null when nothing.</summary>
    private OrderedDictionary<string, object?>? Remark(TaskReport task)
    {
        var status = TaskStatus.Of(task.View);
        var last =
            task.View is { Outcome: null, Live: false } && Last(task)?.Result is { } result
                ? $"the last attempt ended as {result.Outcome}{(result.Reason is null ? "" : $": {result.Reason}")}"
                : null;
        var detail =
            task.View.Outcome is { Succeeded: false } or { Reason: not null } || task.View.RestsOn.Count > 0 ? status.Detail : null;
        return (last ?? detail) is { Length: > 0 } text
            ? new() { ["id"] = MarkdownText.Of(task.View.Id.Value), ["text"] = MarkdownText.Of($"{status.Word}: {text}") }
            : null;
    }

    private static string Files(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(MostFiles).Select(MarkdownText.Code))
        + (names.Count > MostFiles ? $" and {ReportNumbers.Count(names.Count - MostFiles)} more" : "");

    private static string Short(string commit) => commit.EndsWith('^') ? commit[..12] + '^' : commit[..12];

    private static AttemptRecord? Last(TaskReport task) => task.Attempts is [.., var last] ? last : null;

    private string Branch(TaskView task) =>
        task.Attempts == 0 && task.Git.Tip is null ? ""
        : task.Git.Tip is not null && page is not null ? $"[{MarkdownText.Code(task.Branch)}]({page.Branch(task.Branch)})"
        : MarkdownText.Code(task.Branch);
}
