using EndToEnd.Support;

namespace EndToEnd.Local;

/// <summary>What a task and a feature may cost, with agents that report their usage as OpenCode does.</summary>
public sealed class BudgetTests
{
    private const string Tasks = """
        ## Phase 1: Albums

        - [ ] T001 [P] [ASYNC] Dear in `src/dear.txt`
        - [ ] T002 [P] [ASYNC] Cheap in `src/cheap.txt`
        - [ ] T003 [P] [ASYNC] Cheap, too, in `src/too.txt`

        ## Phase 2: Behind

        - [ ] T004 [ASYNC] Behind in `src/behind.txt`
        """;

    // The good agent says that it costs 0.0012 USD.
    private const string Agent = """
        [ "$TASK_ID" = T001 ] || exec bash "$agents/good.sh"
        cat >/dev/null; mkdir -p src; echo half >src/dear.txt; echo working
        printf 'inputTokens=900\noutputTokens=200\ncachedTokens=800\ncostUsd=0.0009\n' >"$AGENT_REPORT"
        exec sleep 600
        """;

    [Fact]
    public async Task A_task_stops_at_its_limit_and_nothing_starts_that_the_feature_cannot_pay()
    {
        await using var feature = await FeatureOrigin.CreateAsync(Tasks, settings: settings =>
        {
            settings["maxParallel"] = 1;
            settings["budget"] = new System.Text.Json.Nodes.JsonObject
            {
                ["tokens"] = 1000,
                ["usd"] = 0.0012,
                ["featureUsd"] = 0.0025,
            };
        });
        var clone = feature.Clone;

        var run = (await clone.RunAllAsync(clone.WriteAgent("dear", Agent))).ShouldEndWith(2);

        run.Output.ShouldMatch(
            @"T001  ASYNC +AgentFailed .* budget: 1100 of 1000 tokens are used; work so far: specs/001-photo-albums/task-001-dear-in-src-dear-txt-async-salvage-1 \(\$0\.0009\)"
        );
        run.Output.ShouldMatch(@"T002  ASYNC +Delivered ");
        run.Output.ShouldMatch(
            @"T003  ASYNC +blocked .* the feature's budget cannot pay it: 0\.0021 of 0\.0025 USD are spent, and an attempt may cost 0\.0012\."
        );
        run.Output.ShouldMatch(@"T004  ASYNC +blocked .* T001 did not deliver \(AgentFailed: budget: 1100 of 1000 tokens are used\)");
        run.Output.ShouldEndWith("Used so far: 1,020 tokens in (800 from a cache), 234 out, $0.0021 of $0.0025.\n");

        // On another desk, without pods and transcripts, commits tell the same.
        Directory.Delete(feature.Agents, recursive: true);
        var status = await (await feature.CloneAsync("other desk")).StatusAsync();
        status.Document.GetProperty("usage").GetProperty("costUsd").GetDecimal().ShouldBe(0.0021m);
        status.Document.GetProperty("budget").GetProperty("featureUsd").GetDecimal().ShouldBe(0.0025m);
        status.Of("T001", "usage")!.ShouldContain("\"cachedTokens\": 800");
        status.Of("T003", "detail")!.ShouldStartWith("the feature's budget cannot pay it");
        status.StartNow.ShouldBeEmpty();
        (await clone.RunAsync("spawn", "T003", "--agent", Support.FeatureClone.Agent("good")))
            .ShouldEndWith(2)
            .Output.ShouldContain("the feature's budget cannot pay it");

        clone.Variables["SPECKIT_ASYNC_BUDGET__FEATURE_USD"] = "1";
        (await clone.RunAllAsync("good", "--retry")).ShouldEndWith(0);
        (await clone.StatusAsync()).Of("T001", "usage")!.ShouldContain("\"costUsd\": 0.0021", customMessage: "both attempts");
    }
}
