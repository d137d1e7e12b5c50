using SpecKitExtension.Git;
using SpecKitExtension.Naming;
using SpecKitExtension.Tests.Support;

namespace SpecKitExtension.Tests.Git;

/// <summary>Merges that a developer signs are the same merges to everybody.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class MergeSigningTests : IAsyncLifetime
{
    private GitFolder git = null!;

    public async Task InitializeAsync() => git = await GitFolder.CreateAsync();

    public Task DisposeAsync()
    {
        git.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task What_another_machine_has_signed_and_pushed_is_taken_as_it_is()
    {
        var (head, merge) = await MergesAsync();
        await SignsAsync("first");
        var there = await SignAsync(head, merge, null);
        there.ShouldNotBe(merge);
        (await git.RunAsync("cat-file", "commit", there)).ShouldContain("first");
        (await git.RunAsync("rev-parse", $"{there}^{{tree}}")).ShouldBe(await git.RunAsync("rev-parse", $"{merge}^{{tree}}"));
        (await git.RunAsync("rev-list", "--count", "--first-parent", $"{head}..{there}")).ShouldBe("2");

        await SignsAsync("second");
        (await SignAsync(head, merge, there)).ShouldBe(there);
        (await SignAsync(head, merge, head)).ShouldNotBe(there, "the branch shows something else");
        (await SignAsync(head, merge, new string('1', 40))).ShouldNotBe(there, "what is there is not here");
    }

    [Fact]
    public async Task Nothing_is_signed_that_the_developer_does_not_sign_and_what_cannot_be_signed_stays_as_it_is()
    {
        var (head, merge) = await MergesAsync();
        (await SignAsync(head, merge, null)).ShouldBe(merge);

        await SignsAsync("first");
        await git.RunAsync("config", "gpg.program", git["no such program"]);
        MergeSigning signing = new(git.Repository);
        (await signing.SignAsync(head, merge, null, CancellationToken.None)).ShouldBe(merge);
        signing.Problem.ShouldNotBeNull().ShouldContain("no such program");
    }

    [Fact]
    public async Task A_signed_merge_is_ours_until_somebody_amends_it()
    {
        var (head, merge) = await MergesAsync();
        await SignsAsync("first");
        var signed = await SignAsync(head, merge, null);
        (await OwnMerge.IsAsync(git.Repository, signed, CancellationToken.None)).ShouldBeTrue();

        await git.RunAsync("config", "commit.gpgSign", "false");
        await git.RunAsync("switch", "-q", "--detach", signed);
        await git.RunAsync("commit", "-q", "--amend", "--no-edit");
        (await OwnMerge.IsAsync(git.Repository, await git.RunAsync("rev-parse", "HEAD"), CancellationToken.None)).ShouldBeFalse();
    }

    private Task<string> SignAsync(string head, string merge, string? there) =>
        new MergeSigning(git.Repository).SignAsync(head, merge, there, CancellationToken.None);

    /// <summary>HEAD, and two branches merged onto it one after the other. They are of yesterday: a merge has the date of its
    /// branch.</summary>
    private async Task<(string Head, string Merge)> MergesAsync()
    {
        await git.RunAsync("config", "user.name", "A Human");
        await git.RunAsync("config", "user.email", "human@example.invalid");
        var head = await git.CommitAsync("mine.txt", "mine\n");
        List<DeliveredBranch> branches = [];
        foreach (var name in (string[])["T001", "T002"])
        {
            await git.RunAsync("switch", "-q", "-C", name, "main~1");
            await git.CommitAsync($"{name}.txt", $"{name}\n");
            await git.RunAsync("rebase", "-q", "--exec", "git commit -q --amend --no-edit --date=2026-01-01T00:00:00Z", "HEAD~1");
            await git.RunAsync("rebase", "-q", "--committer-date-is-author-date", "--force-rebase", "HEAD~1");
            branches.Add(new(name, await git.RunAsync("rev-parse", "HEAD")));
        }

        await git.RunAsync("switch", "-q", "main");
        return (
            head,
            (
                await new IntegrationBuilder(git.Repository, [], new(MergeText.DefaultTemplate, "f")).BuildAsync(
                    head,
                    branches,
                    CancellationToken.None
                )
            ).Commit
        );
    }

    /// <summary>The developer's git signs by a program that writes a name in place of a signature.</summary>
    private async Task SignsAsync(string name)
    {
        var program = git[$"sign-{name}"];
        await File.WriteAllTextAsync(
            program,
            $"#!/bin/bash\ncat >/dev/null\necho '[GNUPG:] SIG_CREATED D 1 8 00 1 1' >&2\nprintf -- '-----BEGIN PGP SIGNATURE-----\\n\\n{name}\\n-----END PGP SIGNATURE-----\\n'\n"
        );
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        await git.RunAsync("config", "gpg.program", program);
        await git.RunAsync("config", "commit.gpgSign", "true");
    }
}
