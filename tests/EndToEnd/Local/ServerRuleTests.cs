using System.Text.Json.Nodes;
using EndToEnd.Support;

namespace EndToEnd.Local;

/// <summary>Servers that take only what obeys their rules: a feature of four tasks in two waves is delivered and integrated on
/// each.</summary>
public sealed class ServerRuleTests
{
    private const string Ticket = "SHOP-12";

    private const string Tasks = """
        ## Phase 1: Parts

        - [ ] T001 [P] [ASYNC] One in `src/one.txt`
        - [ ] T002 [P] [ASYNC] Two in `src/two.txt`

        ## Phase 2: Whole

        - [ ] T003 [P] [ASYNC] Three in `src/three.txt`
        - [ ] T004 [P] [ASYNC] Four in `src/four.txt`

        """;

    [Fact]
    public async Task Branches_are_named_as_the_server_wants_them()
    {
        await using var feature = await FeatureOrigin.CreateAsync(Tasks, settings: json =>
        {
            json["branchTemplate"] = $"feature/{Ticket}-{{feature}}/{{number}}-{{slug}}";
            json["integrationTemplate"] = $"feature/{Ticket}-{{feature}}/all";
        });
        Hook(
            feature,
            "update",
            $"""[[ $1 =~ ^refs/heads/(main|feature/{Ticket}-[a-z0-9/-]+)$ ]] || {"{"} echo "the name must be main or feature/{Ticket}-..." >&2; exit 1; {"}"}"""
        );

        await DeliverAsync(feature);
        (await feature.Git.LinesAsync("for-each-ref", "--format=%(refname:lstrip=2)")).ShouldBe([
            $"feature/{Ticket}-001-photo-albums/001-one-in-src-one-txt",
            $"feature/{Ticket}-001-photo-albums/002-two-in-src-two-txt",
            $"feature/{Ticket}-001-photo-albums/003-three-in-src-three-txt",
            $"feature/{Ticket}-001-photo-albums/004-four-in-src-four-txt",
            $"feature/{Ticket}-001-photo-albums/all",
            "main",
        ]);
    }

    [Fact]
    public async Task Every_commit_names_its_ticket_also_of_attempts_that_failed_and_of_merges()
    {
        await using var feature = await FeatureOrigin.CreateAsync(
            Tasks,
            settings: json => json["mergeMessage"] = $"{Ticket}: integrate {{task}}",
            more: clone => clone.Write(".specify/async/templates/commit-message.md", $"{Ticket}: {{{{ title }}}}\n")
        );
        Hook(
            feature,
            "pre-receive",
            $$"""
            while read -r old new ref; do
                [[ $new =~ ^0+$ ]] && continue
                git log --format=%s "$new" --not --all | while read -r subject; do [[ $subject == {{Ticket}}* ]] || { echo "no ticket: $subject" >&2; exit 1; }; done || exit 1
            done
            """
        );
        var failing = feature.Clone.WriteAgent(
            "once",
            "[[ $TASK_ID$TASK_ATTEMPT != T0021 ]] || exec bash \"$agents/failing.sh\"\nexec bash \"$agents/good.sh\""
        );
        (await feature.Clone.RunAllAsync(failing)).ShouldEndWith(2);
        (await feature.Git.LinesAsync("for-each-ref", "refs/heads/*/*/*-salvage-1")).ShouldHaveSingleItem("the failed attempt is kept");

        await DeliverAsync(feature, failing, "--retry");
        (await feature.Git.LinesAsync("log", "--format=%s", "main")).ShouldContain($"{Ticket}: integrate T003");
    }

    [Fact]
    public async Task No_commit_is_without_a_signature_where_the_developer_signs_and_the_server_wants_it_of_all()
    {
        await using var feature = await FeatureOrigin.CreateAsync(Tasks);
        await SignAsync(feature);
        Hook(
            feature,
            "pre-receive",
            """
            while read -r old new ref; do
                [[ $new =~ ^0+$ ]] && continue
                for commit in $(git rev-list "$new" --not --all); do
                    git cat-file commit "$commit" | grep -q '^gpgsig ' || { echo "$commit is not signed" >&2; exit 1; }
                done
            done
            """
        );
        var failing = feature.Clone.WriteAgent(
            "once",
            "[[ $TASK_ID$TASK_ATTEMPT != T0021 ]] || exec bash \"$agents/failing.sh\"\nexec bash \"$agents/good.sh\""
        );
        (await feature.Clone.RunAllAsync(failing)).ShouldEndWith(2);
        (await feature.Git.LinesAsync("for-each-ref", "refs/heads/*/*/*-salvage-1")).ShouldHaveSingleItem("the failed attempt is kept");

        (await DeliverAsync(feature, failing, "--retry")).ShouldNotContain("refused");
        (await feature.Git.LinesAsync("for-each-ref", "--format=%(refname:lstrip=4)", "refs/heads/specs")).ShouldContain(
            "async-integration"
        );
        (await feature.Clone.RunAsync("cleanup", "--branches")).ShouldEndWith(0);
        (await feature.Git.LinesAsync("for-each-ref", "refs/heads/specs")).ShouldHaveSingleItem(
            "a signed merge is nobody's work: only the integration ref is left"
        );
    }

    private static async Task<string> DeliverAsync(FeatureOrigin feature, string agent = "good", params string[] more)
    {
        var clone = feature.Clone;
        var run = (await clone.RunAllAsync(agent, more)).ShouldEndWith(0);
        run.Output.ShouldContain("4 of 4 ASYNC tasks delivered");
        (await clone.RunAsync("integrate")).ShouldEndWith(0);
        await clone.Git.RunAsync("push", "-q", "origin", "HEAD");
        (await feature.Git.RunAsync("show", "main:specs/001-photo-albums/tasks.md")).ShouldNotContain("[ ]");
        (await feature.Git.LinesAsync("ls-tree", "--name-only", "main:src")).Length.ShouldBe(4);
        return run.Output + run.Error;
    }

    private static void Hook(FeatureOrigin feature, string name, string script)
    {
        var file = Path.Combine(feature.Git.Directory, "hooks", name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, $"#!/bin/bash\n{script}\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }

    /// <summary>The developer's own settings sign by a program, as a key of ssh or gpg would be used.</summary>
    private static async Task SignAsync(FeatureOrigin feature)
    {
        var program = feature["sign"];
        await File.WriteAllTextAsync(
            program,
            "#!/bin/bash\ncat >/dev/null\necho '[GNUPG:] SIG_CREATED D 1 8 00 1 1' >&2\nprintf -- '-----BEGIN PGP SIGNATURE-----\\n\\nabc\\n-----END PGP SIGNATURE-----\\n'\n"
        );
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        await feature.Clone.Git.RunAsync("config", "gpg.program", program);
        await feature.Clone.Git.RunAsync("config", "commit.gpgSign", "true");
    }
}
