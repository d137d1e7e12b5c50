using EndToEnd.Support;

namespace EndToEnd.Local;

/// <summary>Commands of the developer that a run calls.</summary>
public sealed class HookTests
{
    [Fact]
    public async Task My_commands_get_each_outcome_and_the_end_and_cannot_spoil_the_run()
    {
        await using var feature = await FeatureOrigin.CreateAsync(
            "- [ ] T001 [P] [ASYNC] One\n- [ ] T002 [P] [ASYNC] Two; rm -rf $HOME `x`\n"
        );
        var clone = feature.Clone;
        clone.Variables["TOLD"] = feature["told"];
        clone.Write(
            ".specify/async/config.local.json",
            """{ "hooks": { "onOutcome": "cat >> \"$TOLD\"", "onDone": "cat >> \"$TOLD\"; echo 'no bell here' >&2; exit 3" } }"""
        );

        var run = (await clone.RunAllAsync()).ShouldEndWith(0);

        run.Error.ShouldContain("hooks.onDone ended with exit code 3: no bell here. The run is not affected.\n");
        var told = (await File.ReadAllLinesAsync(feature["told"]))
            .Select(line => System.Text.Json.JsonDocument.Parse(line).RootElement)
            .ToList();
        told.Select(happened => happened.GetProperty("type").GetString()).ShouldBe(["outcome", "outcome", "summary"]);
        told[..2]
            .Select(happened => $"{happened.GetProperty("task")} {happened.GetProperty("outcome")}")
            .ShouldBe(["T001 Delivered", "T002 Delivered"], ignoreOrder: true);
        told[2].GetProperty("delivered").GetInt32().ShouldBe(2);

        clone.Write(".specify/async/config.json", """{ "runtime": "local", "hooks": { "onDone": "touch here" } }""");
        (await clone.RunAsync("status"))
            .ShouldEndWith(3)
            .Error.ShouldContain(".specify/async/config.json:1: hooks.onDone counts on one machine only.");
    }
}
