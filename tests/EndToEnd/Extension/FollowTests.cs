using System.Text.Json.Nodes;
using EndToEnd.OpenCode;
using EndToEnd.Support;
using ModelSimulator;
using static EndToEnd.Extension.SessionScript;

namespace EndToEnd.Extension;

/// <summary>A subagent follows an agent that works for much longer than one command may take.</summary>
[Collection(OpenCodeSessions.Name)]
public sealed class FollowTests
{
    private const string Tasks = "## Phase 1: Albums\n\n- [ ] T011 [P] [ASYNC] Create `app/album.py`\n";

    [SkippableFact]
    public async Task Bounded_calls_see_a_long_agent_to_its_end_in_fifteen_turns()
    {
        OpenCodeProgram.SkipWhereAbsent();
        await using var project = await ExtensionProject.CreateAsync(Tasks);
        var pod = await SpawnAsync(project);

        // Fifteen turns are fourteen calls of 90 seconds, 21 minutes; here a call waits for 2.
        // A scripted model cannot copy the cursor of an answer: it claims to have had less than it has had.
        JsonObject[] turns =
        [
            .. Enumerable.Range(0, 14).Select(call => Runs($"dotnet speckit-async watch T011 --max-wait 2s --cursor {pod}:{call}")),
            Says("{{LAST}}"),
        ];
        await using var model = await ModelServer.StartAsync(
            new() { Scripts = All(("main", [Delegates("async-task-scripts", "T011"), Says("Done.")]), ("T011", turns)) }
        );

        var session = await FollowAsync(project, model, () => model.Requests.Count(request => request.Script == "T011") >= 10);

        session.Result.ExitCode.ShouldBe(0, session.Result.All);
        var last = session.Calls.ShouldHaveSingleItem().Output;
        last.ShouldContain("T011 ended: Delivered", customMessage: last);
        last.ShouldContain("was the last line");
        var own = model.Requests.Where(request => request.Script == "T011").ToList();
        own.Count.ShouldBe(15);
        own[^1].Body.GetRawText().ShouldNotContain("terminated command");
        own[^1].Body.GetRawText().ShouldContain("T011 running: working");
        Transcript(project, pod);
    }

    [SkippableFact]
    public async Task Live_one_turn_follows_it_and_the_title_shows_the_log()
    {
        OpenCodeProgram.SkipWhereAbsent();
        await using var project = await ExtensionProject.CreateAsync(Tasks, "--live");
        var titles = project.Origin["titles"];
        project.Clone.Write(
            ".opencode/plugins/recorder.js",
            $$"""
            import fs from "node:fs"
            export const Recorder = async () => ({
              event: async ({ event }) => {
                const part = event.properties?.part
                if (event.type === "message.part.updated" && part.tool === "async_follow" && part.state.title) fs.appendFileSync({{JsonValue.Create(
                titles
            ).ToJsonString()}}, `${part.state.status} ${part.state.title}\n`)
              },
            })
            """
        );
        var pod = await SpawnAsync(project);
        await using var model = await ModelServer.StartAsync(
            new()
            {
                Scripts = All(
                    ("main", [Delegates("async-task", "T011"), Says("Done.")]),
                    ("T011", [Calls(("async_follow", new() { ["task"] = "T011" })), Says("{{LAST}}")])
                ),
            }
        );

        var session = await FollowAsync(project, model, () => Shown(titles) >= 3);

        session.Result.ExitCode.ShouldBe(0, session.Result.All);
        session.Calls.ShouldHaveSingleItem().Output.ShouldContain("T011 ended: Delivered");
        model.Requests.Count(request => request.Script == "T011").ShouldBe(2);
        Shown(titles).ShouldBeGreaterThanOrEqualTo(3);
        (await File.ReadAllLinesAsync(titles))[^1].ShouldStartWith("completed T011 ended: Delivered");
        Transcript(project, pod);
    }

    /// <summary>Starts an agent that works until it is told that it has done enough.</summary>
    private static async Task<string> SpawnAsync(ExtensionProject project)
    {
        var agent = project.Clone.WriteAgent(
            "slow",
            $"""
            until [[ -e {Quoted(project.Origin["enough"])} ]]; do echo line $((++i)); sleep 0.4; done
            mkdir -p app && echo x >app/album.py
            echo line $((++i)) was the last line
            """
        );
        var spawned = await project.ScriptAsync("spawn-pod.sh", "T011", "--agent", $"bash {Quoted(agent)}");
        spawned.ExitCode.ShouldBe(0, spawned.All);
        return spawned.Output.Split(' ')[1];
    }

    /// <summary>Runs the session; the agent ends when enough has been seen.</summary>
    private static async Task<MainSession> FollowAsync(ExtensionProject project, ModelServer model, Func<bool> enough)
    {
        var session = MainSession.RunAsync(project, model, "implement", "main");
        await Eventually.HoldsAsync(() => enough() || session.IsCompleted, "enough is seen", 200);
        await File.WriteAllTextAsync(project.Origin["enough"], "");
        return await session;
    }

    private static int Shown(string titles) =>
        !File.Exists(titles)
            ? 0
            : File.ReadAllLines(titles)
                .Where(title => title.StartsWith("running [T011] line ", StringComparison.Ordinal))
                .Distinct()
                .Count();

    /// <summary>Fails unless the transcript has every line once.</summary>
    private static void Transcript(ExtensionProject project, string pod)
    {
        var lines = File.ReadAllLines(Path.Combine(project.Clone.Transcripts("001-photo-albums"), $"{pod}.log"))
            .Where(line => line.Contains(" line ", StringComparison.Ordinal))
            .ToList();
        lines[^1].ShouldEndWith($" line {lines.Count} was the last line");
        lines.SkipLast(1).Index().ShouldAllBe(line => line.Item.EndsWith($" line {line.Index + 1}"));
    }

    private static string Quoted(string text) => $"'{text.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
