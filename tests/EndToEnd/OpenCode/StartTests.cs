using System.Diagnostics;
using ModelSimulator;

namespace EndToEnd.OpenCode;

/// <summary>How a run begins, and ends where it cannot begin.</summary>
[Collection(OpenCodeCollection.Name)]
public sealed class StartTests
{
    [SkippableFact]
    public async Task The_model_is_asked_soon_and_nobody_else_is()
    {
        OpenCodeProgram.SkipWhereAbsent();
        await using var model = await ModelServer.StartAsync(new() { Scripts = """{ "*": [ { "text": "Done." } ] }""" });
        await using var world = await ModelServer.StartAsync(new());
        using var workspace = new AgentWorkspace().With("README.md", "Hello.\n").With(".opencode/tool/wait.js", "export default {}\n");
        var proxy = new Uri(world.BaseUrl).GetLeftPart(UriPartial.Authority);
        var start = DateTimeOffset.UtcNow;

        var run = await AgentRun.StartAsync(
            workspace,
            model.BaseUrl,
            "Hello.",
            ("HTTP_PROXY", proxy),
            ("HTTPS_PROXY", proxy),
            ("NO_PROXY", "127.0.0.1"),
            ("NPM_CONFIG_REGISTRY", world.BaseUrl)
        );

        run.ExitCode.ShouldBe(0, run.Text + run.Error);
        (model.Requests.ShouldHaveSingleItem().At - start).ShouldBeLessThan(TimeSpan.FromSeconds(60), "on an idle machine it takes 2 to 3");
        world.Requests.ShouldBeEmpty();
    }

    [SkippableTheory]
    [InlineData("sk-secret-0123456789\n")]
    [InlineData("sk-secret-0123456789\r\n")]
    public async Task A_key_from_a_file_may_end_with_a_line_break(string key)
    {
        OpenCodeProgram.SkipWhereAbsent();
        await using var model = await ModelServer.StartAsync(new() { Scripts = """{ "*": [ { "text": "Done." } ] }""" });
        using var workspace = new AgentWorkspace().With("README.md", "Hello.\n");

        var run = await AgentRun.StartAsync(workspace, model.BaseUrl, "Hello.", ("MODEL_API_KEY", key));

        run.ExitCode.ShouldBe(0, run.Text + run.Error);
        model.Requests.ShouldHaveSingleItem().HasKey.ShouldBeTrue();
    }

    [SkippableFact]
    public async Task Stopping_the_command_stops_OpenCode()
    {
        OpenCodeProgram.SkipWhereAbsent();
        await using var model = await ModelServer.StartAsync(new() { Scripts = """{ "*": [ { "fault": "silence" } ] }""" });
        using var workspace = new AgentWorkspace().With("README.md", "Hello.\n");
        var process = workspace.Outside("pid");
        var stopping = workspace.Script(
            "opencode",
            $"""
            #!/bin/bash
            echo $$ >'{process}'
            (until [[ -e $AGENT_REPORT ]]; do sleep 0.2; done; sleep 1; kill -TERM "$PPID") &
            exec '{OpenCodeProgram.Binary}' "$@"
            """
        );

        var run = await AgentRun.StartAsync(workspace, model.BaseUrl, "Hello.", ("OPENCODE_BIN", stopping));

        run.ExitCode.ShouldBe(1);
        run.Report["reason"].ShouldStartWith("interrupted: ");
        run.Took.ShouldBeLessThan(TimeSpan.FromSeconds(100));
        Should.Throw<ArgumentException>(() =>
            Process.GetProcessById(int.Parse(File.ReadAllText(process), System.Globalization.CultureInfo.InvariantCulture))
        );
    }

    [Theory]
    [InlineData("MODEL_NAME", "", "MODEL_NAME is not set")]
    [InlineData("MODEL_BASE_URL", "", "MODEL_BASE_URL is not set")]
    [InlineData("MODEL_CONTEXT_TOKENS", "many", "MODEL_CONTEXT_TOKENS is not a whole number")]
    [InlineData("MODEL_KEY_VARIABLE", "a b", "MODEL_KEY_VARIABLE is not the name of a variable")]
    [InlineData(
        "MODEL_API_KEY",
        "sk-\"secret",
        "MODEL_API_KEY holds a quote, a backslash, a line break or another control character: no key does"
    )]
    [InlineData(
        "MODEL_API_KEY",
        "sk-\\secret",
        "MODEL_API_KEY holds a quote, a backslash, a line break or another control character: no key does"
    )]
    [InlineData(
        "MODEL_API_KEY",
        "sk-one\nsk-two\n",
        "MODEL_API_KEY holds a quote, a backslash, a line break or another control character: no key does"
    )]
    [InlineData("OPENCODE_BIN", "/bin/false", "OpenCode ended with exit code 1 before it began")]
    [InlineData("OPENCODE_BIN", "/nowhere/opencode", "/nowhere/opencode: No such file or directory")]
    public async Task I_am_told_what_is_wrong_with_the_settings(string name, string value, string reason)
    {
        using var workspace = new AgentWorkspace();

        var run = await AgentRun.StartAsync(workspace, "http://127.0.0.1:9/v1", "Hello.", (name, value));

        run.ExitCode.ShouldBe(1);
        run.Report["outcome"].ShouldBe("failed");
        run.Report["reason"].ShouldBe($"configuration: {reason}");
        run.Error.ShouldContain(reason);
    }
}
