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
        var recording = workspace.Script("opencode", $"""
            #!/bin/bash
            tee '{received}' | '{OpenCodeProgram.Binary}' "$@"
            """);

        var run = await AgentRun.StartAsync(workspace, model.BaseUrl, bytes, ("OPENCODE_BIN", recording));

        run.ExitCode.ShouldBe(0, run.Text + run.Error);
        (await File.ReadAllBytesAsync(received)).ShouldBe(bytes);
        var request = model.Requests.ShouldHaveSingleItem();
        UserText(request.Body).ShouldBe(prompt.ToString());
    }

    private static string UserText(JsonElement body)
    {
        var content = body.GetProperty("messages").EnumerateArray().Single(message => message.GetProperty("role").GetString() == "user").GetProperty("content");
        return content.ValueKind == JsonValueKind.String
            ? content.GetString()!
            : string.Concat(content.EnumerateArray().Select(part => part.GetProperty("text").GetString()));
    }
}
