using System.Globalization;
using System.Text;
using SpecKitExtension.Naming;

namespace SpecKitExtension.Rendering;

/// <summary>Writes the helm values of a whole wave as one document.</summary>
/// <param name="templates">Where the values' template is.</param>
internal sealed class ValuesRenderer(TemplateFolder templates)
{
    // The texts that the chart also takes in base64, for characters that helm cannot check.
    private static readonly string[] Encodable = ["repo", "branch", "contextDir", "commitMessage"];

    private readonly TextTemplate _template = TextTemplate.ForYaml(templates.Read(TemplateFolder.HelmValues));

    /// <summary>The values.</summary>
    /// <param name="tasks">The tasks that start together.</param>
    /// <param name="overrides">Other values by their top-level key; trees of strings, truth values, numbers, nulls, dictionaries and
    /// lists.</param>
    /// <param name="chartKey">The key under which a release's own chart keeps this chart's values; null when the chart itself is
    /// rendered.</param>
    public string Render(IReadOnlyList<TaskValues> tasks, OrderedDictionary<string, object?>? overrides = null, string? chartKey = null) =>
        overrides?.ContainsKey("tasks") == true
            ? throw new ArgumentException("The tasks are not to be overridden.", nameof(overrides))
            : _template.Render(
                new OrderedDictionary<string, object?>
                {
                    ["chartKey"] = chartKey ?? "",
                    ["tasks"] = tasks.Select(Model).ToList(),
                    ["overrides"] = (overrides ?? [])
                        .Select(entry => new OrderedDictionary<string, object?>
                        {
                            ["key"] = entry.Key,
                            ["value"] = YamlValue.Of(entry.Value),
                        })
                        .ToList(),
                }
            );

    private static OrderedDictionary<string, object?> Model(TaskValues task)
    {
        OrderedDictionary<string, object?> model = new()
        {
            ["name"] = task.Name.Value,
            ["id"] = task.Id.Value,
            ["digest"] = task.Digest.Value,
            ["attempt"] = task.Attempt,
            ["branch"] = task.Branch.Value,
            ["repo"] = task.Repo,
            ["baseCommit"] = task.BaseCommit,
            ["contextDir"] = task.ContextDir,
            ["commitMessage"] = task.CommitMessage,
            ["promptBase64"] = Base64(task.Prompt),
            ["repositoryHash"] = task.Repository.Hash,
            ["featureLabel"] = Labels.Value(task.Feature.Value),
        };
        OrderedDictionary<string, object?> encoded = [];
        foreach (var key in Encodable.Where(key => !YamlEncoder.CanBeChecked((string)model[key]!)))
        {
            encoded[key] = Base64((string)model[key]!);
            model[key] = "";
        }

        model["budget"] = new (string Key, decimal Limit)[] { ("budgetTokens", task.BudgetTokens), ("budgetUsd", task.BudgetUsd) }
            .Where(budget => budget.Limit > 0)
            .Select(budget => new OrderedDictionary<string, object?>
            {
                ["key"] = budget.Key,
                ["value"] = budget.Limit.ToString(CultureInfo.InvariantCulture),
            })
            .ToList();
        model["base64"] = encoded.Count == 0 ? "" : YamlValue.Of(encoded);
        return model;
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
