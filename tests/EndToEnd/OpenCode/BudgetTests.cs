using System.Globalization;
using ModelSimulator;

namespace EndToEnd.OpenCode;

/// <summary>An agent stops at its budget, by the provider's own count.</summary>
public sealed class BudgetTests
{
    private const int Request = 1_050;

    // The second request of the subagent breaks once before it is answered; the third of the parent would be one too many.
    private const string Scripts = """
        { "parent": [
            { "tools": [ { "name": "task", "arguments": { "description": "Look around", "prompt": "@@looker", "subagent_type": "general" } } ],
              "usage": { "input": 1000, "output": 50, "cached": 900 } },
            { "tools": [ { "name": "write", "arguments": { "filePath": "{{CWD}}/work.txt", "content": "so far\n" } } ], "usage": { "input": 1000, "output": 50, "cached": 900 } },
            { "tools": [ { "name": "bash", "arguments": { "command": "ls" } } ], "usage": { "input": 1000, "output": 50, "cached": 900 }, "forever": true } ],
          "looker": [
            { "tools": [ { "name": "bash", "arguments": { "command": "ls" } } ], "usage": { "input": 1000, "output": 50, "cached": 900 } },
            { "first": [ { "fault": "cut", "text": "Half a" } ], "text": "Only a README.", "usage": { "input": 1000, "output": 50, "cached": 900 } } ] }
        """;

    [SkippableTheory]
    [InlineData("BUDGET_TOKENS", "4201", "budget: 5250 of 4201 tokens are used", 5)]
    // A request costs 100 × 3 + 900 × 0.3 + 50 × 15 millionths: cached tokens are cheaper, and are counted so.
    [InlineData("BUDGET_MICRO_USD", "5300", "budget: 0.0066 of 0.0053 USD are spent", 5)]
    public async Task I_am_stopped_by_the_request_that_reaches_my_budget(string limit, string value, string reason, int requests)
    {
        OpenCodeProgram.SkipWhereAbsent();
        await using var model = await ModelServer.StartAsync(new() { Scripts = Scripts });
        using var workspace = new AgentWorkspace().With("README.md", "Hello.\n");

        var run = await AgentRun.StartAsync(workspace, model.BaseUrl, "@@parent", (limit, value), ("MODEL_PRICE", "3 15 0.3"));

        run.ExitCode.ShouldBe(1, run.Text + run.Error);
        run.Report["reason"].ShouldBe(reason);
        (model.Used.Input + model.Used.Output).ShouldBe(requests * Request);
        (run.Report["inputTokens"], run.Report["outputTokens"], run.Report["cachedTokens"]).ShouldBe(
            ($"{model.Used.Input}", $"{model.Used.Output}", $"{model.Used.Cached}"),
            "the provider's own count"
        );
        double.Parse(run.Report["costUsd"], CultureInfo.InvariantCulture).ShouldBe(requests * 0.00132, 0.000001);
        run.Line("agent: so far 1000 tokens in (900 cached), 50 out, 0.001320 USD");
        workspace.Read("work.txt").ShouldBe("so far\n");
    }

    [SkippableFact]
    public async Task I_am_not_stopped_when_the_last_request_has_finished_the_work()
    {
        OpenCodeProgram.SkipWhereAbsent();
        await using var model = await ModelServer.StartAsync(
            new() { Scripts = """{ "*": [ { "text": "Done.", "usage": { "input": 1000, "output": 50 } } ] }""" }
        );
        using var workspace = new AgentWorkspace().With("README.md", "Hello.\n");

        var run = await AgentRun.StartAsync(workspace, model.BaseUrl, "Hello.", ("BUDGET_TOKENS", "1000"));

        run.ExitCode.ShouldBe(0, run.Text + run.Error);
    }

    [SkippableFact]
    public async Task I_get_no_answer_at_all_when_a_budget_in_dollars_cannot_be_kept()
    {
        OpenCodeProgram.SkipWhereAbsent();
        await using var model = await ModelServer.StartAsync(new() { Scripts = """{ "*": [ { "text": "Done." } ] }""" });
        using var workspace = new AgentWorkspace().With("README.md", "Hello.\n");

        var run = await AgentRun.StartAsync(workspace, model.BaseUrl, "Hello.", ("BUDGET_MICRO_USD", "1000000"));

        run.ExitCode.ShouldBe(1, run.Text + run.Error);
        run.Report["reason"].ShouldStartWith("budget: the price of openai-compatible/scripted is not known");
        model.Requests.ShouldBeEmpty();
    }
}
