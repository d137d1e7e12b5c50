using EndToEnd.Support;

namespace EndToEnd.Local;

/// <summary>Commits on a task's branch that nobody's courier made.</summary>
public sealed class ForgedTrailersTests
{
    private const string Branch = "specs/001-photo-albums/task-001-one-async";

    [Theory]
    [InlineData("HEAD", "1")]
    [InlineData("--output=pwned", "1")]
    [InlineData("main", "1")]
    [InlineData("", "2147483647")]
    public async Task A_made_up_base_or_attempt_delivers_nothing(string @base, string attempt)
    {
        await using var feature = await FeatureOrigin.CreateAsync("- [ ] T001 [ASYNC] One\n");
        var git = feature.Clone.Git;
        var head = await git.RunAsync("rev-parse", "HEAD");
        var trailers =
            $"Task: T001\nFeature: 001-photo-albums\nAttempt: {attempt}\nBase-Commit: {(@base.Length > 0 ? @base : head)}\nAgent-Outcome: succeeded";
        var commit = await git.RunAsync("commit-tree", "-p", head, "-m", "Trust me", "-m", trailers, "HEAD^{tree}");
        await git.RunAsync("push", "-q", "origin", $"{commit}:refs/heads/{Branch}");

        (await feature.Clone.StatusAsync()).Of("T001", "outcome").ShouldBeNull();

        // Also where somebody has merged it: attempts are looked at one by one.
        await git.RunAsync("merge", "-q", "--ff-only", commit);
        var report = feature.Clone.Start("report");
        (await report.EndAsync(30)).ShouldEndWith(0);
        report.Dispose();
    }
}
