using SpecKitExtension.Agents;
using SpecKitExtension.Outcomes;
using SpecKitExtension.Running;

namespace SpecKitExtension.Tests.Running;

public sealed class ProviderPaceTests
{
    private readonly HandClock clock = new();

    [Fact]
    public void Refusals_of_one_moment_halve_once_and_each_delivery_gives_one_place_back()
    {
        ProviderPace pace = new(4, clock);

        pace.Learn(Limited("T001", 40)).ShouldBe(new(2, 4, TimeSpan.FromSeconds(40), true));
        pace.Learn(Limited("T002", 20)).ShouldBe(new(2, 4, TimeSpan.FromSeconds(40), true));
        pace.Learn(Limited("T003", null)).ShouldBe(new(2, 4, TimeSpan.FromSeconds(40), false));
        pace.Learn(Delivered("T004")).ShouldBe(new(3, 4, TimeSpan.FromSeconds(40), false), "it had begun before");
        clock.Advance(TimeSpan.FromSeconds(40));
        pace.Pause.ShouldBe(TimeSpan.Zero);
        pace.Learn(Limited("T001", 1))!.Limit.ShouldBe(1);
        pace.Learn(Delivered("T002"))!.Limit.ShouldBe(2);
        pace.Learn(Delivered("T002"))!.Limit.ShouldBe(3);
        pace.Learn(Delivered("T003"))!.Limit.ShouldBe(4);
        pace.Learn(Delivered("T001")).ShouldBeNull();
    }

    [Fact]
    public void Without_a_word_of_the_provider_each_pause_is_longer_until_something_is_delivered()
    {
        ProviderPace pace = new(1, clock);
        List<double> pauses = [];
        for (var refusal = 0; refusal < 3; refusal++)
        {
            pauses.Add(pace.Learn(Limited("T001", null))!.Pause.TotalSeconds);
            clock.Advance(pace.Pause);
        }

        pace.Limit.ShouldBe(1);
        pace.Learn(Delivered("T001"));
        pauses.Add(pace.Learn(Limited("T001", null))!.Pause.TotalSeconds);
        pauses.ShouldBe([5, 10, 20, 5]);
    }

    [Fact]
    public void A_task_is_started_again_three_times_and_only_for_this_reason()
    {
        ProviderPace pace = new(2, clock);
        var task = Limited("T001", null);
        for (var start = 0; start < 3; start++)
        {
            pace.Restarts(task).ShouldBeTrue();
            pace.Count(task);
        }

        pace.Restarts(task).ShouldBeFalse();
        pace.Restarts(Limited("T002", null)).ShouldBeTrue();
        pace.Restarts(task with { Outcome = new Outcome.AgentFailed("gave up") }).ShouldBeFalse();
    }

    private static TaskView Limited(string id, int? retryAfter) =>
        Views.Of([$"- [ ] {id} [ASYNC] x"]).Tasks[0] with
        {
            Base = Views.Hash('b'),
            Outcome = new Outcome.AgentFailed("rate-limited: too many requests"),
            Agent = Views.Agent(
                id,
                AgentPhase.Ended,
                new AgentEnd.Reported(
                    new(
                        1,
                        id,
                        "agent-failed",
                        "f",
                        1,
                        null,
                        null,
                        null,
                        null,
                        0,
                        1,
                        "rate-limited: too many requests",
                        null,
                        null,
                        null,
                        null
                    )
                    {
                        RetryAfterSeconds = retryAfter,
                    }
                )
            ),
        };

    private static TaskView Delivered(string id) => Limited(id, null) with { Outcome = new Outcome.Delivered(Views.Hash('c')) };

    private sealed class HandClock : TimeProvider
    {
        private DateTimeOffset now = Views.Noon;

        public override DateTimeOffset GetUtcNow() => now;

        public void Advance(TimeSpan time) => now += time;
    }
}
