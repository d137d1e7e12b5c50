using EndToEnd.Support;

namespace EndToEnd.Local;

/// <summary>Several processes of the tool at once.</summary>
public sealed class TogetherTests
{
    private const string Six = """
        ## Phase 1: Side by side

        - [ ] T001 [P] [ASYNC] One in `src/1.txt`
        - [ ] T002 [P] [ASYNC] Two in `src/2.txt`
        - [ ] T003 [P] [ASYNC] Three in `src/3.txt`
        - [ ] T004 [P] [ASYNC] Four in `src/4.txt`

        ## Phase 2: Behind them

        - [ ] T005 [P] [ASYNC] Five in `src/5.txt`
        - [ ] T006 [P] [ASYNC] Six in `src/6.txt`
        """;

    [Fact]
    public async Task Two_runs_at_once_double_nothing_and_share_the_room()
    {
        await using var feature = await FeatureOrigin.CreateAsync(Six);
        var other = await feature.CloneAsync("other desk");
        AgentCount count = new(feature);
        (feature.Clone.Variables["AGENT_PAUSE"], other.Variables["AGENT_PAUSE"]) = ("0.5", "0.5");
        string[] call = ["run", "--agent", count.Agent, "--max-parallel", "2"];
        using var one = feature.Clone.Start(call);
        using var same = feature.Clone.Start(call);
        using var elsewhere = other.Start(call);
        foreach (var run in (FeatureRun[])[one, same, elsewhere])
        {
            (await run.EndAsync(180)).ShouldEndWith(0).Output.ShouldContain("6 of 6 ASYNC tasks delivered");
        }

        count.Begun.ShouldBe(6);
        count.Most.ShouldBe(2);
        await feature.DeliveredExactlyOnceAsync(["T001", "T002", "T003", "T004", "T005", "T006"]);
        await feature.NothingRunsAsync();
        feature.AttemptFolders().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_run_of_named_tasks_waits_for_the_room_that_other_agents_take()
    {
        await using var feature = await FeatureOrigin.CreateAsync(Six);
        AgentCount count = new(feature);
        feature.Clone.Variables["AGENT_PAUSE"] = "1";
        (await feature.Clone.RunAsync("spawn", "T001", "--agent", count.Agent, "--max-parallel", "1")).ShouldEndWith(0);
        (await feature.Clone.RunAsync("spawn", "T003", "--agent", count.Agent, "--max-parallel", "1"))
            .ShouldEndWith(2)
            .Output.ShouldContain("T003: queued, 1 agents live already");
        (await feature.Clone.RunAllAsync(count.Agent, "T002", "--max-parallel", "1"))
            .ShouldEndWith(0)
            .Output.ShouldContain("1 of 1 ASYNC tasks delivered");
        count.Most.ShouldBe(1);
    }
}
