using SpecKitExtension.Agents;
using SpecKitExtension.Configuration;
using SpecKitExtension.Outcomes;
using SpecKitExtension.Running;

namespace SpecKitExtension.Tests.Running;

public sealed class CleanupRuleTests
{
    private static readonly AgentState Ended = Views.Agent("T001", AgentPhase.Ended, new AgentEnd.Killed("gone"));

    [Theory]
    [InlineData("OnSuccess", "delivered", 0, true)]
    [InlineData("OnSuccess", "failed", 0, false)]
    [InlineData("OnSuccess", "failed", 7, false)]
    [InlineData("OnSuccess", "failed", 8, true)]
    [InlineData("OnSuccess", "unknown", 1, false)]
    [InlineData("OnSuccess", "unknown", 8, true)]
    [InlineData("OnSuccess", "only record", 100, false)]
    [InlineData("Always", "failed", 0, true)]
    [InlineData("Always", "delivered", 0, true)]
    [InlineData("Always", "only record", 100, false)]
    [InlineData("Never", "delivered", 100, false)]
    public void What_nothing_else_records_is_kept(string mode, string outcome, int days, bool goes)
    {
        CleanupRule rule = new(new CleanupSettings { Policy = Enum.Parse<CleanupPolicy>(mode), KeepFailedDays = 7 });
        Outcome? verdict = outcome switch
        {
            "failed" => new Outcome.AgentFailed(null),
            "unknown" => null,
            _ => new Outcome.Delivered(null),
        };
        rule.Allows(Ended, verdict, outcome == "only record", Views.Noon.AddDays(days)).ShouldBe(goes);
    }

    [Theory, InlineData("OnSuccess"), InlineData("Always"), InlineData("Never")]
    public void A_living_agent_never_goes(string mode) =>
        new CleanupRule(new CleanupSettings { Policy = Enum.Parse<CleanupPolicy>(mode), KeepFailedDays = 0 })
            .Allows(Views.Agent("T001", AgentPhase.Delivering), new Outcome.Delivered(null), false, Views.Noon.AddYears(1))
            .ShouldBeFalse();
}
