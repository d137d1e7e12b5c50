namespace SpecKitExtension.Rendering;

/// <summary>What a feature's directory holds.</summary>
internal static class FeatureDocuments
{
    private static readonly EnumerationOptions Whole = new()
    {
        RecurseSubdirectories = true,
        AttributesToSkip = FileAttributes.Hidden | FileAttributes.ReparsePoint,
    };

    /// <summary>The directory's files relative to the repository's root, with slashes; links and hidden files are left out.</summary>
    /// <param name="root">The repository's root.</param>
    /// <param name="featureDirectory">The directory, relative to it.</param>
    public static IReadOnlyList<string> In(string root, string featureDirectory) =>
        [
            .. Directory
                .EnumerateFiles(Path.Combine(root, featureDirectory), "*", Whole)
                .Select(file => Path.GetRelativePath(root, file).Replace(Path.DirectorySeparatorChar, '/'))
                .Order(StringComparer.Ordinal),
        ];
}
