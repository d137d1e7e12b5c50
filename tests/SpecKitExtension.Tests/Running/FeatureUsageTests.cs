using SpecKitExtension.Agents;
using SpecKitExtension.Configuration;
using SpecKitExtension.Git;
using SpecKitExtension.Logs;
using SpecKitExtension.Running;
using SpecKitExtension.Tasks;

namespace SpecKitExtension.Tests.Running;

public sealed class FeatureUsageTests
{
    private static readonly TaskId T001 = TaskId.FromGrammar("T001");

    [Fact]
    public void An_attempt_that_commits_and_the_runtime_know_counts_once_and_by_its_last_numbers()
    {
        var usage = FeatureUsage.Of(
            new(),
            [Commit("T001", 1, 100, 0.1m), Commit("t001", 1, 200, 0.2m), Commit("T001", 2, 1_000, 1), Commit("T009", 1, 5, 0.005m)],
            [
                Views.Agent(
                    "T001",
                    AgentPhase.Ended,
                    new AgentEnd.Reported(
                        new(
                            1,
                            "T001",
                            "agent-failed",
                            "f",
                            1,
                            null,
                            null,
                            null,
                            null,
                            0,
                            1,
                            null,
                            null,
                            null,
                            null,
                            new(250, 0, 0, 0, 0.25m)
                        )
                    )
                ),
            ]
        );

        usage.Of(T001)!.ShouldBe(new(1_250, 0, 0, 0, 1.25m));
        usage.Of(T001, 2)!.CostUsd.ShouldBe(1);
        usage.Of(TaskId.FromGrammar("T002")).ShouldBeNull();
        usage.Total.CostUsd.ShouldBe(1.255m, "a task that tasks.md has no more has cost its money, too");
        usage.Affords(99).ShouldBe(int.MaxValue);
        usage.Refusal.ShouldBeNull();
    }

    // Spent, budget.usd, budget.featureUsd, agents that live; how many more may start, and what one of them may cost.
    [Theory]
    [InlineData(0, 1, 3, 0, 3, 1)]
    [InlineData(0.5, 1, 3, 1, 1, 1)]
    [InlineData(2.5, 1, 3, 0, 0, 1)]
    [InlineData(2, 1, 3, 2, 0, 1)]
    [InlineData(1, 0, 3, 5, int.MaxValue, 2)]
    [InlineData(3.5, 0, 3, 0, 0, 0)]
    [InlineData(7, 2, 0, 5, int.MaxValue, 2)]
    public void Nothing_starts_that_the_feature_cannot_pay(double spent, double each, double feature, int live, int affords, double mayCost)
    {
        var usage = FeatureUsage.Of(
            new BudgetSettings { Usd = (decimal)each, FeatureUsd = (decimal)feature },
            [Commit("T001", 1, 1, (decimal)spent)],
            []
        );

        usage.Affords(live).ShouldBe(affords);
        usage.MayCost.ShouldBe((decimal)mayCost);
    }

    [Fact]
    public void The_reason_names_what_is_spent_and_what_is_missing() =>
        FeatureUsage
            .Of(new BudgetSettings { Usd = 1, FeatureUsd = 3 }, [Commit("T001", 1, 1, 2.5m)], [])
            .Refusal.ShouldBe(
                "the feature's budget cannot pay it: 2.50 of 3.00 USD are spent, and an attempt may cost 1.00. Raise budget.featureUsd to go on"
            );

    [Theory]
    [InlineData("""{"inputTokens":1,"outputTokens":2,"cachedTokens":3,"cacheWriteTokens":4,"costUsd":0.5}""", true)]
    [InlineData("""{"inputTokens":-1,"outputTokens":2,"costUsd":0.5}""", false)]
    [InlineData("""{"inputTokens":1,"outputTokens":2,"costUsd":-0.5}""", false)]
    [InlineData("""{"inputTokens":9000000000000000000,"outputTokens":2,"costUsd":0}""", false)]
    [InlineData("1 USD", false)]
    [InlineData("", false)]
    public void A_trailer_that_cannot_be_costs_nothing(string json, bool counts) => (TaskUsage.TryParse(json) is not null).ShouldBe(counts);

    [Theory]
    [InlineData("agent", "agent: so far 1400 tokens in (900 cached), 130 out, 0.012300 USD", true)]
    [InlineData("courier", "agent: so far 1400 tokens in (900 cached), 130 out, 0.012300 USD", false)]
    [InlineData("agent", "model: agent: so far 1400 tokens in (900 cached), 130 out, 0.012300 USD", false)]
    [InlineData("agent", "agent: so far 1400 tokens in (900 cached), 130 out, a lot of USD", false)]
    public void A_line_that_tells_the_usage_is_known_by_its_form(string container, string text, bool tells) =>
        UsageLine.Of(new LogLine("p", container, DateTimeOffset.UnixEpoch, text)).ShouldBe(tells ? new(1_400, 130, 900, 0, 0.0123m) : null);

    private static DeliveryTrailers Commit(string task, int attempt, long tokens, decimal cost) =>
        new(Views.Hash('c'), task, null, attempt, Views.Hash('b'), "failed") { Usage = new(tokens, 0, 0, 0, cost) };
}
