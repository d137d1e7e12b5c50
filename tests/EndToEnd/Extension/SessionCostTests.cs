using System.Text;
using System.Text.Json.Nodes;
using EndToEnd.OpenCode;
using EndToEnd.Support;
using ModelSimulator;
using static EndToEnd.Extension.SessionScript;

namespace EndToEnd.Extension;

/// <summary>What <c>/implement</c> costs the main model, as the provider counts it: the real OpenCode, its subagents and the tool's own
/// plan and states; agents that deliver at once.</summary>
[Collection(OpenCodeFeatures.Name)]
public sealed class SessionCostTests
{
    private const int Tasks = 50;
    private const int AtOnce = 10;
    private const int BytesPerToken = 4;

    [SkippableFact]
    public async Task A_session_over_fifty_tasks_costs_the_main_model_less_than_60_000_tokens()
    {
        LongTests.SkipUnlessAsked();
        OpenCodeProgram.SkipWhereAbsent();
        string[] ids = [.. Enumerable.Range(1, Tasks).Select(number => $"T{number:000}")];
        var tasks = string.Concat(
            ids.Select(id =>
                $"- [ ] {id} [P] [ASYNC] Write the model of part {id} with its validation and its tests in src/models/part-{id}.ts\n"
            )
        );
        await using var project = await ExtensionProject.CreateAsync($"# Tasks: Parts\n\n## Phase 1: Models\n\n{tasks}");
        project.Clone.Variables["SPECKIT_ASYNC_MAX_PARALLEL"] = $"{AtOnce}";
        project.Clone.Variables["PATH"] = $"{await WithoutAgentsAsync(project)}:{project.Clone.Variables["PATH"]}";
        await using var model = await ModelServer.StartAsync(new() { Scripts = Scripts(ids) });

        var session = await MainSession.RunAsync(project, model, "implement", "main");

        session.Result.ExitCode.ShouldBe(0, session.Result.All);
        session
            .Calls.Where(call => call.Tool == "task")
            .Count(call => call.Output.Contains(" ended: Delivered ", StringComparison.Ordinal))
            .ShouldBe(Tasks, session.Result.All);
        session.Calls[^2].Output.ShouldContain($"done: {Tasks} of {Tasks}");

        // Each request repeats what came before it, which the provider has kept: the last one holds all that the model was given to read.
        var read = model
            .Requests.Where(request => request.Script == "main")
            .Max(request => Encoding.UTF8.GetByteCount(request.Body.GetRawText()));
        (read / BytesPerToken).ShouldBeInRange(10_000, 59_999);
    }

    private static string Scripts(string[] ids)
    {
        List<JsonObject> main = [Runs("dotnet speckit-async plan")];
        foreach (var some in ids.Chunk(AtOnce))
        {
            main.AddRange([
                Runs("dotnet speckit-async status --next"),
                Runs($"dotnet speckit-async spawn {string.Join(' ', some)}"),
                Runs("dotnet speckit-async status --next"),
                Delegates("async-task-scripts", some),
            ]);
        }

        main.AddRange([Runs("dotnet speckit-async status --next"), Runs("dotnet speckit-async status"), Says("That is how it stands.")]);
        return All([
            ("main", [.. main]),
            .. ids.Select(id => (id, (JsonObject[])[Runs($"dotnet speckit-async watch {id} --max-wait 90s"), Says("{{LAST}}")])),
        ]);
    }

    /// <summary>The tool, but for two commands: <c>spawn</c> starts nothing, and <c>watch</c> says what it says of an agent that has
    /// delivered, and ticks the box.</summary>
    private static async Task<string> WithoutAgentsAsync(ExtensionProject project)
    {
        var folder = Directory.CreateDirectory(project.Origin["without-agents"]).FullName;
        var file = Path.Combine(folder, "dotnet-speckit-async");
        project.Clone.Variables["TASKS_FILE"] = project.Clone["specs/001-photo-albums/tasks.md"];
        project.Clone.Variables["REAL_TOOL"] = Path.Combine(AppContext.BaseDirectory, "dotnet-speckit-async");
        await File.WriteAllTextAsync(
            file,
            """
            #!/bin/bash
            case $1 in
                spawn) shift; for task in "$@"; do echo "Pod agent-${task,,}-001-photo-albums-abcdefghij created in namespace agent-orchestrator-dev"; done ;;
                watch)
                    for number in {1..15}; do printf "[$2] %0100d\n" "$number"; done
                    echo "$2 ended: Delivered 0123456 on specs/001-photo-albums/task-${2#T}-write-the-model-of-part-with-its-validation-async"
                    echo "cursor: agent-${2,,}-001-photo-albums-abcdefghij:15"
                    exec 9>"$TASKS_FILE.lock" && flock 9 && sed -i "s/- \[ \] $2 /- [X] $2 /" "$TASKS_FILE" ;;
                *) exec "$REAL_TOOL" "$@" ;;
            esac

            """
        );
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return folder;
    }
}
