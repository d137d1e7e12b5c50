using EndToEnd.Charts;
using EndToEnd.Kubernetes;
using EndToEnd.Support;

namespace Campaigns.Kill;

/// <summary>LocalMachines at which agents are processes of the same machine.</summary>
internal sealed class LocalMachines : IMachines
{
    /// <summary>Most agents at the same time.</summary>
    internal const int MostAgents = 6;

    private readonly AgentNotes notes;
    private readonly string agent;

    private LocalMachines(FeatureOrigin origin, AgentNotes notes, string agent)
    {
        (Origin, this.notes, this.agent) = (origin, notes, agent);
        ProcessKiller = new(origin.Root);
        Server.Detach(origin, origin.Clone);
    }

    public FeatureOrigin Origin { get; }

    public AgentNotes Notes => notes;

    public FeatureClone First => Origin.Clone;

    public string[] Options => ["--agent", agent];

    public ProcessKiller ProcessKiller { get; }

    /// <param name="tasks">The text of tasks.md, or a sample's name.</param>
    /// <param name="agent">What an agent does, in bash.</param>
    internal static async Task<IMachines> CreateAsync(string tasks, string agent)
    {
        AgentNotes notes = new();
        return new LocalMachines(
            await FeatureOrigin.CreateAsync(tasks, settings: json => json["maxParallel"] = MostAgents),
            notes,
            notes.Noting(agent)
        );
    }

    public async Task<FeatureClone> NewDeskAsync(string name)
    {
        var clone = await Origin.CloneAsync(name);
        Server.Detach(Origin, clone);
        return clone;
    }

    public IReadOnlyList<string> Attempts() =>
        [.. Origin.AttemptFolders().Where(folder => !folder.Contains("/.staging/", StringComparison.Ordinal))];

    public async ValueTask DisposeAsync()
    {
        await Origin.DisposeAsync();
        notes.Dispose();
    }
}

/// <summary>LocalMachines at which agents are pods of a simulated cluster.</summary>
internal sealed class ClusterMachines : IMachines
{
    private readonly ClusterFeature feature;
    private readonly AgentNotes notes;

    private ClusterMachines(ClusterFeature feature, FeatureOrigin origin, AgentNotes notes)
    {
        (this.feature, Origin, this.notes) = (feature, origin, notes);
        ProcessKiller = new(origin.Root, ChartFiles.Helm);
        Server.Detach(origin, feature.Clone);
    }

    public FeatureOrigin Origin { get; }

    public AgentNotes Notes => notes;

    public FeatureClone First => feature.Clone;

    public string[] Options => [];

    public ProcessKiller ProcessKiller { get; }

    /// <param name="tasks">The text of tasks.md, or a sample's name.</param>
    /// <param name="agent">What an agent does, in bash.</param>
    internal static async Task<IMachines> CreateAsync(string tasks, string agent)
    {
        AgentNotes notes = new();
        var feature = await ClusterFeature.CreateAsync(
            tasks,
            notes.Noting(agent),
            json => json["maxParallel"] = LocalMachines.MostAgents,
            directory: "specs/001-photo-albums"
        );
        return new ClusterMachines(feature, await feature.OriginAsync(), notes);
    }

    public async Task<FeatureClone> NewDeskAsync(string name)
    {
        var clone = await feature.NewCloneAsync(name);
        Server.Detach(Origin, clone);
        return clone;
    }

    public IReadOnlyList<string> Attempts() => [.. feature.Pods().Select(pod => pod["metadata"]!["name"]!.GetValue<string>())];

    public async ValueTask DisposeAsync()
    {
        await feature.DisposeAsync();
        notes.Dispose();
    }
}

/// <summary>What makes a directory behave like another machine.</summary>
internal static class Server
{
    /// <summary>A remote's own processes outlive whoever talks to them: they run elsewhere.</summary>
    internal static void Detach(FeatureOrigin origin, FeatureClone clone)
    {
        File.AppendAllText(
            clone[".git/config"],
            "[remote \"origin\"]\n\treceivepack = setsid --wait git-receive-pack\n\tuploadpack = setsid --wait git-upload-pack\n"
        );
        clone.Variables["TMPDIR"] = Directory.CreateDirectory(origin["tmp"]).FullName;
    }
}
