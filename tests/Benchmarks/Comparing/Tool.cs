using EndToEnd.House;
using EndToEnd.Kubernetes;

namespace Benchmarks.Comparing;

/// <summary>The tool as users have it: packed, and installed with <c>--tool-path</c>.</summary>
internal sealed class Tool : IAsyncDisposable
{
    private readonly InstalledTool installed = new();

    /// <summary>The program.</summary>
    public string Program => installed.Program;

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
        new Dictionary<string, string>(variables) { ["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory(), "../../..")) };

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
