using System.Diagnostics;
using System.Text.Json.Nodes;

namespace EndToEnd.Support;

/// <summary>A spec-kit feature in a bare origin, the clones of it, and one place for all agents. Gone with its test, processes
/// included.</summary>
internal sealed class FeatureOrigin : IAsyncDisposable
{
    private readonly TempDirectory root = new();

    private FeatureOrigin(string directory)
    {
        Directory = directory;
    }

    /// <summary>The feature's directory, relative to the root of a clone.</summary>
    internal string Directory { get; }

    /// <summary>What its branches begin with.</summary>
    internal string Prefix => $"{Directory}/";

    /// <summary>The bare repository.</summary>
    internal Git Git { get; private set; } = null!;

    /// <summary>The first clone, in which the feature was committed.</summary>
    internal FeatureClone Clone { get; private set; } = null!;

    /// <summary>Where all agents have their directories.</summary>
    internal string Agents => root["agents"];

    internal string Root => root.Path;

    internal string this[string relative] => root[relative];

    /// <summary>Makes origin, clone and feature.</summary>
    /// <param name="tasks">The text of tasks.md, or the name of a sample in tests/samples/features.</param>
    /// <param name="directory">The feature's directory.</param>
    /// <param name="settings">Changes the configuration that is committed.</param>
    /// <param name="more">Adds files before the first commit.</param>
    internal static async Task<FeatureOrigin> CreateAsync(
        string tasks,
        string directory = "specs/001-photo-albums",
        Action<JsonObject>? settings = null,
        Action<FeatureClone>? more = null
    )
    {
        FeatureOrigin origin = new(directory);
        origin.Git = await Git.InitAsync(origin.root["origin.git"], "--bare");
        var clone = origin.Clone = await origin.NewCloneAsync("work");
        var sample = Repository.PathOf($"tests/samples/features/{tasks}/tasks.md");
        clone.Write($"{directory}/tasks.md", File.Exists(sample) ? await File.ReadAllTextAsync(sample) : tasks);
        clone.Write($"{directory}/spec.md", "# Feature: Photo albums\n");
        clone.Write($"{directory}/plan.md", "# Plan: Photo albums\n");
        clone.Write("README.md", "# Photos\n");
        clone.Write(".gitignore", ".specify/async/config.local.json\n");
        clone.Write(".specify/feature.json", new JsonObject { ["feature_directory"] = directory }.ToJsonString());
        clone.Write(".specify/async/config.json", origin.Settings(settings));
        more?.Invoke(clone);
        await clone.Git.CommitAllAsync("Plan the albums");
        await clone.Git.RunAsync("push", "-q", "-u", "origin", "HEAD");
        clone.Agree();
        return origin;
    }

    /// <summary>Another clone of the origin, as on another desk; it shares the agents' place.</summary>
    internal async Task<FeatureClone> CloneAsync(string name)
    {
        await new Git(root.Path).RunAsync("clone", "-q", Git.Directory, root[name]);
        FeatureClone clone = new(root[name], root["home"], root.Path);
        clone.Agree();
        return clone;
    }

    /// <summary>Branch to commit, for all of the feature's branches on the origin.</summary>
    internal async Task<IReadOnlyDictionary<string, string>> BranchesAsync() =>
        (await Git.LinesAsync("for-each-ref", "--format=%(refname:lstrip=2) %(objectname)", $"refs/heads/{Prefix}"))
            .Select(line => line.Split(' '))
            .ToDictionary(parts => parts[0], parts => parts[1]);

    /// <summary>The branch of a task on the origin.</summary>
    internal async Task<string> BranchOfAsync(string task) =>
        (await BranchesAsync()).Keys.Single(name =>
            name.StartsWith($"{Prefix}task-{task.TrimStart('T').ToLowerInvariant()}-", StringComparison.Ordinal)
            && !name.Contains("-salvage-", StringComparison.Ordinal)
        );

    /// <summary>Fails unless every task has one branch, with exactly one commit that delivers it.</summary>
    internal async Task DeliveredExactlyOnceAsync(IEnumerable<string> tasks)
    {
        var all = await BranchesAsync();
        foreach (var task in tasks)
        {
            var branch = await BranchOfAsync(task);
            var commits = await Git.LinesAsync(
                "log",
                "--format=%H%x09%(trailers:key=Task,valueonly,separator=%x2C)%x09%(trailers:key=Agent-Outcome,valueonly,separator=%x2C)",
                branch
            );
            commits
                .Count(commit => commit.Split('\t') is [_, var id, "succeeded"] && id == task)
                .ShouldBe(1, $"{task}\n{string.Join('\n', commits)}");
            all.Keys.Where(name => name.StartsWith($"{branch}-salvage-", StringComparison.Ordinal)).ShouldBeEmpty();
        }
    }

    /// <summary>Fails unless every process that was started for this feature ends.</summary>
    internal Task NothingRunsAsync(double limitSeconds = 60) => FeatureProcesses.AreGoneAsync(root.Path, limitSeconds);

    /// <summary>The command lines of all that runs now for this feature.</summary>
    internal IEnumerable<string> Processes => FeatureProcesses.Of(root.Path).Values;

    /// <summary>The directories of attempts that the local runtime still has.</summary>
    internal IReadOnlyList<string> AttemptFolders() =>
        System.IO.Directory.Exists(Agents)
            ?
            [
                .. System
                    .IO.Directory.EnumerateFiles(Agents, "agent.json", SearchOption.AllDirectories)
                    .Select(file => Path.GetDirectoryName(file)!),
            ]
            : [];

    public async ValueTask DisposeAsync()
    {
        while (FeatureProcesses.Of(root.Path) is { Count: > 0 } left)
        {
            foreach (var id in left.Keys)
            {
                using var kill = Process.Start("bash", ["-c", "kill \"$@\"", "-", "-KILL", $"{id}"]);
                await kill.WaitForExitAsync();
            }

            await Task.Delay(20);
        }

        root.Dispose();
    }

    private async Task<FeatureClone> NewCloneAsync(string name)
    {
        root.Create("home");
        await File.WriteAllTextAsync(
            root["home/.gitconfig"],
            "[user]\n\tname = A Human\n\temail = human@example.invalid\n[init]\n\tdefaultBranch = main\n"
        );
        var git = await Git.InitAsync(root[name]);
        await git.RunAsync("remote", "add", "origin", Git.Directory);
        return new(root[name], root["home"], root.Path);
    }

    private string Settings(Action<JsonObject>? change)
    {
        JsonObject settings = new()
        {
            ["runtime"] = "local",
            ["local"] = new JsonObject { ["directory"] = Agents },
            ["agent"] = new JsonObject { ["env"] = new JsonArray("AGENT_PAUSE", "AGENT_LINES", "MODEL_API_KEY"), ["killSeconds"] = 1 },
            ["delivery"] = new JsonObject { ["checkpointSeconds"] = 0 },
            ["heartbeat"] = new JsonObject { ["seconds"] = 1 },
        };
        change?.Invoke(settings);
        return settings.ToJsonString(new() { WriteIndented = true }) + "\n";
    }
}
