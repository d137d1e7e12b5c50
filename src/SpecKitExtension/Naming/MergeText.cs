using System.Text.RegularExpressions;

namespace SpecKitExtension.Naming;

/// <summary>The message of a merge that brings a task in: on some servers a ticket has to stand in it.</summary>
/// <param name="Template">A template in which <see cref="TemplateProblem"/> finds nothing.</param>
/// <param name="Feature">The feature's name.</param>
internal sealed partial record MergeText(string Template, string Feature)
{
    /// <summary>The template unless the configuration has another.</summary>
    public const string DefaultTemplate = "Integrate {task}";

    /// <summary>The message.</summary>
    /// <param name="task">The task's id.</param>
    public string For(string task) =>
        Placeholder()
            .Replace(Template, match => match.Value switch
                {
                    "{task}" => task,
                    "{feature}" => Feature,
                    _ => match.Value,
                });

    /// <summary>What is wrong with a template, as a sentence; null when nothing is.</summary>
    public static string? TemplateProblem(string template) =>
        template.Trim().Length == 0 ? "It is empty."
        : Placeholder().Matches(template).Select(match => match.Value).FirstOrDefault(name => name is not ("{task}" or "{feature}"))
            is { } unknown
            ? $"{unknown} is not known; there are {{task}} and {{feature}}."
        : null;

    [GeneratedRegex(@"\{[a-z]*\}", RegexOptions.CultureInvariant)]
    private static partial Regex Placeholder();
}
