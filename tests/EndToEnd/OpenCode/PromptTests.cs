using System.Text;
using System.Text.Json;
using ModelSimulator;

namespace EndToEnd.OpenCode;

/// <summary>The prompt reaches OpenCode and the model as it was written.</summary>
public sealed class PromptTests
{
    // Every character below U+0100 except NUL, and what shells, templates and terminals stumble over.
    private static readonly string Awkward =
        string.Concat(Enumerable.Range(1, 255).Select(code => (char)code))
        + "'single' \"double\" `backtick` ``` “curly” «guillemets» $HOME $(id) ${x} %s %n \\ \\n !! # & && | ; < > * ? ~ [ ] { } {{x}} {env:HOME} {file:/etc/passwd} "
        + "@@nowhere @README.md /compact -- --title x\r\n\t👩‍👩‍👧‍👦 🏳️‍🌈 ﷽ Z͑ͫ̓a̴l̸g̛o \u202Eright to left\u202C \u2028 \uFEFF \uFFFD\n";

    [SkippableFact]
    public async Task A_hundred_kilobytes_of_awkward_characters_arrive_unchanged()
    {
        OpenCodeProgram.SkipWhereAbsent();
        var prompt = new StringBuilder("@@prompt ");
        while (Encoding.UTF8.GetByteCount(prompt.ToString()) < 100_000)
        {
            prompt.Append(Awkward);
        }

        prompt.Append("the end");
        var bytes = Encoding.UTF8.GetBytes(prompt.ToString());
        await using var model = await ModelServer.StartAsync(new() { Scripts = """{ "prompt": [ { "text": "Read." } ] }""" });
        using var workspace = new AgentWorkspace().With("README.md", "README-CONTENT\n");
        var received = workspace.Outside("stdin");
        var recording = workspace.Script(
            "opencode",
            $"""
            #!/bin/bash
            tee '{received}' | '{OpenCodeProgram.Binary}' "$@"
            """
        );

        var run = await AgentRun.StartAsync(workspace, model.BaseUrl, bytes, ("OPENCODE_BIN", recording));

        run.ExitCode.ShouldBe(0, run.Text + run.Error);
        (await File.ReadAllBytesAsync(received)).ShouldBe(bytes);
        var request = model.Requests.ShouldHaveSingleItem();
        UserText(request.Body).ShouldBe(prompt.ToString());
    }

    [SkippableFact]
    public async Task An_agent_in_a_project_of_many_starts_there_and_knows_what_both_AGENTS_md_say()
    {
        OpenCodeProgram.SkipWhereAbsent();
        await using var model = await ModelServer.StartAsync(
            new()
            {
                Scripts =
                    """{ "here": [ { "tools": [ { "name": "bash", "arguments": { "command": "pwd; echo work >made.txt", "description": "look" } } ] }, { "text": "Done." } ] }""",
            }
        );
        using var workspace = new AgentWorkspace { Start = "services/api" }
            .With("AGENTS.md", "RULE-OF-ALL\n")
            .With("services/api/AGENTS.md", "RULE-OF-THE-API\n")
            .With("services/web/AGENTS.md", "RULE-OF-THE-WEB\n")
            .With("services/api/.specify/memory/constitution.md", "CONSTITUTION-OF-THE-API\n");

        var run = await AgentRun.StartAsync(
            workspace,
            model.BaseUrl,
            "@@here",
            ("SPECIFY_FEATURE_DIRECTORY", "services/api/specs/001-albums")
        );

        run.ExitCode.ShouldBe(0, run.Text + run.Error);
        workspace.Read("services/api/made.txt").ShouldBe("work\n");
        var request = model.Requests[0].Body.GetRawText();
        ((string[])["RULE-OF-ALL", "RULE-OF-THE-API", "CONSTITUTION-OF-THE-API"]).ShouldAllBe(rule =>
            request.Contains(rule, StringComparison.Ordinal)
        );
        request.ShouldNotContain("RULE-OF-THE-WEB");
    }

    /// <summary>What the user says in a request.</summary>
    internal static string UserText(JsonElement body)
    {
        var content = body.GetProperty("messages")
            .EnumerateArray()
            .Single(message => message.GetProperty("role").GetString() == "user")
            .GetProperty("content");
        return content.ValueKind == JsonValueKind.String
            ? content.GetString()!
            : string.Concat(content.EnumerateArray().Select(part => part.GetProperty("text").GetString()));
    }
}
