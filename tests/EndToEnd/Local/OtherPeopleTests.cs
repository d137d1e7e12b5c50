using EndToEnd.Support;

namespace EndToEnd.Local;

/// <summary>Commits of other people on branches that this tool uses stay where they are.</summary>
public sealed class OtherPeopleTests
{
    private const string One = "- [ ] T001 [ASYNC] One in `src/one.txt`\n";

    private const string Chain = """
        - [ ] T001 [ASYNC] First in `src/first.txt`
        - [ ] T002 [ASYNC] Second in `src/second.txt`
        - [ ] T003 [ASYNC] Third in `src/third.txt`
        """;

    [Theory]
    [InlineData("git commit -q --allow-empty -m 'What I found'")]
    [InlineData(
        "git commit -q --allow-empty -m aside && git switch -q --detach HEAD~1 && git commit -q --allow-empty -m side && git merge -q --no-ff -m 'Merge of mine' @{-1}"
    )]
    public async Task A_retry_never_moves_a_branch_away_from_a_colleagues_commit(string commit)
    {
        await using var feature = await FeatureOrigin.CreateAsync(One);
        var clone = feature.Clone;
        (await clone.RunAllAsync("failing")).ShouldEndWith(2);
        var branch = await feature.BranchOfAsync("T001");
        var other = await feature.CloneAsync("other desk");
        (await other.ShellAsync($"git switch -q {branch} && {commit} && git push -q origin HEAD:{branch}")).ShouldEndWith(0);
        var tip = await feature.Git.TipAsync(branch);

        // That this clone has it, too, makes it nobody else's.
        (await clone.ShellAsync($"git fetch -q && git branch --no-track theirs origin/{branch}")).ShouldEndWith(0);
        (await clone.RunAllAsync("good", "--retry"))
            .ShouldEndWith(4)
            .Error.ShouldContain($"T001: the branch {branch} exists on `origin` with work that is not this task's (");
        (await feature.Git.TipAsync(branch)).ShouldBe(tip);
    }

    [Fact]
    public async Task A_retry_moves_a_branch_that_holds_only_what_the_tool_put_there()
    {
        await using var feature = await FeatureOrigin.CreateAsync(Chain);
        var clone = feature.Clone;
        await clone.Git.RunAsync("commit", "-q", "--allow-empty", "-m", "In words");
        (await clone.RunAllAsync("good", "T001")).ShouldEndWith(0);
        (await clone.RunAllAsync("failing", "T002")).ShouldEndWith(2);
        await clone.Git.RunAsync("commit", "-q", "--amend", "--allow-empty", "-m", "In other words");
        (await clone.RunAllAsync("good", "T002", "--retry", "--fresh")).ShouldEndWith(
            0,
            "the branch was at a merge of ours of a commit that is nowhere else"
        );
        await feature.DeliveredExactlyOnceAsync(["T001"]);
        (await feature.Git.LinesAsync("log", "--format=%s", await feature.BranchOfAsync("T002"))).ShouldContain("In other words");
    }

    [Fact]
    public async Task A_commit_of_a_person_on_the_integration_ref_stays_and_the_run_goes_on()
    {
        await using var feature = await FeatureOrigin.CreateAsync(Chain);
        var clone = feature.Clone;
        (await clone.RunAllAsync("good", "T001", "T002")).ShouldEndWith(0);
        var name = $"{feature.Directory}/async-integration";
        var ours = await feature.Git.TipAsync(name);
        ours.ShouldNotBeNull();
        var other = await feature.CloneAsync("other desk");
        (
            await other.ShellAsync($"git switch -q {name} && git commit -q --allow-empty -m 'On top' && git push -q origin HEAD:{name}")
        ).ShouldEndWith(0);
        var theirs = await feature.Git.TipAsync(name);
        var run = (await clone.RunAllAsync("good", "T003")).ShouldEndWith(0);
        run.Error.ShouldContain($"The branch {name} on `origin` holds somebody's commit ({theirs![..7]}), so it stays");
        (await feature.Git.TipAsync(name)).ShouldBe(theirs);

        // One of ours gives way.
        await feature.Git.RunAsync("update-ref", $"refs/heads/{name}", ours);
        await feature.Git.RunAsync("update-ref", "-d", $"refs/heads/{await feature.BranchOfAsync("T003")}");
        await clone.Git.RunAsync("commit", "-q", "--allow-empty", "-m", "More of mine");
        (await clone.RunAllAsync("good", "T003")).ShouldEndWith(0).Error.ShouldNotContain(name);
        (await feature.Git.TipAsync(name)).ShouldNotBe(ours);
    }
}
