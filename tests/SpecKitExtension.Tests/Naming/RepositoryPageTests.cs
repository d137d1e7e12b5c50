using SpecKitExtension.Naming;

namespace SpecKitExtension.Tests.Naming;

public sealed class RepositoryPageTests
{
    private const string Branch = "specs/001-a/task-1-x-async";

    [Theory]
    [InlineData("https://github.com/Owner/Name.git", "https://github.com/owner/name/tree/specs/001-a/task-1-x-async")]
    [InlineData("git@github.com:owner/name.git", "https://github.com/owner/name/tree/specs/001-a/task-1-x-async")]
    [InlineData("https://github.example.com:8443/owner/name", "https://github.example.com:8443/owner/name/tree/specs/001-a/task-1-x-async")]
    [InlineData("ssh://git@gitlab.com:22/group/sub/name.git", "https://gitlab.com/group/sub/name/-/tree/specs/001-a/task-1-x-async")]
    [InlineData(
        "ssh://git@gitlab.example.com:2222/group/name.git",
        "https://gitlab.example.com/group/name/-/tree/specs/001-a/task-1-x-async"
    )]
    [InlineData("git@bitbucket.org:team/name.git", "https://bitbucket.org/team/name/branch/specs/001-a/task-1-x-async")]
    [InlineData(
        "https://bitbucket.example.com/scm/prj/name.git",
        "https://bitbucket.example.com/projects/prj/repos/name/browse?at=refs%2Fheads%2Fspecs%2F001-a%2Ftask-1-x-async"
    )]
    [InlineData(
        "ssh://git@bitbucket.example.com:7999/prj/name.git",
        "https://bitbucket.example.com/projects/prj/repos/name/browse?at=refs%2Fheads%2Fspecs%2F001-a%2Ftask-1-x-async"
    )]
    [InlineData(
        "https://dev.azure.com/org/My%20Project/_git/name",
        "https://dev.azure.com/org/my%20project/_git/name?version=GBspecs%2F001-a%2Ftask-1-x-async"
    )]
    [InlineData(
        "git@ssh.dev.azure.com:v3/org/project/name",
        "https://dev.azure.com/org/project/_git/name?version=GBspecs%2F001-a%2Ftask-1-x-async"
    )]
    [InlineData(
        "https://org.visualstudio.com/project/_git/name",
        "https://org.visualstudio.com/project/_git/name?version=GBspecs%2F001-a%2Ftask-1-x-async"
    )]
    [InlineData("https://codeberg.org/owner/name.git", "https://codeberg.org/owner/name/src/branch/specs/001-a/task-1-x-async")]
    [InlineData(
        "http://gitea.example.com:3000/owner/name.git",
        "http://gitea.example.com:3000/owner/name/src/branch/specs/001-a/task-1-x-async"
    )]
    public void A_branch_of_a_known_host_has_a_page(string url, string page) =>
        RepositoryPage.Of(RepositoryKey.From(url), url).ShouldNotBeNull().Branch(Branch).ShouldBe(page);

    [Theory]
    [InlineData("git@github.com:owner/photos.git", "https://github.com/owner/photos/pull/new/feature/a%23b", "gh")]
    [InlineData(
        "https://gitlab.com/group/sub/photos.git",
        "https://gitlab.com/group/sub/photos/-/merge_requests/new?merge_request%5Bsource_branch%5D=feature%2Fa%23b",
        "glab"
    )]
    [InlineData("https://bitbucket.org/team/photos", "https://bitbucket.org/team/photos/pull-requests/new?source=feature%2Fa%23b", null)]
    [InlineData(
        "https://bitbucket.example.com/scm/pr/photos.git",
        "https://bitbucket.example.com/projects/pr/repos/photos/pull-requests?create&sourceBranch=refs%2Fheads%2Ffeature%2Fa%23b",
        null
    )]
    [InlineData(
        "git@ssh.dev.azure.com:v3/org/project/photos",
        "https://dev.azure.com/org/project/_git/photos/pullrequestcreate?sourceRef=feature%2Fa%23b",
        null
    )]
    [InlineData("https://codeberg.org/owner/photos", "https://codeberg.org/owner/photos/compare/feature/a%23b", null)]
    public void A_pull_request_on_a_known_host_has_a_page(string url, string page, string? client)
    {
        var known = RepositoryPage.Of(RepositoryKey.From(url), url).ShouldNotBeNull();
        known.NewRequest("feature/a#b").ShouldBe(page);
        known.Client.ShouldBe(client);
    }

    [Theory]
    [InlineData("https://git.example.com/owner/name.git")]
    [InlineData("ssh://git@example.com/owner/name.git")]
    [InlineData("https://gitea.example.com/name.git")]
    [InlineData("https://dev.azure.com/org/name")]
    [InlineData("/srv/git/github.com/name.git")]
    [InlineData("file:///srv/git/name.git")]
    public void Elsewhere_nobody_guesses(string url) => RepositoryPage.Of(RepositoryKey.From(url), url).ShouldBeNull();

    [Fact]
    public void A_branch_cannot_leave_its_link() =>
        RepositoryPage
            .Of(RepositoryKey.From("https://github.com/o/n"), "https://github.com/o/n")!
            .Branch("a)b(c|d<e>?f#g h")
            .ShouldBe("https://github.com/o/n/tree/a%29b%28c%7Cd%3Ce%3E%3Ff%23g%20h");
}
