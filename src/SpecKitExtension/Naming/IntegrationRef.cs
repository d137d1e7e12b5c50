namespace SpecKitExtension.Naming;

/// <summary>Where a feature's integration commit lies: <c>specs/&lt;feature&gt;/async-integration</c>.</summary>
/// <param name="Feature">The feature.</param>
internal sealed record IntegrationRef(FeatureName Feature)
{
    /// <summary>The name without <c>refs/heads/</c>.</summary>
    public string Value => $"specs/{Feature.RefPath}/async-integration";

    public override string ToString() => Value;
}
