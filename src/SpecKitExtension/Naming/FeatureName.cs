namespace SpecKitExtension.Naming;

/// <summary>A feature: where its directory lies in the repository, e.g. <c>001-photo-albums</c> or
/// <c>services/api/001-photo-albums</c>.</summary>
/// <param name="Value">The directory's path, without a folder <c>specs</c> right above it.</param>
internal sealed record FeatureName(string Value)
{
    private const string Folder = "specs";

    /// <summary>The feature of a directory.</summary>
    /// <param name="directory">The directory relative to the repository's root, with slashes.</param>
    public static FeatureName Of(string directory)
    {
        var parts = directory.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return new(string.Join('/', parts is [.. var above, Folder, var last] ? [.. above, last] : parts));
    }

    /// <summary>The other directory that would be the same feature: the one with a folder <c>specs</c> above it, or without.</summary>
    /// <param name="directory">The directory relative to the repository's root, with slashes.</param>
    public static string Twin(string directory)
    {
        var parts = directory.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return string.Join(
            '/',
            parts is [.. var above, Folder, var last] ? [.. above, last]
                : parts is [.. var all, var name] ? [.. all, Folder, name]
                : parts
        );
    }

    /// <summary>The project of a feature: the folder around <c>specs/</c>, relative to the repository's root; empty where it is the
    /// root.</summary>
    /// <param name="directory">The directory relative to the repository's root, with slashes.</param>
    public static string ProjectOf(string directory) =>
        directory.Split('/', StringSplitOptions.RemoveEmptyEntries) is [.. var project, Folder, _] ? string.Join('/', project) : "";

    /// <summary>The feature as part of a branch's name: each folder as git takes it.</summary>
    public string RefPath => string.Join('/', Value.Split('/').Select(GitRefRules.Component));

    public override string ToString() => Value;
}
