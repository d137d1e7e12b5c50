using EndToEnd.Kubernetes;
using EndToEnd.Support;

namespace EndToEnd.Tools;

public sealed class VanishedDirectoryTests
{
    [Theory]
    [InlineData("plan")]
    [InlineData("run")]
    [InlineData("status")]
    [InlineData("lint")]
    [InlineData("doctor")]
    [InlineData("init")]
    public async Task A_command_called_in_a_directory_that_is_gone_says_so(string command)
    {
        await using var feature = await FeatureOrigin.CreateAsync(ClusterFeature.Tasks("T001"));
        var result = await feature.Clone.ShellAsync("mkdir gone && cd gone && rmdir ../gone && exec \"$@\"", command);
        result.ShouldEndWith(4).Error.ShouldContain("working directory does not exist any more");
    }

    [Fact]
    public async Task A_run_whose_clone_is_removed_ends_with_a_message_and_another_clone_goes_on()
    {
        await using var feature = await FeatureOrigin.CreateAsync(ClusterFeature.Tasks("T001"));
        feature.Clone.Variables["AGENT_PAUSE"] = "1";
        using var run = feature.Clone.Start("run", "--agent", FeatureClone.Agent("good"));
        await run.SaysAsync("T001");
        await Eventually.HoldsAsync(() => feature.AttemptFolders().Count == 1, "the agent lives");
        Directory.Move(feature.Clone.Folder, $"{feature.Clone.Folder}.moved");
        var result = await run.EndAsync();
        result.ShouldEndWith(4).Error.ShouldContain("does not exist any more");
        (await (await feature.CloneAsync("other")).RunAllAsync()).ShouldEndWith(0).Output.ShouldContain("1 of 1 ASYNC tasks delivered");
    }
}
