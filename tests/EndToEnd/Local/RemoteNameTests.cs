using EndToEnd.Support;

namespace EndToEnd.Local;

/// <summary>The remote is the current branch's own, else the only one, else <c>origin</c>, in every command.</summary>
public sealed class RemoteNameTests
{
    private const string One = "- [ ] T001 [ASYNC] One in `src/one.txt`\n";

    [Fact]
    public async Task The_only_remote_is_meant_whatever_it_is_called()
    {
        await using var feature = await FeatureOrigin.CreateAsync(One);
        var clone = feature.Clone;
        await clone.Git.RunAsync("remote", "rename", "origin", "company");
        (await clone.RunAsync("plan", "--json")).ShouldEndWith(0).Output.ShouldContain("\"pod\": \"agent-t001-");
        (await clone.RunAllAsync()).ShouldEndWith(0);
        (await clone.StatusAsync()).Of("T001", "outcome").ShouldBe("Delivered");
        (await clone.RunAsync("report")).ShouldEndWith(0);
        (await clone.RunAsync("integrate", "--push")).ShouldEndWith(0).Output.ShouldContain("to company/main");
        (await clone.RunAsync("cleanup", "--branches")).ShouldEndWith(0);
        (await feature.BranchesAsync()).ShouldBeEmpty();
        (await clone.RunAsync("doctor", "--agent", "true")).ShouldEndWith(0);
    }

    [Fact]
    public async Task Of_several_the_one_that_the_branch_is_pushed_to()
    {
        await using var feature = await FeatureOrigin.CreateAsync(One);
        var clone = feature.Clone;
        await clone.Git.RunAsync("remote", "rename", "origin", "company");
        await clone.Git.RunAsync("remote", "add", "origin", feature["gone.git"]);
        (await clone.RunAllAsync()).ShouldEndWith(0);
        await clone.Git.RunAsync("config", "remote.pushDefault", "origin");
        (await clone.RunAsync("status"))
            .ShouldEndWith(4)
            .Error.ShouldContain("gone.git", customMessage: "a fork is where git itself would push");
        clone.Variables["SPECKIT_ASYNC_GIT__REMOTE"] = "company";
        (await clone.RunAsync("status")).ShouldEndWith(0);
    }
}
