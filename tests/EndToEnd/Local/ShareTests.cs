using EndToEnd.Support;

namespace EndToEnd.Local;

/// <summary>After the review: the branch goes to the remote, a pull request is opened, and spent branches go.</summary>
public sealed class ShareTests
{
    private const string Two = """
        - [ ] T001 [P] [ASYNC] One in `src/one.txt`
        - [ ] T002 [P] [ASYNC] Two in `src/two.txt`
        """;

    [Theory]
    [InlineData("https://github.com/owner/photos", "https://github.com/owner/photos/pull/new/feature/albums")]
    [InlineData(
        "https://gitlab.com/owner/photos",
        "https://gitlab.com/owner/photos/-/merge_requests/new?merge_request%5Bsource_branch%5D=feature%2Falbums"
    )]
    [InlineData("https://bitbucket.org/owner/photos", "https://bitbucket.org/owner/photos/pull-requests/new?source=feature%2Falbums")]
    [InlineData(
        "https://dev.azure.com/owner/photos/_git/photos",
        "https://dev.azure.com/owner/photos/_git/photos/pullrequestcreate?sourceRef=feature%2Falbums"
    )]
    public async Task Integrate_pushes_and_prints_where_a_pull_request_is_opened(string address, string page)
    {
        await using var feature = await FeatureOrigin.CreateAsync(Two);
        var clone = feature.Clone;
        await clone.Git.RunAsync("switch", "-q", "-c", "feature/albums");
        (await clone.RunAllAsync()).ShouldEndWith(0);
        await HostedAsync(feature, address);
        var integrated = (await clone.RunAsync("integrate", "--push")).ShouldEndWith(0);
        integrated.Output.ShouldContain("pushed feature/albums to origin/feature/albums\n" + page + "\n");
        (await feature.Git.TipAsync("feature/albums")).ShouldBe(await clone.Git.RunAsync("rev-parse", "HEAD"));
    }

    [Fact]
    public async Task A_pull_request_is_opened_by_the_developers_own_program_with_the_report_as_its_text()
    {
        await using var feature = await FeatureOrigin.CreateAsync(Two);
        var clone = feature.Clone;
        await clone.Git.RunAsync("switch", "-q", "-c", "feature/albums");
        (await clone.RunAllAsync()).ShouldEndWith(0);
        await HostedAsync(feature, "https://github.com/owner/photos");
        (await clone.RunAsync("integrate", "--pr")).ShouldEndWith(4).Error.ShouldContain("`gh` was not found on PATH.");
        Script(feature["bin/gh"], "printf '%s\\n' \"$@\" >\"$0.arguments\"; cat >\"$0.text\"; echo https://github.com/owner/photos/pull/7");
        (await clone.RunAsync("integrate", "--pr")).ShouldEndWith(0).Output.ShouldEndWith("https://github.com/owner/photos/pull/7\n");
        (await File.ReadAllTextAsync(feature["bin/gh.arguments"])).ShouldStartWith("pr\ncreate\n--head\nfeature/albums\n--title\n");
        (await File.ReadAllTextAsync(feature["bin/gh.text"])).ShouldContain("T001");
        await HostedAsync(feature, "https://bitbucket.org/owner/photos");
        (await clone.RunAsync("integrate", "--pr"))
            .ShouldEndWith(1)
            .Error.ShouldContain("open one at https://bitbucket.org/owner/photos/pull-requests/new?source=feature%2Falbums");
    }

    [Fact]
    public async Task A_push_that_is_stopped_says_by_whom_and_the_merge_stays()
    {
        await using var feature = await FeatureOrigin.CreateAsync(Two);
        var clone = feature.Clone;
        (await clone.RunAllAsync()).ShouldEndWith(0);
        Script(clone[".git/hooks/pre-push"], "echo 'tests are red' >&2; exit 1");
        var stopped = (await clone.RunAsync("integrate", "--push")).ShouldEndWith(4);
        stopped.Output.ShouldContain("T001: merged");
        stopped.Error.ShouldContain("your own pre-push hook, .git/hooks/pre-push");
        stopped.Error.ShouldContain("tests are red");
        File.Delete(clone[".git/hooks/pre-push"]);
        var other = await feature.CloneAsync("other desk");
        (await other.ShellAsync("git commit -q --allow-empty -m 'Faster' && git push -q")).ShouldEndWith(0);
        (await clone.RunAsync("integrate", "--push")).ShouldEndWith(4).Error.ShouldContain("refused main: [rejected]");
        (await clone.Git.RunAsync("pull", "-q", "--no-rebase", "--no-edit")).ShouldBe("");
        (await clone.RunAsync("integrate", "--push")).ShouldEndWith(0);
    }

    [Fact]
    public async Task Spent_branches_go_and_those_with_a_persons_commit_stay()
    {
        await using var feature = await FeatureOrigin.CreateAsync(Two);
        var clone = feature.Clone;
        (await clone.RunAllAsync(clone.WriteAgent("idle", "[[ $TASK_ID = T001 ]] || exec bash \"$agents/failing.sh\""))).ShouldEndWith(2);
        (await clone.RunAllAsync("good", "--retry")).ShouldEndWith(0);
        var (first, second) = (await feature.BranchOfAsync("T001"), await feature.BranchOfAsync("T002"));
        (await feature.BranchesAsync()).Keys.ShouldBe([first, $"{first}-salvage-1", second, $"{second}-salvage-1"], ignoreOrder: true);
        var early = (await clone.RunAsync("cleanup", "--branches")).ShouldEndWith(0);
        early.Output.ShouldEndWith($"{first}-salvage-1: to be removed, T001 is delivered and it holds no work\n1 branches removed.\n");

        (await clone.RunAsync("integrate")).ShouldEndWith(0);
        (await clone.RunAsync("cleanup", "--branches"))
            .ShouldEndWith(0)
            .Output.ShouldContain($"{second}: kept, what was integrated is not on the remote yet");
        var other = await feature.CloneAsync("other desk");
        (
            await other.ShellAsync(
                $"git switch -q {second}-salvage-1 && git commit -q --amend -m 'In my words' --no-edit && git push -q --force origin HEAD && git switch -q {first} && git commit -q --allow-empty -m 'On top' && git push -q origin HEAD"
            )
        ).ShouldEndWith(0);
        await clone.Git.RunAsync("push", "-q");
        var late = (await clone.RunAsync("cleanup", "--branches")).ShouldEndWith(0);
        late.Output.ShouldContain($"{second}: to be removed, T002 is integrated");
        late.Output.ShouldMatch($"{first}: kept, it holds somebody's commit \\(.* On top\\)");
        late.Output.ShouldContain($"{second}-salvage-1: kept, it holds somebody's commit (");
        (await feature.BranchesAsync()).Keys.ShouldBe([first, $"{second}-salvage-1"], ignoreOrder: true);
    }

    /// <summary>Gives the origin the address of a host; what goes there arrives in the folder all the same.</summary>
    private static async Task HostedAsync(FeatureOrigin feature, string address)
    {
        var clone = feature.Clone;
        await clone.Git.RunAsync("remote", "set-url", "origin", $"{address}.git");
        var bin = Directory.CreateDirectory(feature["bin"]).FullName;
        Script(
            Path.Combine(bin, "git"),
            $"PATH=${{PATH#*:}}; [[ \" $* \" == *' remote -v ' ]] && exec git \"$@\"\nexec git -c \"url.$HOSTED.insteadOf={address}.git\" \"$@\""
        );
        clone.Variables["HOSTED"] = feature.Git.Directory;
        clone.Variables["PATH"] = $"{bin}:{string.Join(':', clone.Variables["PATH"].Split(':').Where(folder => folder != bin))}";
    }

    private static void Script(string file, string text)
    {
        File.WriteAllText(file, $"#!/bin/bash\n{text}\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
