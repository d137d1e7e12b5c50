using SpecKitExtension.Tests.Support;

namespace SpecKitExtension.Tests.Planning;

public sealed class BranchCollisionSpecs
{
    [Theory]
    [InlineData("- [ ] T012 [ASYNC] x", "- [ ] T-012 [ASYNC] y", "2:SKA009")]
    [InlineData("- [ ] T012 [ASYNC] x", "- [ ] T-012 y", "2:SKA009")]
    [InlineData("- [ ] T012 x", "- [ ] T-012 y", "")]
    [InlineData("- [ ] T012 [ASYNC] x", "- [ ] T0012 [ASYNC] y", "")]
    public void Two_tasks_that_would_share_a_branch_are_an_error(string first, string second, string codes) =>
        TasksText.Plan(first, second).Problems.Codes().ShouldBe(codes);
}
