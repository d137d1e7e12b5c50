using System.Globalization;
using ClusterSimulator;
using ClusterSimulator.Store;
using EndToEnd.Kubernetes;
using EndToEnd.Support;

namespace Campaigns.Fault;

/// <summary>A feature of two waves, and what can go wrong around it.</summary>
internal sealed class FaultDesk : IAsyncDisposable
{
    /// <summary>Lines of every agent.</summary>
    internal const int Lines = 25;

    private const UnixFileMode Executable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private readonly ClusterFeature feature;
    private readonly FeatureOrigin origin;

    private FaultDesk(ClusterFeature feature, FeatureOrigin origin, IReadOnlyList<string> tasks) =>
        (this.feature, this.origin, Tasks) = (feature, origin, tasks);

    /// <summary>The ids of the tasks.</summary>
    internal IReadOnlyList<string> Tasks { get; }

    internal FeatureClone Clone => feature.Clone;

    internal Simulator Simulator => feature.Cluster.Simulated!;

    /// <summary>Makes it.</summary>
    /// <param name="count">How many tasks, half of them behind the others.</param>
    /// <param name="pause">Seconds between two lines of an agent.</param>
    internal static async Task<FaultDesk> CreateAsync(int count = 6, double pause = 0.04)
    {
        string[] ids = [.. Enumerable.Range(1, count).Select(id => string.Create(CultureInfo.InvariantCulture, $"T{id:D3}"))];
        var tasks =
            $"{ClusterFeature.Tasks(ids.Take(count / 2))}\n## Phase 2: Connect\n\n{string.Concat(ids.Skip(count / 2).Select(id => $"- [ ] {id} [P] [ASYNC] Connect part {id}\n"))}";
        var feature = await ClusterFeature.CreateAsync(
            tasks,
            ScriptedAgent.Good(Lines, pause),
            json => json["delivery"] = new System.Text.Json.Nodes.JsonObject { ["checkpointSeconds"] = 0, ["timeoutSeconds"] = 30 },
            options => options with { Environment = new Dictionary<string, string> { ["RETRY_SECONDS"] = "1" } }
        );
        return new(feature, await feature.OriginAsync(), ids);
    }

    /// <summary>Another clone, as on another desk.</summary>
    internal Task<FeatureClone> NewCloneAsync(string name) => feature.NewCloneAsync(name);

    /// <summary>The names of the pods whose containers run.</summary>
    internal IReadOnlyList<string> RunningPods() =>
        [
            .. Simulator
                .Cluster.Store.List("pods", Simulator.Namespace)
                .Items.Where(pod => pod.Text("status", "phase") == "Running")
                .Select(pod => pod.Text("metadata", "name")!),
        ];

    /// <summary>The task that a pod works on.</summary>
    internal static string TaskOf(string pod) => pod.Split('-')[1].ToUpperInvariant();

    /// <summary>Somebody deletes a pod.</summary>
    internal void Delete(string pod) => feature.Cluster.TryKubectl(["delete", "pod", pod, "--wait=false"]);

    /// <summary>Runs something now; for lists of what may happen.</summary>
    internal static Func<FaultDesk, Task> Now(Action<FaultDesk> action) =>
        desk =>
        {
            action(desk);
            return Task.CompletedTask;
        };

    /// <summary>The git remote vanishes. An empty directory stays: the simulator leaves only those paths alone that exist.</summary>
    internal void HideRemote()
    {
        Directory.Move(origin.Git.Directory, origin.Git.Directory + ".gone");
        Directory.CreateDirectory(origin.Git.Directory);
    }

    /// <summary>The git remote comes back.</summary>
    internal void ShowRemote()
    {
        Directory.Delete(origin.Git.Directory);
        Directory.Move(origin.Git.Directory + ".gone", origin.Git.Directory);
    }

    /// <summary>The git remote refuses pushes from now on.</summary>
    /// <param name="message">What it says.</param>
    /// <param name="refs">To which refs, as a bash pattern.</param>
    internal void RejectPushes(string message, string refs = "*")
    {
        var hook = Path.Combine(origin.Git.Directory, "hooks", "pre-receive");
        Directory.CreateDirectory(Path.GetDirectoryName(hook)!);
        File.WriteAllText(
            hook,
            $"#!/bin/bash\nwhile read -r _ new ref; do case $ref in {refs}) echo '{message}' >&2; exit 1 ;; esac; done\n"
        );
        File.SetUnixFileMode(hook, Executable);
    }

    /// <summary>The git remote takes pushes again.</summary>
    internal void TakePushes() => File.Delete(Path.Combine(origin.Git.Directory, "hooks", "pre-receive"));

    /// <summary>The salvage branches on the remote.</summary>
    internal async Task<IReadOnlyList<string>> SalvagesAsync() =>
        [.. (await origin.BranchesAsync()).Keys.Where(name => name.Contains("-salvage-", StringComparison.Ordinal))];

    /// <summary>Fails unless every task has exactly one delivering commit.</summary>
    internal async Task DeliveredOnceAsync()
    {
        foreach (var task in Tasks)
        {
            var commits = await origin.Git.LinesAsync(
                "log",
                "--format=%(trailers:key=Task,valueonly,separator=%x2C)\t%(trailers:key=Agent-Outcome,valueonly,separator=%x2C)",
                await origin.BranchOfAsync(task)
            );
            commits.Count(commit => commit == $"{task}\tsucceeded").ShouldBe(1, $"{task}\n{string.Join('\n', commits)}");
        }
    }

    /// <summary>Fails unless nothing of the tool runs and it has left no temporary files.</summary>
    internal async Task NothingIsLeftAsync()
    {
        await Eventually.HoldsAsync(() => !feature.Programs("kubectl").Any(), "no kubectl is left");
        feature.TemporaryFiles().ShouldBeEmpty();
    }

    /// <summary>What agents printed, as the first clone has it.</summary>
    internal IReadOnlyList<string> Transcript(string task) =>
        [.. Transcripts.Lines(Clone, feature.Name, task).Where(line => line.StartsWith($"{task} line ", StringComparison.Ordinal))];

    public async ValueTask DisposeAsync() => await feature.DisposeAsync();
}
