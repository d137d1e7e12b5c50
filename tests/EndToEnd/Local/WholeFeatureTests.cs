using EndToEnd.Support;

namespace EndToEnd.Local;

public sealed class WholeFeatureTests
{
    [Fact]
    public async Task Explore()
    {
        await using var feature = await FeatureOrigin.CreateAsync("mixed");
        var run = await feature.Clone.RunAllAsync("good", "--max-parallel", "5");
        var status = await feature.Clone.RunAsync("status");
        File.WriteAllText("/tmp/e2e-out.txt", run.All + status.All + string.Join('\n', await feature.BranchesAsync()));
    }
}
