using ModelSimulator;

namespace EndToEnd.OpenCode;

/// <summary>Every way in which a provider fails ends the run, soon, with a reason of its own.</summary>
[Collection(OpenCodeCollection.Name)]
public sealed class ProviderFaultTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    [SkippableTheory]
    [InlineData("""{ "fault": "rate-limit" }""", "rate-limited: Rate limit reached")]
    [InlineData("""{ "fault": "rate-limit", "retryAfter": "86400" }""", "rate-limited: Rate limit reached")]
    [InlineData("""{ "fault": "authentication" }""", "authentication: Incorrect API key")]
    [InlineData("""{ "fault": "unknown-model" }""", "unknown-model: The model `scripted` does not exist")]
    [InlineData("""{ "fault": "context-overflow", "forever": true }""", "context-overflow: This model's maximum context length")]
    [InlineData("""{ "fault": "server-error" }""", "provider-error: The server had an error")]
    [InlineData("""{ "fault": "silence" }""", "stalled: ")]
    [InlineData("""{ "fault": "stall", "text": "Half a" }""", "stalled: ")]
    [InlineData("""{ "fault": "cut", "text": "Half a" }""", "cut-stream: ")]
    [InlineData("""{ "finish": "length", "text": "Half a" }""", "incomplete: the model's last step ended with length")]
    public async Task I_am_told_why_the_model_did_not_answer(string turn, string reason)
    {
        OpenCodeProgram.SkipWhereAbsent();
        await using var model = await ModelServer.StartAsync(new() { Scripts = $$"""{ "*": [ {{turn}} ] }""" });
        using var workspace = new AgentWorkspace().With("README.md", "Hello.\n");

        var run = await RunAsync(workspace, model.BaseUrl);

        ShouldHaveFailed(run, reason);
    }

    [SkippableFact]
    public async Task I_am_told_that_nothing_answers_at_the_endpoint()
    {
        OpenCodeProgram.SkipWhereAbsent();
        using var workspace = new AgentWorkspace().With("README.md", "Hello.\n");

        ShouldHaveFailed(await RunAsync(workspace, "http://127.0.0.1:9/v1"), "unreachable: ");
    }

    [SkippableFact]
    public async Task I_am_told_that_a_built_in_provider_does_not_have_the_model()
    {
        OpenCodeProgram.SkipWhereAbsent();
        using var workspace = new AgentWorkspace().With("README.md", "Hello.\n");

        var run = await AgentRun.StartAsync(
            workspace,
            "",
            "Hello.",
            ("MODEL_PROVIDER", "anthropic"),
            ("MODEL_NAME", "no-such-model"),
            ("MODEL_KEY_VARIABLE", "ANTHROPIC_API_KEY"),
            ("ANTHROPIC_API_KEY", "sk-ant-0123456789")
        );

        ShouldHaveFailed(run, "unknown-model: Model not found: anthropic/no-such-model");
    }

    [SkippableFact]
    public async Task I_am_told_that_a_permission_was_rejected()
    {
        OpenCodeProgram.SkipWhereAbsent();
        await using var model = await ModelServer.StartAsync(
            new()
            {
                Scripts =
                    """{ "*": [ { "tools": [{ "name": "bash", "arguments": { "command": "echo hello" } }] }, { "text": "Done." } ] }""",
            }
        );
        using var workspace = new AgentWorkspace().With("README.md", "Hello.\n");
        var withoutAuto = workspace.Script(
            "opencode",
            $$"""
            #!/bin/bash
            kept=()
            for argument; do [[ $argument == --auto ]] || kept+=("$argument"); done
            OPENCODE_PERMISSION='{"bash":"ask"}' exec '{{OpenCodeProgram.Binary}}' "${kept[@]}"
            """
        );

        var run = await AgentRun.StartAsync(workspace, model.BaseUrl, "Hello.", ("OPENCODE_BIN", withoutAuto));

        ShouldHaveFailed(run, "rejected-permission: ");
    }

    [SkippableFact]
    public async Task I_see_faults_that_pass_and_the_run_succeeds()
    {
        OpenCodeProgram.SkipWhereAbsent();
        await using var model = await ModelServer.StartAsync(
            new()
            {
                Scripts =
                    """{ "*": [ { "first": [ { "fault": "cut", "text": "Half a" }, { "fault": "rate-limit", "retryAfter": "1" } ], "text": "A whole answer." } ] }""",
            }
        );
        using var workspace = new AgentWorkspace().With("README.md", "Hello.\n");

        var run = await AgentRun.StartAsync(workspace, model.BaseUrl, "Hello.");

        run.ExitCode.ShouldBe(0, run.Text + run.Error);
        run.Line("retry: 1 in ").Text.ShouldContain("socket connection was closed");
        run.Line("retry: 2 in 1.0 s: Rate limit reached");
        run.Line("model: A whole answer.");
    }

    private static Task<AgentRun> RunAsync(AgentWorkspace workspace, string url) =>
        AgentRun.StartAsync(
            workspace,
            url,
            "Hello.",
            ("MODEL_HEADER_TIMEOUT_MS", "1500"),
            ("MODEL_CHUNK_TIMEOUT_MS", "1500"),
            ("MODEL_MAX_WAIT_SECONDS", "1")
        );

    private static void ShouldHaveFailed(AgentRun run, string reason)
    {
        run.ExitCode.ShouldBe(1, run.Text + run.Error);
        run.Report["outcome"].ShouldBe("failed");
        run.Report["reason"].ShouldStartWith(reason);
        run.Log[^1].Text.ShouldStartWith($"agent: failed ({reason}");
        run.Took.ShouldBeLessThan(Soon);
    }
}
