using EndToEnd.House;
using EndToEnd.Kubernetes;

namespace Benchmarks.Comparing;

/// <summary>The tool as users have it: packed, and installed with <c>--tool-path</c>.</summary>
/// <param name="built">A program that is there already; null to install one.</param>
internal sealed class Tool(string? built = null) : IAsyncDisposable
{
    private readonly InstalledTool installed = new();

    /// <summary>The program.</summary>
    public string Program => built ?? installed.Program;

    /// <summary>Packs and installs.</summary>
    public static async Task<Tool> InstallAsync()
    {
        Tool tool = new();
        await tool.installed.InitializeAsync();
        return tool;
    }

    /// <summary>The environment of all programs that work on a feature.</summary>
    public static IReadOnlyDictionary<string, string> Environment(ClusterFeature feature) => Environment(feature.Clone.Variables);

    /// <summary>An environment in which the program finds its runtime.</summary>
    public static IReadOnlyDictionary<string, string> Environment(IReadOnlyDictionary<string, string> variables) =>
        new Dictionary<string, string>(variables.Concat(Profiling))
        {
            ["DOTNET_ROOT"] = Path.GetFullPath(
                Path.Combine(System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory(), "../../..")
            ),
        };

    /// <summary>DOTNET_… variables of this process reach the tool, e.g. <c>DOTNET_PerfMapEnabled</c>.</summary>
    private static Dictionary<string, string> Profiling =>
        System
            .Environment.GetEnvironmentVariables()
            .Cast<System.Collections.DictionaryEntry>()
            .Where(variable =>
                variable.Key is string name
                && name.StartsWith("DOTNET_", StringComparison.Ordinal)
                && name is not ("DOTNET_ROOT" or "DOTNET_CLI_HOME" or "DOTNET_NOLOGO")
            )
            .ToDictionary(variable => (string)variable.Key, variable => (string)variable.Value!);

    /// <summary>Runs the program in a feature's clone.</summary>
    public Task<Cost> RunAsync(ClusterFeature feature, IReadOnlyList<string> arguments, params IReadOnlyList<int> codes) =>
        Metered.RunAsync([Program, .. arguments], Environment(feature), feature.Clone.Folder, codes);

    /// <summary>Starts the program in a feature's clone.</summary>
    public Metered Start(ClusterFeature feature, Func<Stream, Task> reader, params IReadOnlyList<string> arguments) =>
        Metered.Start([Program, .. arguments], Environment(feature), feature.Clone.Folder, reader);

    public ValueTask DisposeAsync()
    {
        installed.Dispose();
        return ValueTask.CompletedTask;
    }
}
