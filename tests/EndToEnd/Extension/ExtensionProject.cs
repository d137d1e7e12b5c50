using EndToEnd.Support;

namespace EndToEnd.Extension;

/// <summary>A spec-kit project with a feature, in which <c>init</c> has run, and the tool on PATH.</summary>
internal sealed class ExtensionProject : IAsyncDisposable
{
    private ExtensionProject(FeatureOrigin origin)
    {
        Origin = origin;
    }

    internal FeatureOrigin Origin { get; }

    internal FeatureClone Clone => Origin.Clone;

    /// <summary>Makes the project and commits it.</summary>
    /// <param name="tasks">The text of tasks.md.</param>
    /// <param name="init">Arguments of <c>init</c>.</param>
    internal static async Task<ExtensionProject> CreateAsync(string tasks, params string[] init)
    {
        ExtensionProject project = new(await FeatureOrigin.CreateAsync(tasks));
        var clone = project.Clone;
        clone.Variables["PATH"] = $"{AppContext.BaseDirectory}:{clone.Variables["PATH"]}";
        clone.Variables["TMPDIR"] = Directory.CreateDirectory(project.Origin["tmp"]).FullName;
        (await clone.RunAsync(["init", .. init])).ShouldEndWith(0);
        await clone.Git.CommitAllAsync("Install the extension");
        await clone.Git.RunAsync("push", "-q");
        return project;
    }

    /// <summary>Calls one of the extension's scripts.</summary>
    internal async Task<FeatureResult> ScriptAsync(string name, params string[] arguments)
    {
        using var run = StartScript(name, arguments);
        return await run.EndAsync();
    }

    /// <summary>tail-logs.sh.</summary>
    internal Task<FeatureResult> TailAsync(string name) => ScriptAsync("tail-logs.sh", name);

    /// <summary>Starts one of the extension's scripts.</summary>
    internal FeatureRun StartScript(string name, params string[] arguments) => StartScriptIn(Clone.Folder, name, arguments);

    /// <summary>Starts one of the extension's scripts in a directory.</summary>
    internal FeatureRun StartScriptIn(string directory, string name, params string[] arguments) =>
        FeatureRun.Start([Clone[$"{ExtensionFolder.Relative}/scripts/bash/{name}"], .. arguments], Clone.Variables, directory);

    public ValueTask DisposeAsync() => Origin.DisposeAsync();
}
