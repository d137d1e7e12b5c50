namespace SpecKitExtension.Naming;

/// <summary>A feature: the name of its directory, e.g. <c>001-photo-albums</c>.</summary>
/// <param name="Value">The directory's name.</param>
internal sealed record FeatureName(string Value)
{
    public override string ToString() => Value;
}
