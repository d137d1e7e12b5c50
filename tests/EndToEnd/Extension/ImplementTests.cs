using System.Text.Json;
using System.Text.Json.Nodes;
using ClusterSimulator;
using EndToEnd.OpenCode;
using EndToEnd.Support;
using ModelSimulator;
using static EndToEnd.Extension.SessionScript;

namespace EndToEnd.Extension;

/// <summary><c>/implement</c> from the first word to the report: the real OpenCode, its subagents, the tool, git; only the model follows a
/// script.</summary>
[Collection(OpenCodeFeatures.Name)]
public sealed class ImplementTests
{
    private const string Feature = "specs/001-photo-albums";
    private static readonly string[] Asynchronous = ["T011", "T012", "T013"];

    private const string Tasks = """
        # Tasks: Photo albums

        ## Phase 1: Albums

        - [ ] T010 [P] [SYNC] Decide on the format and write it to `notes.md`
        - [ ] T011 [P] [ASYNC] Create the album in `app/album.py`
        - [ ] T012 [P] [ASYNC] Create the photo in `app/photo.py`
        - [ ] T013 [P] [ASYNC] Create the user in `app/user.py`

        """;

    [SkippableFact]
    public async Task Three_agents_and_three_subagents_work_at_once_while_the_session_does_a_SYNC_task()
    {
        OpenCodeProgram.SkipWhereAbsent();
        await using var project = await ExtensionProject.CreateAsync(Tasks);
        var agent = project.Clone.WriteAgent("agent", "export AGENT_PAUSE=6\nexec bash \"$agents/good.sh\"");
        await using var model = await ModelServer.StartAsync(
            new()
            {
                Scripts = Scripts(agent, "async-task-scripts", task =>
                    [Runs($"dotnet speckit-async watch {task} --max-wait 90s"), Runs($"dotnet speckit-async watch {task} --max-wait 90s")]
                ),
            }
        );

        var session = await MainSession.RunAsync(project, model, "implement", "main");

        session.Result.ExitCode.ShouldBe(0, session.Result.All);
        var command = model.Requests.First(request => request.Script == "main").Body.GetRawText();
        command.ShouldContain("Send ONE message with one `task` call");
        var subagents = Subagents(session);
        subagents.ShouldAllBe(call => call.Status == "completed");
        (subagents.Max(call => call.Start) < subagents.Min(call => call.End)).ShouldBeTrue("the subagents overlap");
        foreach (var task in Asynchronous)
        {
            var call = subagents.Single(call => call.Input.Contains(task, StringComparison.Ordinal));
            call.Output.ShouldContain($"{task} ended: Delivered", customMessage: call.Output);
            call.Output.ShouldContain($"{task}: done");
        }

        var agents = Asynchronous.Select(task => Ended(project, task)).ToList();
        (agents.Max(agent => agent.Start) < agents.Min(agent => agent.End)).ShouldBeTrue("the agents overlap");
        var own = session.Calls.Single(call => call.Input.Contains("notes.md", StringComparison.Ordinal));
        (own.End < agents.Min(agent => agent.End)).ShouldBeTrue("the session went on while they worked");
        await project.Origin.DeliveredExactlyOnceAsync(Asynchronous);
        (await project.Clone.RunAsync("integrate")).ShouldEndWith(0);
        (await File.ReadAllTextAsync(project.Clone[$"{Feature}/tasks.md"])).ShouldNotContain("[ ]");
    }

    [SkippableFact]
    public async Task A_task_that_fails_is_reported_and_the_others_are_not_affected()
    {
        OpenCodeProgram.SkipWhereAbsent();
        await using var project = await ExtensionProject.CreateAsync(Tasks, "--live");
        var agent = project.Clone.WriteAgent(
            "agent",
            "if [[ $TASK_ID == T012 ]]; then exec bash \"$agents/failing.sh\"; fi\nexec bash \"$agents/good.sh\""
        );
        await using var model = await ModelServer.StartAsync(
            new() { Scripts = Scripts(agent, "async-task", task => [Calls(("async_follow", new() { ["task"] = task }))]) }
        );

        var session = await MainSession.RunAsync(project, model, "implement", "main");

        session.Result.ExitCode.ShouldBe(0, session.Result.All);
        var subagents = Subagents(session);
        subagents.ShouldAllBe(call => call.Status == "completed");
        foreach (var task in Asynchronous)
        {
            var output = subagents.Single(call => call.Input.Contains(task, StringComparison.Ordinal)).Output;
            output.ShouldContain(task == "T012" ? "T012 ended: AgentFailed" : $"{task} ended: Delivered");
            output.ShouldContain(task == "T012" ? "the tests do not pass" : $"{task}: done");
        }

        session.Calls[^1].Output.ShouldMatch(@"T012\s+ASYNC\s+AgentFailed");
        await project.Origin.DeliveredExactlyOnceAsync(["T011", "T013"]);
        (await project.Origin.BranchesAsync()).Keys.Count(name => name.EndsWith("-salvage-1", StringComparison.Ordinal)).ShouldBe(1);
    }

    [SkippableFact]
    public async Task In_a_cluster_three_pods_with_the_real_OpenCode_work_at_once()
    {
        OpenCodeProgram.SkipWhereAbsent();
        await using var project = await ExtensionProject.CreateAsync(Tasks);
        await using var agents = await ModelServer.StartAsync(
            new()
            {
                Scripts = All([
                    .. Asynchronous.Select(task =>
                        (task, (JsonObject[])[Runs($"mkdir -p app && sleep 8 && echo {task} > app/{task}.py"), Says($"{task}: done")])
                    ),
                ]),
            }
        );
        await using var cluster = await Simulator.StartAsync(
            new()
            {
                Entrypoint = OwnTool.Pod,
                AgentEnvironment = new Dictionary<string, string>
                {
                    ["OPENCODE_BIN"] = OpenCodeProgram.Binary,
                    ["MODEL_BASE_URL"] = agents.BaseUrl,
                    ["MODEL_NAME"] = "scripted",
                    ["MODEL_API_KEY"] = "sk-nobody-reads-this",
                    ["AGENT_ENV"] = "AGENT_CONFIG_DIR OPENCODE_BIN MODEL_BASE_URL MODEL_NAME MODEL_API_KEY",
                },
            }
        );
        await cluster.WriteKubeconfigAsync(project.Origin["kubeconfig"]);
        project.Clone.Variables["KUBECONFIG"] = project.Origin["kubeconfig"];
        project.Clone.Variables["PATH"] = $"{Repository.PathOf("tests/tools/node_modules/.bin")}:{project.Clone.Variables["PATH"]}";
        project.Clone.Variables["SPECKIT_ASYNC_RUNTIME"] = "kubernetes";
        project.Clone.Variables["SPECKIT_ASYNC_NAMESPACE"] = cluster.Namespace;
        await using var model = await ModelServer.StartAsync(
            new()
            {
                Scripts = Scripts(null, "async-task-scripts", task =>
                    [Runs($"dotnet speckit-async watch {task} --max-wait 90s"), Runs($"dotnet speckit-async watch {task} --max-wait 90s")]
                ),
            }
        );

        var session = await MainSession.RunAsync(project, model, "implement", "main");

        session.Result.ExitCode.ShouldBe(0, session.Result.All);
        cluster.Cluster.MostLivePods.ShouldBe(3, session.Result.All);
        var subagents = Subagents(session);
        (subagents.Max(call => call.Start) < subagents.Min(call => call.End)).ShouldBeTrue("the subagents overlap");
        foreach (var task in Asynchronous)
        {
            var output = subagents.Single(call => call.Input.Contains(task, StringComparison.Ordinal)).Output;
            output.ShouldContain($"{task} ended: Delivered", customMessage: output);
            output.ShouldContain($"model: {task}: done");
        }

        await project.Origin.DeliveredExactlyOnceAsync(Asynchronous);
    }

    private static string Scripts(string? agent, string subagent, Func<string, JsonObject[]> follow) =>
        All([
            (
                "main",
                [
                    Runs("dotnet speckit-async plan"),
                    Runs("dotnet speckit-async status --next"),
                    Runs(
                        agent is null
                            ? $"dotnet speckit-async spawn {string.Join(' ', Asynchronous)}"
                            : $"dotnet speckit-async spawn {string.Join(' ', Asynchronous)} --agent \"bash '{agent.Replace("'", @"'\''", StringComparison.Ordinal)}'\""
                    ),
                    Runs(
                        $"echo decided >notes.md && sed -i 's/- \\[ \\] T010/- [X] T010/' {Feature}/tasks.md && git add notes.md {Feature}/tasks.md && git commit -q -m 'T010: decide'"
                    ),
                    Runs("dotnet speckit-async status --next"),
                    Delegates(subagent, Asynchronous),
                    Runs("dotnet speckit-async status"),
                    Says("That is how it stands."),
                ]
            ),
            .. Asynchronous.Select(task => (task, (JsonObject[])[.. follow(task), Says("{{LAST}}")])),
        ]);

    private static List<SessionCall> Subagents(MainSession session)
    {
        var calls = session.Calls.Where(call => call.Tool == "task").ToList();
        calls.Count.ShouldBe(Asynchronous.Length, session.Result.All);
        return calls;
    }

    /// <summary>When an agent worked, as its result in the transcript says.</summary>
    private static (DateTimeOffset Start, DateTimeOffset End) Ended(ExtensionProject project, string task)
    {
        var transcript = Directory
            .EnumerateFiles(project.Clone.Transcripts("001-photo-albums"), $"agent-{task.ToLowerInvariant()}-*.log")
            .Single();
        var line = File.ReadLines(transcript).Single(line => line.Contains("::speckit-async::result ", StringComparison.Ordinal));
        using var result = JsonDocument.Parse(line[(line.IndexOf("::result ", StringComparison.Ordinal) + "::result ".Length)..]);
        return (
            result.RootElement.GetProperty("startedAt").GetDateTimeOffset(),
            result.RootElement.GetProperty("endedAt").GetDateTimeOffset()
        );
    }
}
