using SpecKitExtension.Git;
using SpecKitExtension.Naming;
using SpecKitExtension.Tests.Support;
using SpecKitExtension.Tools;

namespace SpecKitExtension.Tests.Git;

/// <summary>A remote as it is on bad days.</summary>
public sealed class RemoteBranchesTests
{
    private const string Prefix = "specs/f/";

    [Theory]
    [InlineData("fatal: unable to access 'https://git.example.com/a/b/': Could not resolve host: git.example.com", true)]
    [InlineData(
        "ssh: Could not resolve hostname git.example.com: Temporary failure in name resolution\nfatal: Could not read from remote repository.",
        true
    )]
    [InlineData("ssh: connect to host git.example.com port 22: Connection timed out", true)]
    [InlineData("fatal: unable to access 'https://git.example.com/': The requested URL returned error: 503", true)]
    [InlineData("fatal: unable to access 'https://git.example.com/': The requested URL returned error: 429", true)]
    [InlineData("error: RPC failed; curl 56 Recv failure: Connection reset by peer\nfatal: early EOF", true)]
    [InlineData("fatal: the remote end hung up unexpectedly", true)]
    [InlineData("`git ls-remote` did not finish within 120 s and was stopped.", true)]
    [InlineData(
        "error: RPC failed; HTTP 413 curl 22 The requested URL returned error: 413\nfatal: the remote end hung up unexpectedly",
        false
    )]
    [InlineData("fatal: unable to access 'https://git.example.com/': The requested URL returned error: 403", false)]
    [InlineData("git@git.example.com: Permission denied (publickey).\nfatal: Could not read from remote repository.", false)]
    [InlineData("fatal: '/srv/a.git' does not appear to be a git repository", false)]
    [InlineData("fatal: couldn't find remote ref main", false)]
    public void What_passes_is_told_from_what_stays(string error, bool passes) => RemoteWait.Passes(error).ShouldBe(passes);

    [Fact]
    public async Task A_push_without_an_answer_looks_first_and_pushes_again_only_what_is_missing()
    {
        const string Reset = "fatal: unable to access 'https://git.example.com/': Connection reset by peer";
        List<string> told = [];
        Answers git = new(
            ("remote", 0, "origin\thttps://git.example.com/a (fetch)\norigin\thttps://git.example.com/a (push)", ""),
            ("ls-remote", 0, "", ""),
            ("for-each-ref", 0, "", ""),
            ("push", 128, "", Reset),
            ("ls-remote", 128, "", Reset),
            ("ls-remote", 0, $"{Hash('b')}\trefs/heads/{Prefix}1", ""),
            ("push", 0, $"*\t{Hash('b')}:refs/heads/{Prefix}2\t[new branch]", "")
        );
        RemoteBranches branches = new(new(git, "/"), "origin", Prefix, told.Add);
        await branches.ReadAsync([], CancellationToken.None);
        (
            await branches.PushAsync([new($"{Prefix}1", "", Hash('b')), new($"{Prefix}2", "", Hash('b'))], CancellationToken.None)
        ).ShouldBeEmpty();
        git.Left.ShouldBe(0);
        git.Last.ShouldNotContain($"{Hash('b')}:refs/heads/{Prefix}1");
        told.ShouldBeEmpty("a moment is no news");
    }

    [Fact]
    public async Task A_remote_that_has_never_answered_is_not_waited_for()
    {
        Answers git = new(
            ("remote", 0, "", ""),
            ("ls-remote", 128, "", "ssh: Could not resolve hostname git.exmaple.com: Name or service not known"),
            ("for-each-ref", 0, "", "")
        );
        var failure = await Should.ThrowAsync<ToolFailedException>(() =>
            new RemoteBranches(new(git, "/"), "origin", Prefix).ReadAsync([], CancellationToken.None)
        );
        failure.Message.ShouldContain("git.exmaple.com");
    }

    [Fact]
    public async Task Deliveries_are_looked_for_where_pushes_arrive()
    {
        using var git = await GitFolder.CreateAsync();
        await git.InAsync("", "clone", "-q", "--bare", git.Origin, git["mirror.git"]);
        await git.RunAsync("remote", "set-url", "origin", git["mirror.git"]);
        await git.RunAsync("remote", "set-url", "--push", "origin", git.Origin);
        var tip = await git.RunAsync("rev-parse", "HEAD");
        await git.InAsync("origin.git", "update-ref", $"refs/heads/{Prefix}1", tip);
        (await new RemoteBranches(git.Repository, "origin", Prefix).ReadAsync([], CancellationToken.None)).ShouldBe(
            new Dictionary<string, string> { [$"{Prefix}1"] = tip }
        );
        (await git.RunAsync("rev-parse", $"refs/remotes/origin/{Prefix}1")).ShouldBe(tip);
        (await git.Repository.PushTargetAsync("origin", CancellationToken.None)).ShouldBe(git.Origin);
        await git.RunAsync("remote", "set-url", "origin", git.Origin);
        (await git.Repository.PushTargetAsync("origin", CancellationToken.None)).ShouldBe("origin");
    }

    [Fact]
    public async Task What_is_left_of_a_branch_that_the_remote_has_no_more_is_in_nobodys_way()
    {
        using var git = await GitFolder.CreateAsync();
        var tip = await git.RunAsync("rev-parse", "HEAD");
        await git.RunAsync("update-ref", "refs/remotes/origin/specs", tip);
        await git.InAsync("origin.git", "update-ref", $"refs/heads/{Prefix}1", tip);
        (await new RemoteBranches(git.Repository, "origin", Prefix).ReadAsync([], CancellationToken.None)).Keys.ShouldBe([$"{Prefix}1"]);
        (await git.RunAsync("for-each-ref", "--format=%(refname)", "refs/remotes/origin/specs")).ShouldBe($"refs/remotes/origin/{Prefix}1");
    }

    [Fact]
    public async Task A_shallow_clone_is_one_tasks_obstacle_and_names_its_remedy()
    {
        using var git = await GitFolder.CreateAsync();
        await git.RunAsync("switch", "-q", "-c", "work");
        var tip = await git.CommitAsync("work.txt", "work\n");
        await git.RunAsync("switch", "-q", "main");
        await git.CommitAsync("more.txt", "more\n");
        await git.RunAsync("push", "-q", "origin", "main", "work");
        await git.InAsync("", "clone", "-q", "--depth", "1", "--no-single-branch", $"file://{git.Origin}", git["shallow"]);
        GitRepository shallow = new(new ToolRunner(Variables.OfProcess()), git["shallow"]);
        var head = await git.InAsync("shallow", "rev-parse", "HEAD");
        var merged = await new IntegrationBuilder(shallow, [], new(MergeText.DefaultTemplate, "f")).BuildAsync(
            head,
            [new("T001", tip)],
            CancellationToken.None
        );
        merged.Commit.ShouldBe(head);
        merged
            .Conflicts.ShouldHaveSingleItem()
            .ToString()
            .ShouldBe("T001 cannot be merged: this clone is shallow and lacks the commit that both come from: run `git fetch --unshallow`");
    }

    private static string Hash(char letter) => new(letter, 40);

    /// <summary>A git that gives prepared answers, each to the command it is for.</summary>
    private sealed class Answers(params (string Command, int ExitCode, string Output, string Error)[] answers) : IToolRunner
    {
        private int next;

        public int Left => answers.Length - next;

        public string Last { get; private set; } = "";

        public Task<ToolResult> TryAsync(ToolCall call, CancellationToken ct)
        {
            Last = call.ToString();
            next.ShouldBeLessThan(answers.Length, Last);
            var (command, code, output, error) = answers[next++];
            call.Arguments.ShouldContain(command, Last);
            return Task.FromResult(new ToolResult(call, code, output, error));
        }
    }
}
