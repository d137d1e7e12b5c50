using System.Reflection;

namespace EndToEnd.Charts;

/// <summary>Where the chart, its releases and the tools are in this repository.</summary>
internal static class ChartFiles
{
    public const string ChartName = "agentic-sdlc-orchestrator";

    public static string Root { get; } =
        typeof(ChartFiles)
            .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(attribute => attribute.Key == "RepositoryRoot")
            .Value!;

    public static string Chart { get; } = Path.Combine(Root, "charts", ChartName);

    public static string Helm { get; } =
        Environment.GetEnvironmentVariable("SPECKIT_ASYNC_TEST_HELM")
        ?? Path.Combine(Root, "tests", "tools", "node_modules", ".bin", "helm");

    public static string Release(string environment) => Path.Combine(Root, "releases", $"{ChartName}-{environment}");

    /// <summary>A release with its dependency, built in a temporary copy as the tool does it: a stale archive would go unnoticed.</summary>
    public static string BuiltRelease(string environment)
    {
        var copy = Directory.CreateTempSubdirectory("release-").FullName;
        Copy(Chart, Path.Combine(copy, "charts", ChartName));
        var release = Path.Combine(copy, "releases", environment);
        Copy(Release(environment), release);
        Charts.Helm.Run(["dependency", "build", release]).Output();
        return release;
    }

    private static void Copy(string from, string to)
    {
        foreach (
            var file in Directory
                .EnumerateFiles(from, "*", SearchOption.AllDirectories)
                .Where(file => !file.EndsWith(".tgz", StringComparison.Ordinal))
        )
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
