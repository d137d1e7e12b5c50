using System.Text;
using EndToEnd.Support;

namespace EndToEnd.Entrypoint;

/// <summary>One task's pod as processes: the three roles of the program with a bare origin, and nothing but the variables they are
/// given.</summary>
internal sealed class Pod : IDisposable
{
    internal const string Feature = "specs/001-photo-albums";
    internal const string Digest = "84d55e5c1c9b825c";

    private readonly TempDirectory root = new();
    private readonly List<ProgramRun> runs = [];

    private Pod() { }

    internal string Branch { get; init; } = Feature + "/task-012-album-model-async";

    internal string Salvage => Branch + "-salvage-1";

    internal Git Origin { get; private set; } = null!;

    /// <summary>A person's clone, where the base comes from.</summary>
    internal Git Human { get; private set; } = null!;

    internal string Base { get; private set; } = "";

    internal string Tree => root["work/repo"];

    internal string Signals => root["signals"];

    internal string Ended => Path.Combine(Signals, "agent-ended");

    /// <summary>Variables for all roles, over the defaults of a quick test.</summary>
    internal Dictionary<string, string> Settings { get; } = [];

    /// <summary>The words before a role's name: the program as the build has made it, or as users have it.</summary>
    internal string[] Program { get; set; } = OwnTool.Pod;

    /// <summary>What the program is started through: nothing, or a wrapper with its arguments.</summary>
    internal string[] Through { get; set; } = [];

    internal string this[string relative] => root[relative];

    /// <param name="seed">Fills the base's work tree.</param>
    internal static async Task<Pod> WithBaseAsync(Func<Git, Task>? seed = null, string? branch = null, string format = "sha1")
    {
        var pod = branch is null ? new Pod() : new Pod { Branch = branch };
        pod.Origin = await Git.InitAsync(pod["origin.git"], "--bare", "--object-format=" + format);
        pod.Human = await Git.InitAsync(pod["human"], "--object-format=" + format);
        await File.WriteAllTextAsync(pod["human/README.md"], "# Albums\n");
        await (seed?.Invoke(pod.Human) ?? Task.CompletedTask);
        pod.Base = await pod.Human.CommitAllAsync("base");
        await pod.PushBaseAsync();
        foreach (var directory in (string[])["signals", "home", "tmp"])
        {
            pod.root.Create(directory);
        }

        pod.Prompt("Create the album model.");
        return pod;
    }

    /// <summary>A pod whose clone role has done its work.</summary>
    internal static async Task<Pod> ClonedAsync(Func<Git, Task>? seed = null, string? branch = null, string format = "sha1")
    {
        var pod = await WithBaseAsync(seed, branch, format);
        var clone = await pod.RunAsync("clone");
        clone.ExitCode.ShouldBe(0, clone.Output);
        return pod;
    }

    internal Task PushBaseAsync() => Human.RunAsync("push", "-q", Origin.Directory, $"HEAD:refs/heads/{Branch}");

    internal void Prompt(string text) => File.WriteAllText(root["prompt"], Convert.ToBase64String(Encoding.UTF8.GetBytes(text)));

    /// <summary>Lets a scripted agent of tests/samples/agents, or a shell line, play the agent.</summary>
    internal void Agent(string command)
    {
        var sample = Repository.PathOf($"tests/samples/agents/{command}.sh");
        Settings["AGENT_COMMAND"] = File.Exists(sample) ? sample : command;
    }

    internal ProgramRun Start(string role)
    {
        string[] call = [.. Through, .. Program, role];
        var run = ProgramRun.Start(call[0], call[1..], EnvironmentOf(role), root.Path);
        runs.Add(run);
        return run;
    }

    internal async Task<RoleEnd> RunAsync(string role, double limitSeconds = 120)
    {
        var run = Start(role);
        return new RoleEnd(await run.EndAsync(limitSeconds), run.Output);
    }

    /// <summary>Agent and courier side by side, until both have ended.</summary>
    internal async Task<RoleEnd> WorkAsync()
    {
        var agent = Start("agent");
        var courier = await RunAsync("courier");
        await agent.EndAsync();
        return courier;
    }

    /// <summary>What the agent role would have left: a verdict and no heartbeat.</summary>
    internal void Verdict(string outcome = "succeeded", string more = "") =>
        File.WriteAllText(Ended, $"outcome={outcome}\nexitCode={(outcome == "succeeded" ? 0 : 1)}\n{more}");

    /// <summary>Runs courier on the tree as it is now.</summary>
    internal Task<RoleEnd> DeliverAsync(string outcome = "succeeded")
    {
        Verdict(outcome);
        return RunAsync("courier");
    }

    /// <summary>A line of shell, in the work tree.</summary>
    internal async Task ShellAsync(string line)
    {
        using var run = ProgramRun.Start("bash", ["-euc", line], [new("POD", root.Path), new("GIT_CONFIG_GLOBAL", "/dev/null")], Tree);
        (await run.EndAsync()).ShouldBe(0, run.Output);
    }

    internal void Write(string path, string content)
    {
        var file = Path.Combine(Tree, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, content);
    }

    /// <summary>A hook of the origin, as a shell script.</summary>
    internal void Hook(string name, string script)
    {
        var file = Path.Combine(Origin.Directory, "hooks", name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, "#!/bin/bash\n" + script);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    internal Result Result(string role = "courier") => Entrypoint.Result.Parse(File.ReadAllText(root["result-" + role]));

    /// <summary>The paths that a branch changes against the base.</summary>
    internal Task<string[]> ChangesAsync(string branch) =>
        Origin.LinesAsync("-c", "core.quotePath=false", "diff", "--no-renames", "--name-only", Base, "refs/heads/" + branch);

    internal Task<string> ShowAsync(string branch, string path) => Origin.RunAsync("cat-file", "blob", $"refs/heads/{branch}:{path}");

    public void Dispose()
    {
        runs.ForEach(run => run.Dispose());
        root.Dispose();
    }

    private Dictionary<string, string> EnvironmentOf(string role)
    {
        Dictionary<string, string> all = new()
        {
            ["GIT_BRANCH"] = Branch,
            ["TASK_ID"] = "T012",
            ["TASK_DIGEST"] = Digest,
            ["SPECIFY_FEATURE_DIRECTORY"] = Feature,
            ["WORK_DIR"] = root["work"],
            ["SIGNAL_DIR"] = Signals,
        };
        Dictionary<string, string> own =
            role == "agent"
                ? new()
                {
                    ["PROMPT_FILE"] = root["prompt"],
                    ["STOP_FILE"] = root["stop"],
                    ["AGENT_HOME"] = root["home"],
                    ["AGENT_TMP"] = root["tmp"],
                    ["AGENT_KILL_SECONDS"] = "1",
                    ["HEARTBEAT_SECONDS"] = "1",
                    ["AGENT_ENV"] = "AGENT_PAUSE",
                    ["AGENT_PAUSE"] = "0.05",
                }
                : new()
                {
                    ["GIT_REPO"] = Origin.Directory,
                    ["BASE_COMMIT"] = Base,
                    ["COURIER_DIR"] = root["courier"],
                    ["RESULT_FILE"] = root["result-" + role],
                    ["AGENT_KILL_SECONDS"] = "1",
                    ["HEARTBEAT_STALE_SECONDS"] = "5",
                    ["RETRY_SECONDS"] = "0",
                };
        return all.Concat(own).Concat(Settings).GroupBy(pair => pair.Key).ToDictionary(group => group.Key, group => group.Last().Value);
    }
}

/// <summary>How a role ended.</summary>
internal sealed record RoleEnd(int ExitCode, string Output);
