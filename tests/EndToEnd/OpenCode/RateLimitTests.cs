using System.Text.Json;
using EndToEnd.Support;
using ModelSimulator;

namespace EndToEnd.OpenCode;

/// <summary>A provider that limits its rate slows a run down and fails nothing.</summary>
[Collection(OpenCodeCollection.Name)]
public sealed class RateLimitTests
{
    private static readonly string[] Tasks = ["T001", "T002", "T003", "T004", "T005"];

    [SkippableFact]
    public async Task Five_agents_that_are_refused_all_deliver_and_the_run_starts_fewer_and_then_more_at_a_time()
    {
        OpenCodeProgram.SkipWhereAbsent();
        await using var model = await ModelServer.StartAsync(new() { Scripts = $"{{ {string.Join(", ", Tasks.Select(Script))} }}" });
        await using var feature = await FeatureOrigin.CreateAsync(
            string.Concat(Tasks.Select(task => $"- [ ] {task} [P] [ASYNC] Greet in greetings/{task}.txt\n")),
            settings: settings => settings["maxParallel"] = 5
        );
        var clone = feature.Clone;
        foreach (
            var (name, value) in ((string, string)[])
                [
                    ("OPENCODE_BIN", OpenCodeProgram.Binary),
                    ("MODEL_BASE_URL", model.BaseUrl),
                    ("MODEL_NAME", "scripted"),
                    ("MODEL_MAX_WAIT_SECONDS", "1"),
                ]
        )
        {
            clone.Variables[name] = value;
        }

        var run = (await clone.RunAsync("run", "--allow-unconfined", "--json")).ShouldEndWith(0);

        List<JsonElement> events =
        [
            .. run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement),
        ];
        Tasks.ShouldAllBe(task =>
            Of(events, "outcome", task).Count(happened => happened.GetProperty("reason").GetString()!.StartsWith("rate-limited")) == 1
        );
        var paced = events.Where(happened => Type(happened) == "paced").ToList();
        paced.ShouldContain(happened => happened.GetProperty("asked").GetBoolean(), "two providers' answers name a time");
        paced.ShouldContain(happened => !happened.GetProperty("asked").GetBoolean(), "the others do not");
        ShouldFallAndRise(events);

        var status = await clone.StatusAsync();
        Tasks.ShouldAllBe(task => status.Of(task, "outcome") == "Delivered");
        foreach (var task in Tasks)
        {
            (
                await feature.Git.LinesAsync(
                    "log",
                    "-2",
                    "--format=%(trailers:key=Agent-Outcome,valueonly,separator=)",
                    await feature.BranchOfAsync(task)
                )
            ).ShouldBe(["succeeded", "rate-limited"], "it went on from its own salvage");
            (await feature.Git.RunAsync("show", $"{await feature.BranchOfAsync(task)}:greetings/{task}.txt")).Trim().ShouldBe("Hello");
        }
    }

    /// <summary>By the order of what happened, and by its timestamps: how many agents lived at each start.</summary>
    private static void ShouldFallAndRise(List<JsonElement> events)
    {
        var (live, limit, lowest, rose) = (0, 5, 5, false);
        foreach (var happened in events.OrderBy(happened => happened.GetProperty("at").GetDateTimeOffset()))
        {
            switch (Type(happened))
            {
                case "spawned":
                    (++live).ShouldBeLessThanOrEqualTo(limit, "no more than the provider bears");
                    rose |= lowest < 5 && live > lowest;
                    break;
                case "outcome":
                    live--;
                    break;
                case "paced":
                    limit = happened.GetProperty("parallel").GetInt32();
                    lowest = Math.Min(lowest, limit);
                    break;
            }
        }

        lowest.ShouldBeLessThan(5);
        rose.ShouldBeTrue();
        limit.ShouldBeGreaterThan(2, "each delivery gives a place back");
    }

    private static string Script(string task) =>
        $$$"""
            "{{{task}}}": [
              { "tools": [ { "name": "write", "arguments": { "filePath": "{{CWD}}/greetings/{{{task}}}.txt", "content": "Hello\n" } } ] },
              { "once": [ { "fault": "rate-limit"{{{(task is "T001" or "T002" ? ", \"retryAfter\": \"4\"" : "")}}} } ], "text": "Done." } ]
            """;

    private static IEnumerable<JsonElement> Of(List<JsonElement> events, string type, string task) =>
        events.Where(happened =>
            Type(happened) == type
            && happened.GetProperty("task").GetString() == task
            && happened.GetProperty("reason").ValueKind == JsonValueKind.String
        );

    private static string Type(JsonElement happened) => happened.GetProperty("type").GetString()!;
}
