using System.Reflection;

namespace EndToEnd.Support;

/// <summary>Where this repository's own files are.</summary>
internal static class Repository
{
    internal static string Root { get; } =
        typeof(Repository)
            .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(attribute => attribute.Key == "RepositoryRoot")
            .Value!;

    internal static string PathOf(string relative) => Path.Combine(Root, relative);
}
