using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using ClusterSimulator;
using ClusterSimulator.Store;

namespace EndToEnd.SimulatorSpecs;

/// <summary>The program as the three containers of a pod laid out as the chart lays it out.</summary>
public sealed class EntrypointSpecs : IDisposable
{
    private const string Branch = "specs/001-greeting/task-001-greet-async";
    private readonly string _origin = Directory.CreateTempSubdirectory("origin-").FullName;

    [Fact]
    public async Task A_task_is_cloned_worked_on_and_delivered()
    {
        var commit = await PrepareOriginAsync();
        await using var simulator = await Simulator.StartAsync(
            new()
            {
                Entrypoint = EndToEnd.Support.OwnTool.Pod,
                AgentEnvironment = new Dictionary<string, string> { ["AGENT_COMMAND"] = "cat > prompt.txt; echo wrote it" },
            }
        );
        using ClusterClient client = new(simulator);
        await client.CreateAsync(Pod(commit));
        var pod = await client.WaitAsync("agent-t001", body => body.Text("status", "phase") is "Succeeded" or "Failed");
        pod.Text("status", "phase")
            .ShouldBe("Succeeded", pod["status"]!.ToJsonString() + await client.LogAsync("agent-t001", "container=clone"));
        var log = await client.LogAsync("agent-t001", "container=courier");
        var result = JsonNode.Parse(ClusterClient.StateOf(pod, "courier").Text("terminated", "message")!)!;
        result.Text("outcome").ShouldBe("delivered");
        log.ShouldContain("::speckit-async::result ");
        (await client.LogAsync("agent-t001")).ShouldContain("wrote it");
        (await GitAsync(_origin, "show", $"{Branch}:prompt.txt")).ShouldBe("Say hello");
        (await GitAsync(_origin, "rev-parse", Branch)).Trim().ShouldBe(result.Text("commit"));
    }

    public void Dispose() => Directory.Delete(_origin, recursive: true);

    private async Task<string> PrepareOriginAsync()
    {
        var work = Path.Combine(_origin, "work");
        await GitAsync(_origin, "init", "-q", "--bare");
        await GitAsync(_origin, "init", "-q", work);
        await File.WriteAllTextAsync(Path.Combine(work, "README.md"), "hello\n");
        await GitAsync(work, "add", "-A");
        await GitAsync(work, "-c", "user.name=test", "-c", "user.email=test@localhost", "commit", "-qm", "Begin");
        await GitAsync(work, "push", "-q", _origin, $"HEAD:refs/heads/{Branch}");
        return (await GitAsync(work, "rev-parse", "HEAD")).Trim();
    }

    private static async Task<string> GitAsync(string directory, params string[] arguments)
    {
        using var git = Process.Start(new ProcessStartInfo("git", ["-C", directory, .. arguments]) { RedirectStandardOutput = true })!;
        var output = await git.StandardOutput.ReadToEndAsync();
        await git.WaitForExitAsync();
        git.ExitCode.ShouldBe(0);
        return output;
    }

    private JsonObject Pod(string commit)
    {
        var pod = SamplePod.Create("agent-t001", grace: 10);
        pod["metadata"]!["annotations"]!["speckit-async/prompt-base64"] = Convert.ToBase64String(Encoding.UTF8.GetBytes("Say hello"));
        pod["spec"]!["volumes"] = JsonNode.Parse(
            """
            [
              {"name": "task", "downwardAPI": {"items": [
                {"path": "prompt-base64", "fieldRef": {"fieldPath": "metadata.annotations['speckit-async/prompt-base64']"}},
                {"path": "stop", "fieldRef": {"fieldPath": "metadata.annotations['speckit-async/stop']"}}]}},
              {"name": "workspace", "emptyDir": {}}, {"name": "signals", "emptyDir": {}}, {"name": "agent-home", "emptyDir": {}},
              {"name": "agent-tmp", "emptyDir": {}}, {"name": "courier", "emptyDir": {}}, {"name": "courier-home", "emptyDir": {}}, {"name": "courier-tmp", "emptyDir": {}}
            ]
            """
        );
        const string Repo = """{"name": "workspace", "mountPath": "/workspace/repo", "subPath": "repo"}""";
        const string Signals = """{"name": "signals", "mountPath": "/signals"}""";
        const string Agent =
            """{"name": "task", "mountPath": "/etc/task"}, {"name": "agent-home", "mountPath": "/home/agent"}, {"name": "agent-tmp", "mountPath": "/tmp"}""";
        const string Git =
            """{"name": "courier", "mountPath": "/courier"}, {"name": "courier-home", "mountPath": "/home/courier"}, {"name": "courier-tmp", "mountPath": "/tmp"}""";
        pod["spec"]!["initContainers"] = new JsonArray(
            Container("clone", commit, $$"""[{"name": "workspace", "mountPath": "/workspace"}, {{Git}}]""")
        );
        pod["spec"]!["containers"] = new JsonArray(
            Container("agent", commit, $"[{Repo}, {Signals}, {Agent}]"),
            Container("courier", commit, $"[{Repo}, {Signals}, {Git}]")
        );
        return pod;
    }

    private JsonObject Container(string role, string commit, string mounts) =>
        new()
        {
            ["name"] = role,
            ["image"] = "registry.test/opencode:1",
            ["args"] = new JsonArray(role),
            ["env"] = Json.Array(
                new Dictionary<string, string>
                {
                    ["GIT_REPO"] = _origin,
                    ["GIT_BRANCH"] = Branch,
                    ["BASE_COMMIT"] = commit,
                    ["TASK_ID"] = "T001",
                    ["SPECIFY_FEATURE_DIRECTORY"] = "specs/001-greeting",
                    ["WORK_DIR"] = "/workspace",
                    ["HEARTBEAT_SECONDS"] = "1",
                }.Select(variable => new JsonObject { ["name"] = variable.Key, ["value"] = variable.Value })
            ),
            ["volumeMounts"] = JsonNode.Parse(mounts),
        };
}
