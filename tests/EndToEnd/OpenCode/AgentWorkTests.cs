using System.Text.Json;
using ModelSimulator;

namespace EndToEnd.OpenCode;

/// <summary>OpenCode does a task, and people can watch it.</summary>
public sealed class AgentWorkTests
{
    private const string OddName = """acme/coder "v1" \ 2""";

    [SkippableFact]
    public async Task I_can_watch_an_agent_edit_a_file()
    {
        OpenCodeProgram.SkipWhereAbsent();
        await using var model = await ModelServer.StartAsync(
            new()
            {
                ApiKey = "sk-secret-0123456789",
                Scripts = """
                { "T012": [
                  { "reasoning": "First I look.", "text": "I read the file.\nThen I change it.",
                    "tools": [{ "name": "read", "arguments": { "filePath": "{{CWD}}/README.md" } }],
                    "usage": { "input": 1000, "output": 50, "cached": 900 } },
                  { "tools": [{ "name": "bash", "arguments": { "command": "for i in $(seq 13); do echo building $i; sleep 0.5; done; printf '\\033[31mred\\033[0m sk-secret-0123456789\\n'; exit 3" } }] },
                  { "tools": [{ "name": "bash", "arguments": { "command": "env" } }] },
                  { "tools": [{ "name": "edit", "arguments": { "filePath": "README.md", "oldString": "nobody", "newString": "everybody" } }] },
                  { "text": "The greeting is for everybody." } ] }
                """,
            }
        );
        using var workspace = new AgentWorkspace().With("README.md", "Hello, nobody.\n");

        var run = await AgentRun.StartAsync(workspace, model.BaseUrl, "Please do T012.", ("MODEL_NAME", OddName));

        run.ExitCode.ShouldBe(0, run.Text + run.Error);
        workspace.Read("README.md").ShouldBe("Hello, everybody.\n");
        run.Report.ShouldBe(
            new Dictionary<string, string>
            {
                ["outcome"] = "succeeded",
                ["inputTokens"] = "1400",
                ["outputTokens"] = "130",
                ["cachedTokens"] = "900",
                ["cacheWriteTokens"] = "0",
                ["costUsd"] = "0.000000",
            },
            ignoreOrder: true
        );
        run.Log[^1].Text.ShouldBe("agent: succeeded; 1400 tokens in (900 cached), 130 out, 0.000000 USD");

        // Each call is announced when it starts, its output is shown while it runs, and its end says how it went.
        run.Line("think: First I look.").At.ShouldBeLessThanOrEqualTo(run.Line("model: I read the file.").At);
        run.Line("model: Then I change it.").At.ShouldBeLessThanOrEqualTo(run.Line("tool:  read README.md").At);
        var started = run.Line("tool:  bash for i in");
        var tail = run.Line("  | building");
        var ended = run.Line("done:  bash for i in");
        ended.Text.ShouldContain("(exit 3, ");
        (ended.At - started.At).ShouldBeGreaterThan(TimeSpan.FromSeconds(3));
        tail.At.ShouldBeInRange(started.At + TimeSpan.FromSeconds(1), ended.At);
        run.Text.ShouldContain("  | -Hello, nobody.\n  | +Hello, everybody.\n");
        run.Line("model: The greeting is for everybody.");

        // Secrets and terminal sequences stay out of the log, and OpenCode's settings out of the agent's commands.
        run.Text.ShouldContain("  | red ***");
        run.Text.ShouldNotContain("\u001b");
        run.Text.ShouldNotContain("sk-secret");
        var environment = BashOutput(model.Requests[^1].Body, "AGENT=1");
        environment.ShouldNotContain("sk-secret");
        environment
            .Split('\n')
            .Select(line => line.Split('=')[0])
            .Where(name => name.Contains('_', StringComparison.Ordinal))
            .ShouldBe(["TASK_ID", "_"], ignoreOrder: true);
        environment.ShouldContain("TASK_ID=T012");
        model.Requests.ShouldAllBe(request => request.HasKey && request.Body.GetProperty("model").GetString() == OddName);
    }

    [SkippableFact]
    public async Task I_can_tell_subagents_apart_and_their_tokens_count()
    {
        OpenCodeProgram.SkipWhereAbsent();
        await using var model = await ModelServer.StartAsync(
            new()
            {
                Scripts = """
                { "parent": [
                    { "tools": [
                      { "name": "task", "arguments": { "description": "Look around", "prompt": "@@looker", "subagent_type": "general" } },
                      { "name": "task", "arguments": { "description": "Fail", "prompt": "@@failing", "subagent_type": "general" } } ] },
                    { "text": "Both have ended." } ],
                  "looker": [ { "tools": [{ "name": "bash", "arguments": { "command": "ls" } }] }, { "text": "Only a README." } ],
                  "failing": [ { "fault": "authentication" } ] }
                """,
            }
        );
        using var workspace = new AgentWorkspace().With("README.md", "Hello.\n");

        var run = await AgentRun.StartAsync(workspace, model.BaseUrl, "@@parent");

        run.ExitCode.ShouldBe(0, run.Text + run.Error);
        run.Report["inputTokens"].ShouldBe("400");
        run.Text.ShouldContain("] tool:  bash ls");
        run.Text.ShouldContain("] model: Only a README.");
        run.Text.ShouldContain("] error: Incorrect API key provided.");
        run.Line("done:  task general: Look around (ok");
        run.Line("done:  task general: Fail (error");
    }

    private static string BashOutput(JsonElement body, string mark) =>
        body.GetProperty("messages")
            .EnumerateArray()
            .Where(message => message.GetProperty("role").GetString() == "tool")
            .Select(message => message.GetProperty("content").GetString()!)
            .First(text => text.Contains(mark, StringComparison.Ordinal));
}
