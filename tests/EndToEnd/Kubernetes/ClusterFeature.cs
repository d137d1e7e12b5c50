using System.Text.Json.Nodes;
using ClusterSimulator;
using EndToEnd.Charts;
using EndToEnd.Support;

namespace EndToEnd.Kubernetes;

/// <summary>A feature in a repository, and the cluster in which its agents run; gone with its test.</summary>
internal sealed class ClusterFeature : IAsyncDisposable
{
    private readonly FeatureOrigin origin;

    private ClusterFeature(FeatureOrigin origin, TestCluster cluster)
    {
        (this.origin, Cluster) = (origin, cluster);
        Equip(origin.Clone);
    }

    internal TestCluster Cluster { get; }

    /// <summary>The clone in which the feature was committed.</summary>
    internal FeatureClone Clone => origin.Clone;

    /// <summary>The feature's name.</summary>
    internal string Name => Path.GetFileName(origin.Directory);

    /// <summary>What its branches begin with.</summary>
    internal string Prefix => origin.Prefix;

    internal string this[string relative] => origin[relative];

    /// <summary>Makes repository, feature and cluster.</summary>
    /// <param name="tasks">The text of tasks.md.</param>
    /// <param name="agent">The bash command line that does a task.</param>
    /// <param name="settings">Changes the configuration.</param>
    /// <param name="options">Changes the simulator.</param>
    /// <param name="directory">The feature's directory; on a real cluster a suffix keeps tests apart.</param>
    /// <param name="more">Adds files before the first commit.</param>
    internal static async Task<ClusterFeature> CreateAsync(
        string tasks,
        string? agent = null,
        Action<JsonObject>? settings = null,
        Func<SimulatorOptions, SimulatorOptions>? options = null,
        string directory = "specs/001-albums",
        Action<FeatureClone>? more = null
    )
    {
        var own = Own(directory);
        FeatureOrigin? origin = null;
        try
        {
            origin = await FeatureOrigin.CreateAsync(
                tasks,
                own,
                json => Configure(json, agent ?? ScriptedAgent.Good(), settings),
                clone =>
                {
                    clone.Write("values.yaml", TestCluster.Values());
                    more?.Invoke(clone);
                }
            );
            if (TestCluster.GitUrl is { } url)
            {
                await origin.Clone.Git.RunAsync("remote", "set-url", "origin", url);
            }

            return new(origin, await TestCluster.StartAsync(origin["home"], options));
        }
        catch
        {
            if (origin is not null)
            {
                await origin.DisposeAsync();
            }

            throw;
        }
    }

    /// <summary>A name that no other test, and no earlier run, has in the repository of a real cluster.</summary>
    internal static string Own(string name) => TestCluster.IsReal ? $"{name}-{Guid.NewGuid().ToString("N")[..6]}" : name;

    /// <summary>One line of tasks.md for every id: ASYNC, side by side.</summary>
    internal static string Tasks(params IEnumerable<string> ids) =>
        $"# Tasks\n\n## Phase 1: Build\n\n{string.Concat(ids.Select(id => $"- [ ] {id} [P] [ASYNC] Build part {id}\n"))}";

    /// <summary>Another clone, as on another desk.</summary>
    internal async Task<FeatureClone> NewCloneAsync(string name)
    {
        var clone = await origin.CloneAsync(name);
        if (TestCluster.GitUrl is { } url)
        {
            await clone.Git.RunAsync("remote", "set-url", "origin", url);
        }

        Equip(clone);
        return clone;
    }

    /// <summary>The branches, from wherever the pods push to; on a real cluster those of other tests, too.</summary>
    internal async Task<FeatureOrigin> OriginAsync()
    {
        if (TestCluster.GitUrl is { } url)
        {
            await origin.Git.RunAsync("fetch", "-q", "--prune", url, "+refs/heads/*:refs/heads/*");
        }

        return origin;
    }

    /// <summary>Starts the tool.</summary>
    internal FeatureRun Start(params string[] arguments) => Clone.Start(arguments);

    /// <summary>Calls the tool and waits for its end.</summary>
    internal Task<FeatureResult> RunAsync(params string[] arguments) => Clone.RunAsync(arguments);

    /// <summary>The pods of the feature as kubectl shows them.</summary>
    internal IReadOnlyList<JsonObject> Pods(string feature = "") =>
        [
            .. JsonNode.Parse(
                Cluster.Kubectl(["get", "pods", "-o", "json", "-l", $"speckit-async/feature={(feature.Length > 0 ? feature : Name)}"])
            )!["items"]!
                .AsArray()
                .Select(pod => pod!.AsObject()),
        ];

    /// <summary>The pod of a task's attempt.</summary>
    internal string PodOf(string task, int attempt = 1) =>
        Pods().Single(pod => Label(pod, "task") == task && Label(pod, "attempt") == $"{attempt}")["metadata"]!["name"]!.GetValue<string>();

    /// <summary>A label of a pod.</summary>
    internal static string Label(JsonObject pod, string name) => pod["metadata"]!["labels"]![$"speckit-async/{name}"]!.GetValue<string>();

    /// <summary>Waits until a task's agent has printed a text.</summary>
    internal Task AgentSaysAsync(string task, string text) =>
        Eventually.HoldsAsync(
            () =>
                Pods().FirstOrDefault(pod => Label(pod, "task") == task) is { } pod
                && Cluster
                    .TryKubectl(["logs", pod["metadata"]!["name"]!.GetValue<string>(), "-c", "agent"])
                    .Out.Contains(text, StringComparison.Ordinal),
            $"{task} says {text}",
            90
        );

    /// <summary>The lines that a container wrote, as a clone's transcripts have them.</summary>
    internal IReadOnlyList<string> Transcript(string task, string container = "agent", FeatureClone? clone = null) =>
        [
            .. Transcripts(task, clone)
                .SelectMany(File.ReadLines)
                .Select(line => line.Split(' ', 3))
                .Where(parts => parts.Length == 3 && parts[1] == container)
                .Select(parts => parts[2]),
        ];

    /// <summary>The files of a task's transcripts.</summary>
    internal IReadOnlyList<string> Transcripts(string task, FeatureClone? clone = null) =>
        [
            .. Directory
                .EnumerateFiles((clone ?? Clone).Transcripts(Name), $"agent-{task.ToLowerInvariant()}-*.log")
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>The programs that were started for this feature and run.</summary>
    internal IEnumerable<string> Programs(string name) =>
        FeatureProcesses.Of(this["home"]).Values.Where(line => line.Contains(name, StringComparison.Ordinal));

    /// <summary>What the tool has left of its temporary directories.</summary>
    internal IReadOnlyList<string> TemporaryFiles() => [.. Directory.EnumerateFileSystemEntries(this["tmp"], "speckit-async-*")];

    public async ValueTask DisposeAsync()
    {
        if (TestCluster.IsReal)
        {
            Cluster.TryKubectl(["delete", "pods", "--wait=false", "--grace-period=1", "-l", $"speckit-async/feature={Name}"]);
        }

        await Cluster.DisposeAsync();
        await origin.DisposeAsync();
    }

    private void Equip(FeatureClone clone)
    {
        origin.Clone.Variables["HOME"] = this["home"];
        Directory.CreateDirectory(this["tmp"]);
        clone.Variables["TMPDIR"] = this["tmp"];
        clone.Variables["KUBECONFIG"] = Cluster.Kubeconfig;
        clone.Variables["PATH"] = $"{Path.GetDirectoryName(ChartFiles.Helm)}:{clone.Variables["PATH"]}";
    }

    private static void Configure(JsonObject json, string agent, Action<JsonObject>? settings)
    {
        json.Remove("local");
        json["runtime"] = "kubernetes";
        json["namespace"] = TestCluster.Namespace;
        json["maxParallel"] = 20;
        json["terminationGraceSeconds"] = 20;
        json["agent"] = new JsonObject { ["command"] = agent, ["killSeconds"] = 1 };
        json["heartbeat"] = new JsonObject { ["seconds"] = 1, ["staleSeconds"] = 5 };
        json["cluster"] = new JsonObject { ["valuesFiles"] = new JsonArray("values.yaml") };
        settings?.Invoke(json);
    }
}
