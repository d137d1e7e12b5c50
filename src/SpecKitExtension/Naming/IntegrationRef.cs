namespace SpecKitExtension.Naming;

/// <summary>The branch on which a feature's integration commit lies.</summary>
/// <param name="Feature">The feature.</param>
/// <param name="Template">A template in which <see cref="TemplateProblem"/> finds nothing.</param>
internal sealed record IntegrationRef(FeatureName Feature, string Template)
{
    /// <summary>The template unless the configuration has another.</summary>
    public const string DefaultTemplate = $"specs/{Place}/async-integration";

    private const string Place = "{feature}";

    /// <summary>The name without <c>refs/heads/</c>.</summary>
    public string Value => Template.Replace(Place, Feature.RefPath, StringComparison.Ordinal);

    /// <summary>What is wrong with a template, as a sentence; null when it names a branch for every feature.</summary>
    public static string? TemplateProblem(string template) =>
        !template.Contains(Place, StringComparison.Ordinal) ? "It must contain {feature}, or two features would share a branch."
        : !GitRefRules.IsLegalBranch(template.Replace(Place, "f", StringComparison.Ordinal))
        || template.Replace(Place, "", StringComparison.Ordinal).Contains('{', StringComparison.Ordinal)
            ? "It makes no legal branch name (see `git help check-ref-format`); there is {feature}."
        : null;

    public override string ToString() => Value;
}
